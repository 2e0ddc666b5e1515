#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/market/market_rules.h"
#include "common/records/record_lines.h"
#include "common/time.h"
#include "query/storage/reader.h"

/// What the files of jobs with dual_write are made of, read from committed rows.
namespace tradepit::query {

/// Days of one model that are read at once: none after so many bytes of their files. One day is
/// read whole.
inline constexpr std::size_t RECORD_BYTES = std::size_t{1} << 20;

/// A job with dual_write.
struct FollowedJob {
    std::int64_t number = 0;
    std::string job_id;
    bool has_ended = false;
};

/// One (job, model).
struct FollowedModel {
    std::int64_t chain = 0;
    std::string job_id;
    std::string model;
};

/// What the files have of a completed model-day.
struct FollowedDay {
    std::string date;
    std::string log;           ///< its log.jsonl; may be empty
    std::string positions;     ///< its lines of position.jsonl
    std::int64_t records = 0;  ///< of position.jsonl up to here
};

struct FollowedDays {
    std::vector<FollowedDay> days;
    bool more = false;  ///< the model has completed days after them
};

/// Those with a number above `after`, in their order.
[[nodiscard]] std::vector<FollowedJob> followed_jobs(Reader& reader, std::int64_t after);
[[nodiscard]] std::vector<FollowedModel> followed_models(Reader& reader, const std::string& job_id);

/// The market's rules that the job was made with; where they cannot be read, those of any market.
[[nodiscard]] common::MarketRules rules_of(Reader& reader, const std::string& job_id);

/// Whether its status changes no more; nothing for a job that is not there, or no more.
[[nodiscard]] std::optional<bool> has_ended(Reader& reader, const std::string& job_id);

/// The next days after `after` ("": from the first one), by date, their lines behind those that
/// `lines` has made; none is begun at `until` or later, but for the first. None for a model whose
/// job was cleaned up.
[[nodiscard]] FollowedDays days_after(Reader& reader, const FollowedModel& of,
                                      const std::string& after, common::RecordLines lines,
                                      common::Instant until);

/// How many positions a completed day has; 0 for one that is not completed.
[[nodiscard]] std::int64_t positions_of(Reader& reader, const FollowedModel& of,
                                        const std::string& date);

}  // namespace tradepit::query
