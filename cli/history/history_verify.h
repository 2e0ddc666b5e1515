#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/folder_walk.h"
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
    /// The line of the file and the action_id of the row, as far as there are both: "line 3, action
    /// 2". For a log the number of the step: "step 4".
    std::string where{};
    std::string what{};      ///< the field; "record" or "step" where one side has none
    std::string file{};      ///< the value in the file; "" for none
    std::string database{};  ///< the value in the database; "" for none
};

/// The result of comparisons so far.
struct Comparison {
    std::int64_t records_compared = 0;  ///< including those that only one side has
    std::int64_t steps_compared = 0;    ///< including those that only one side has
    std::int64_t difference_count = 0;  ///< all differences, also those not listed
    std::vector<Difference> differences;
    /// The models and model-days that could not be compared, with the reasons.
    std::vector<std::string> not_compared;
    Remarks remarks;  ///< what was left out of the walk over the files

    /// Whether all that the folder may have was compared.
    [[nodiscard]] bool is_whole() const {
        return not_compared.empty() && remarks.count(Remark::Kind::missing) == 0;
    }
    /// Counts a difference, and lists it within DIFFERENCES_MAX.
    void add(Difference difference);
};

/// Compares a model's position.jsonl with its positions in the database, date by date and record by
/// record. `rows` are those of GET /positions, in the order of date and action. Compared are
/// action, symbol, amount, cash and holdings, and price and portfolio value where the record has
/// them.
void compare_records(const std::string& model, const common::RecordFile& file,
                     const std::vector<nlohmann::ordered_json>& rows, Comparison& comparison);

/// Compares the log.jsonl of a model-day with the steps in the database, step by step: role,
/// content and tool, and the time where the file has one. `steps` are rows of GET /jobs/{id}/logs.
/// Tool usage is not compared.
void compare_log(const std::string& model, const std::string& date, const LogFile& file,
                 const std::vector<nlohmann::ordered_json>& steps, Comparison& comparison);

/// Compares the files that find_positions() and find_logs() find in `folder` with the rows of an
/// ended job. A record or step that only one side has is a difference too; but rows without a file
/// are only not compared where something in `folder` could not be looked at. Positions are compared
/// when there is any position.jsonl, logs when there is any log.jsonl.
/// @throws UsageError as find_positions(), for a folder with neither kind of file, or for a file
/// that cannot be read or parsed; Refused when the job does not exist or has not ended;
/// Unreachable.
Comparison verify_job(Connection& connection, const std::string& job,
                      const std::filesystem::path& folder);

}  // namespace tradepit::cli
