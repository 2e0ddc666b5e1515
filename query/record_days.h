#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/market_rules.h"
#include "query/reader.h"

/// What the files of jobs with dual_write are made of, read from committed rows.
namespace tradepit::query {

/// Days of one model that are read at once: no more than this many, and none after so many bytes of
/// logs. One day is read whole.
inline constexpr std::int64_t RECORD_DAYS_MAX = 64;
inline constexpr std::size_t RECORD_LOG_BYTES = std::size_t{1} << 20;

/// A job with dual_write.
struct FollowedJob {
    std::string job_id;
    common::MarketRules rules;
    bool has_ended = false;
};

/// One (job, model).
struct FollowedModel {
    std::int64_t chain = 0;
    std::string job_id;
    std::string model;
};

/// A completed model-day.
struct FollowedDay {
    std::string date;
    std::vector<nlohmann::ordered_json> positions;  ///< as GET /positions has them
    std::string log;                                ///< the text of its log.jsonl; may be empty
};

struct FollowedDays {
    std::vector<FollowedDay> days;
    bool more = false;  ///< the model has completed days after them
};

/// Those with a number above `after`, in their order.
[[nodiscard]] std::vector<FollowedJob> followed_jobs(Reader& reader, std::int64_t after);
[[nodiscard]] std::vector<FollowedModel> followed_models(Reader& reader, const std::string& job_id);

/// Whether its status changes no more; nothing for a job that is not there, or no more.
[[nodiscard]] std::optional<bool> has_ended(Reader& reader, const std::string& job_id);

/// The next days after `after` ("": from the first one), by date. None for a model whose job was
/// cleaned up.
[[nodiscard]] FollowedDays days_after(Reader& reader, const FollowedModel& of,
                                      const std::string& after);

/// How many positions a completed day has; 0 for one that is not completed.
[[nodiscard]] std::int64_t positions_of(Reader& reader, const FollowedModel& of,
                                        const std::string& date);

}  // namespace tradepit::query
