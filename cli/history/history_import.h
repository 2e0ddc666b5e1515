#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/channel.h"
#include "cli/history/history_files.h"
#include "common/market/market_rules.h"
#include "common/messages/upload_messages.h"
#include "common/records/record_file.h"

namespace tradepit::cli {

/// The result of importing one file.
struct HistoryReport {
    HistoryFile file;
    std::int64_t records = 0;           ///< in the file, without bad lines; of a log: messages
    std::vector<std::string> left_out;  ///< bad lines that were skipped (--skip-bad), with reasons
    std::vector<std::string> notes;  ///< about the file itself; the writer's notes are in `answer`
    /// The writer's answer. An invalid file is not sent; its answer is made here, with status 422.
    common::UploadAnswer answer;

    [[nodiscard]] bool is_committed() const {
        return answer.status == common::UploadAnswer::COMMITTED;
    }
    /// The writer's counts and notes; empty unless is_committed().
    [[nodiscard]] common::HistoryOutcome outcome() const {
        return answer.history.value_or(common::HistoryOutcome{});
    }
};

/// The settings of an import, for all its files.
struct HistoryImport {
    std::string job = common::HISTORY_JOB;
    std::string market;  ///< empty: the job's market, else the only market there is
    common::BadLines bad_lines = common::BadLines::refuse;
    std::vector<common::MarketRules> markets;  ///< the content of markets.json
};

/// import_positions() imports files from find_positions(), import_logs() files from find_logs(),
/// one after the other. A refused file does not stop the others. `progress(files done, all files)`
/// is called after each. @return one report a file, in the same order. @throws Unreachable as
/// send_upload(); what a watched descriptor of `writer` throws.
std::vector<HistoryReport> import_positions(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress);
std::vector<HistoryReport> import_logs(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress);

// How the reports are shown.

/// {"job_id", "summary": {MODEL: number of new rows}, "imports": [one object a file]}.
nlohmann::ordered_json history_json(const std::string& job,
                                    const std::vector<HistoryReport>& reports);
/// A table with the counts of each file that was imported, also of those without new rows; empty
/// when none was imported.
std::string history_text(const std::vector<HistoryReport>& reports);
/// The notes on the files, one "note: MODEL [DATE]: …" line each.
std::string history_notes(const std::vector<HistoryReport>& reports);

}  // namespace tradepit::cli
