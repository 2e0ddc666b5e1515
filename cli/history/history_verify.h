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

/// Differences that are told one by one; more of them are counted.
inline constexpr std::size_t DIFFERENCES_MAX = 1'000;

/// Where a file and the database do not say the same.
struct Difference {
    std::string model{};
    std::string date{};
    std::string where{};     ///< "line 3, action 2"
    std::string what{};      ///< the field; "record" and "step" for one that is on one side alone
    std::string file{};      ///< as it is there; "" for nothing
    std::string database{};  ///< likewise
};

/// What was compared so far, and what came of it.
struct Comparison {
    std::int64_t records = 0;
    std::int64_t steps = 0;
    std::int64_t different = 0;
    std::vector<Difference> differences;

    void add(Difference difference);
};

/// A model's position.jsonl with its rows (as query gives them, by date and action), record by
/// record: action, symbol, amount, cash, holdings; price and value where the record states them.
void compare_records(const std::string& model, const common::RecordFile& file,
                     const std::vector<nlohmann::ordered_json>& rows, Comparison& comparison);

/// A day's log.jsonl with its steps: role, content, tool; the time where the file states one.
void compare_log(const std::string& model, const std::string& date, const LogFile& file,
                 const std::vector<nlohmann::ordered_json>& steps, Comparison& comparison);

/// Compares the files at or below `folder` (positions and logs, as an import finds them) with the
/// rows of an ended job, both ways: a model or day that only one side has is a difference too.
/// Logs are compared where there is a file of any.
/// @throws UsageError for a folder with neither, or a file that cannot be read; Refused.
Comparison verify_job(Connection& connection, const std::string& job,
                      const std::filesystem::path& folder);

}  // namespace tradepit::cli
