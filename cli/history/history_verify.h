#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/history/log_file.h"
#include "cli/pipeline/connection.h"
#include "common/records/record_file.h"

namespace tradepit::cli {

/// The limit of differences that are listed. Further ones are only counted.
inline constexpr std::size_t DIFFERENCES_MAX = 1'000;

/// A field that has different values in a file and in the database.
struct Difference {
    std::string model{};
    std::string date{};
    std::string where{};     ///< line of the file, action_id of the row: "line 3, action 2"
    std::string what{};      ///< the field; "record" or "step" for one that only one side has
    std::string file{};      ///< the value in the file; "" for none
    std::string database{};  ///< the value in the database; "" for none
};

/// The result so far: what was compared, and what differs.
struct Comparison {
    std::int64_t records_compared = 0;  ///< compared, with those that only one side has
    std::int64_t steps_compared = 0;    ///< compared, with those that only one side has
    std::int64_t difference_count = 0;  ///< all differences, also those not listed
    std::vector<Difference> differences;

    /// Counts a difference, and lists it within DIFFERENCES_MAX.
    void add(Difference difference);
};

/// Compares a model's position.jsonl with its rows in the database, date by date and record by
/// record. The rows are as query gives them, in the order of date and action. Compared are action,
/// symbol, amount, cash and holdings, and price and value where the record has them.
void compare_records(const std::string& model, const common::RecordFile& file,
                     const std::vector<nlohmann::ordered_json>& rows, Comparison& comparison);

/// Compares the log.jsonl of a day with the steps in the database: role, content and tool, and the
/// time where the file has one.
void compare_log(const std::string& model, const std::string& date, const LogFile& file,
                 const std::vector<nlohmann::ordered_json>& steps, Comparison& comparison);

/// Compares the files in `folder` or below it (as find_positions() and find_logs() find them) with
/// the rows of an ended job. A model or day that only one side has is a difference too. Positions
/// are compared when there is any position.jsonl, logs when there is any log.jsonl.
/// @throws UsageError for a folder with neither, or a file that cannot be read or parsed; Refused
/// when the job does not exist or has not ended; Unreachable.
Comparison verify_job(Connection& connection, const std::string& job,
                      const std::filesystem::path& folder);

}  // namespace tradepit::cli
