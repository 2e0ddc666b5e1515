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

/// What became of one file.
struct HistoryReport {
    HistoryFile file;
    std::int64_t records = 0;           ///< read from it; of a log: steps
    std::vector<std::string> left_out;  ///< its bad lines, with their reasons (--skip-bad)
    std::vector<std::string> notes;     ///< of what was read; those of the answer stand there
    common::UploadAnswer answer;        ///< status 422 too for a file that is not understood

    [[nodiscard]] bool landed() const { return answer.status == common::UploadAnswer::COMMITTED; }
    /// Of a file that landed.
    [[nodiscard]] common::HistoryOutcome outcome() const {
        return answer.history.value_or(common::HistoryOutcome{});
    }
};

/// What all files of an import have in common.
struct HistoryImport {
    std::string job = common::HISTORY_JOB;
    std::string market;  ///< empty: the job's, else the only one there is
    common::BadLines bad_lines = common::BadLines::refuse;
    std::vector<common::MarketRules> markets;  ///< of markets.json
};

/// Every file, one after the other; one that is refused does not keep the others out.
/// `progress(files done, files)` is called as they are. @throws Unreachable.
std::vector<HistoryReport> import_positions(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress);
std::vector<HistoryReport> import_logs(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress);

// What is shown of it.

/// {"job_id", "summary": {MODEL: rows that are new}, "imports": one object a file}.
nlohmann::ordered_json history_json(const std::string& job,
                                    const std::vector<HistoryReport>& reports);
/// The files that landed, as a table for people; one that nothing was new in too.
std::string history_text(const std::vector<HistoryReport>& reports);
/// What is to be known of each file, one "note: FILE: …" line each.
std::string history_notes(const std::vector<HistoryReport>& reports);

}  // namespace tradepit::cli
