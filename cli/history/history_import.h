#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/channel.h"
#include "cli/history/history_files.h"
#include "common/market/market_rules.h"
#include "common/messages/history_messages.h"
#include "common/records/record_file.h"

namespace tradepit::cli {

/// What became of one file.
struct HistoryReport {
    HistoryFile file;
    std::int64_t records = 0;           ///< read from it; of a log: steps
    std::vector<std::string> left_out;  ///< its bad lines, with their reasons (--skip-bad)
    std::vector<std::string> notes;     ///< of what was read; those of the answer stand there
    common::HistoryAnswer answer;       ///< status 422 too for a file that is not understood

    [[nodiscard]] bool landed() const { return answer.status == 200; }
};

/// What all files of an import have in common.
struct HistoryImport {
    std::string job = common::HISTORY_JOB;
    std::string market;  ///< empty: the job's, else the only one there is
    common::BadLines bad_lines = common::BadLines::refuse;
    std::vector<common::MarketRules> markets;  ///< of markets.json
};

/// The encoded import in frames that the wire takes, under one key.
std::vector<common::HistoryPart> parts_of(common::HistoryKind what, const std::string& octets,
                                          const std::string& key);

/// Sends a file to the writer and waits for its word after the commit; all of it again when the
/// writer falls silent, since it keeps nothing over a restart. @throws Unreachable.
common::HistoryAnswer send_history(Channel& writer, common::HistoryKind what,
                                   const std::string& octets);

/// Every file, one after the other; one that is refused does not keep the others out.
/// `progress(files done, files)` is called as they are. @throws Unreachable.
std::vector<HistoryReport> import_positions(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress);
std::vector<HistoryReport> import_logs(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tradepit::cli
