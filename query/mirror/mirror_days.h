#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/market/market_rules.h"
#include "common/records/record_lines.h"
#include "common/text/folder_name.h"
#include "common/time.h"
#include "query/storage/reader.h"

/// Reads the committed rows from which the mirror (the files of jobs with dual_write) is written.
namespace tradepit::query {

/// The days of one model are read in portions. A portion ends with the day that brings the contents
/// of its files to this size. A day is always read whole.
inline constexpr std::size_t PORTION_BYTES = std::size_t{1} << 20;

/// A job with dual_write.
struct FollowedJob {
    std::int64_t number = 0;  ///< job_settings.job_number, which counts jobs as they are submitted
    std::string job_id;
    bool has_ended = false;  ///< its status is final
};

/// One model of a job with dual_write: a chain.
struct FollowedModel {
    std::int64_t chain = 0;
    std::string job_id;
    std::string model;
    common::ModelFolder folder{};  ///< of its files, in the tree of its job
};

/// The contents of the files for one completed model-day.
struct FollowedDay {
    std::string date;
    std::string log;           ///< its log.jsonl; may be empty
    std::string positions;     ///< its lines of position.jsonl
    std::int64_t records = 0;  ///< lines of position.jsonl up to the end of this day
};

/// A portion of the days of one model.
struct FollowedDays {
    std::vector<FollowedDay> days;
    bool more = false;  ///< whether the model has completed days after these
};

/// The jobs with dual_write whose number is above `after`, in the order of their numbers.
[[nodiscard]] std::vector<FollowedJob> followed_jobs(Reader& reader, std::int64_t after);
/// The models of the job, with their folders; none for a job that is not stored, or was cleaned up.
/// None also where a folder's name would be too long: a submission with dual_write is refused then.
[[nodiscard]] std::vector<FollowedModel> followed_models(Reader& reader, const std::string& job_id);

/// The market rules that the job was made with; the defaults of MarketRules where the job is not
/// stored or its rules cannot be parsed.
[[nodiscard]] common::MarketRules rules_of(Reader& reader, const std::string& job_id);

/// Whether the job has ended, so that its status is final; nothing for a job that is not stored, or
/// was cleaned up.
[[nodiscard]] std::optional<bool> has_ended(Reader& reader, const std::string& job_id);

/// The next portion of the model's completed days: those after the date `after` ("": all), by date.
/// No days for a model whose job was cleaned up.
/// @param lines makes the lines of position.jsonl, and knows how many the file has already.
/// @param until the time from which on no further day is read; the first day is read at any time.
[[nodiscard]] FollowedDays days_after(Reader& reader, const FollowedModel& followed,
                                      const std::string& after, common::RecordLines lines,
                                      common::Instant until);

/// The number of position rows of a completed day; 0 for a day that is not completed.
[[nodiscard]] std::int64_t position_row_count(Reader& reader, const FollowedModel& followed,
                                              const std::string& date);

}  // namespace tradepit::query
