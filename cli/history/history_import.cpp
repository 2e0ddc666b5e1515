#include "cli/history/history_import.h"

#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/display/table.h"
#include "cli/failures.h"
#include "cli/history/log_file.h"
#include "cli/text_file.h"
#include "cli/uploads.h"
#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/messages/messages.h"
#include "common/text/quoted.h"

namespace tradepit::cli {

using common::UploadKind;

namespace {

/// The status of a file that is refused here, as the writer would refuse it.
constexpr int REFUSED = 422;

/// The report for a file that was refused before it was sent to the writer.
HistoryReport refused(HistoryFile file, std::string detail) {
    HistoryReport report;
    report.file = std::move(file);
    report.answer.status = REFUSED;
    report.answer.detail = std::move(detail);
    return report;
}

std::vector<std::string> messages_of(const std::vector<common::FileFault>& faults) {
    std::vector<std::string> messages;
    messages.reserve(faults.size());
    for (const auto& fault : faults) messages.push_back(fault.message());
    return messages;
}

/// The job, model and market of the file's rows, and the market's rules. Where no market is named,
/// the rules are those of DEFAULT_MARKET. The writer uses the rules only for a market that has no
/// prices yet.
common::HistoryOwner owner_of(const HistoryFile& file, const HistoryImport& import, bool hourly) {
    const common::MarketName market{import.market.empty() ? std::string{common::DEFAULT_MARKET}
                                                          : import.market};
    const auto rules =
        common::rules_for(import.markets, market, hourly ? common::HOURLY : common::DAILY);
    return {common::JobId{import.job}, common::ModelName{file.model},
            common::MarketName{import.market}, common::to_json(rules)};
}

HistoryReport import_records(Channel& writer, const HistoryFile& file, const std::string& text,
                             const HistoryImport& import) {
    auto read = common::parse_record_file(text, import.bad_lines);
    if (const auto* fault = std::get_if<common::FileFault>(&read))
        return refused(file, fault->message());
    auto& records = std::get<common::RecordFile>(read);
    HistoryReport report;
    report.file = file;
    report.records = static_cast<std::int64_t>(records.records.size());
    report.left_out = messages_of(records.bad);
    if (records.records.size() > common::HISTORY_RECORDS_MAX)
        return refused(file, std::to_string(records.records.size()) + " records where " +
                                 std::to_string(common::HISTORY_RECORDS_MAX) +
                                 " are the limit (HISTORY_RECORDS_MAX)");
    const bool hourly = records.records.front().date.has_time();
    common::RecordImport message{owner_of(file, import, hourly), records.cash_decimals,
                                 std::move(records.records)};
    report.answer = send_upload(writer, UploadKind::positions, common::encode_upload(message));
    return report;
}

/// Adds what is unusual about the log to the report's notes.
void add_notes(const LogFile& log, HistoryReport& report) {
    if (log.sessions > 1)
        report.notes.push_back(std::to_string(log.sessions) +
                               " sessions; those after the first are retries");
    for (const auto& signature : log.signatures)
        if (signature != report.file.model)
            report.notes.push_back("its signature is " + common::quoted_text(signature));
    for (const auto& [role, count] : log.other_roles)
        report.notes.push_back(std::to_string(count) + " of role " + common::quoted_text(role) +
                               " kept as " + (role == "function" ? "tool" : "user"));
}

HistoryReport import_log(Channel& writer, const HistoryFile& file, const std::string& text,
                         const HistoryImport& import) {
    const auto date = common::Stamp::parse(file.date);
    if (!date)
        return refused(file, "its folder " + common::quoted_text(file.date) + " is not a date");
    auto read = parse_log_file(text, import.bad_lines);
    if (const auto* fault = std::get_if<common::FileFault>(&read))
        return refused(file, fault->message());
    auto& log = std::get<LogFile>(read);
    HistoryReport report;
    report.file = file;
    report.records = static_cast<std::int64_t>(log.steps.size());
    report.left_out = messages_of(log.bad);
    if (log.steps.size() > common::HISTORY_RECORDS_MAX)
        return refused(file, std::to_string(log.steps.size()) + " messages where " +
                                 std::to_string(common::HISTORY_RECORDS_MAX) +
                                 " are the limit (HISTORY_RECORDS_MAX)");
    add_notes(log, report);
    common::LogImport message{owner_of(file, import, date->has_time()), *date, std::move(log.steps),
                              std::move(log.tools)};
    report.answer = send_upload(writer, UploadKind::log, common::encode_upload(message));
    return report;
}

/// Imports one file, whose text the third argument is.
using ImportText = HistoryReport (*)(Channel&, const HistoryFile&, const std::string&,
                                     const HistoryImport&);

/// Reads and imports one file.
HistoryReport import_file(Channel& writer, const HistoryFile& file, const HistoryImport& import,
                          ImportText import_one) {
    if (!file.refusal.empty()) return refused(file, file.refusal);
    std::string text;
    try {
        text = read_text(file.path, "", HISTORY_FILE_BYTES_MAX);
    } catch (const UsageError& error) {
        return refused(file, error.what());
    }
    return import_one(writer, file, text, import);
}

std::vector<HistoryReport> import_each(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress, ImportText import_one) {
    std::vector<HistoryReport> reports;
    for (const auto& file : files) {
        reports.push_back(import_file(writer, file, import, import_one));
        reports.back().notes.insert(reports.back().notes.begin(), file.notes.begin(),
                                    file.notes.end());
        progress(reports.size(), files.size());
    }
    return reports;
}

using Json = nlohmann::ordered_json;

/// The model, and for a log the date too: "gpt-5", "gpt-5 2025-10-02".
std::string report_name(const HistoryReport& report) {
    return report.file.model + (report.file.date.empty() ? "" : " " + report.file.date);
}

std::vector<std::string> all_notes(const HistoryReport& report) {
    auto notes = report.notes;
    for (const auto& left_out : report.left_out) notes.push_back("left out: " + left_out);
    const auto outcome = report.outcome();
    notes.insert(notes.end(), outcome.notes.begin(), outcome.notes.end());
    return notes;
}

Json report_row(const HistoryReport& report) {
    Json row{{"source", report.file.path.string()}, {"model", report.file.model}};
    if (!report.file.date.empty()) row["date"] = report.file.date;
    row["status"] = report.is_committed() ? "imported" : "refused";
    if (!report.is_committed()) {
        row["detail"] = report.answer.detail;
        return row;
    }
    const auto outcome = report.outcome();
    const auto& counts = outcome.counts;
    row["market"] = outcome.market.value();
    row["records"] = report.records;
    row["inserted"] = counts.inserted;
    row["already_there"] = counts.present;
    // Rows that are new although the model (or, for a log, the day) had rows before.
    row["added"] = outcome.had_rows ? counts.inserted : 0;
    if (report.file.date.empty())
        row.update({{"amount_zero", counts.amount_zero},
                    {"rounded", counts.rounded},
                    {"forked", counts.forked},
                    {"unexplained", counts.unexplained},
                    {"unpriced", counts.unpriced}});
    row["left_out"] = report.left_out;
    row["notes"] = all_notes(report);
    return row;
}

}  // namespace

std::vector<HistoryReport> import_positions(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress) {
    return import_each(writer, files, import, progress, import_records);
}

std::vector<HistoryReport> import_logs(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress) {
    return import_each(writer, files, import, progress, import_log);
}

Json history_json(const std::string& job, const std::vector<HistoryReport>& reports) {
    std::map<std::string, std::int64_t> summary;
    Json imports = Json::array();
    for (const auto& report : reports) {
        if (report.is_committed()) summary[report.file.model] += report.outcome().counts.inserted;
        imports.push_back(report_row(report));
    }
    return {{"job_id", job}, {"summary", summary}, {"imports", std::move(imports)}};
}

std::string history_text(const std::vector<HistoryReport>& reports) {
    constexpr auto COUNT = Table::Align::right;
    Table table{{{"model"},
                 {"records", COUNT},
                 {"new", COUNT},
                 {"known", COUNT},
                 {"amount 0", COUNT},
                 {"rounded", COUNT},
                 {"forked", COUNT},
                 {"unexplained", COUNT},
                 {"unpriced", COUNT}}};
    for (const auto& report : reports) {
        if (!report.is_committed()) continue;
        const auto counts = report.outcome().counts;
        table.add({report_name(report), grouped(report.records), grouped(counts.inserted),
                   grouped(counts.present), grouped(counts.amount_zero), grouped(counts.rounded),
                   grouped(counts.forked), grouped(counts.unexplained), grouped(counts.unpriced)});
    }
    return table.empty() ? std::string{} : table.text();
}

std::string history_notes(const std::vector<HistoryReport>& reports) {
    std::string text;
    for (const auto& report : reports)
        for (const auto& note : all_notes(report))
            text += "note: " + report_name(report) + ": " + note + "\n";
    return text;
}

}  // namespace tradepit::cli
