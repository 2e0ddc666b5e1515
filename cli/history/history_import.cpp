#include "cli/history/history_import.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/config_folder.h"
#include "cli/failures.h"
#include "cli/history/log_file.h"
#include "common/digest.h"
#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/messages/messages.h"
#include "common/messages/parts.h"
#include "common/process/clock.h"
#include "common/text/quoted.h"
#include "common/uuid.h"

namespace tradepit::cli {

using common::HistoryAnswer;
using common::HistoryKind;
using common::HistoryPart;
using common::Instant;

namespace {

constexpr Instant CONNECT_MAX = std::chrono::seconds{10};
/// Of the writer, which may be committing tens of thousands of records.
constexpr Instant SILENCE_MAX = std::chrono::seconds{60};
constexpr Instant SILENCE_BEFORE_REPEAT = std::chrono::seconds{5};
constexpr Instant PAUSE = std::chrono::milliseconds{200};
constexpr int REFUSED = 422;
constexpr int NOT_NOW = 503;

/// A file that did not get as far as the writer.
HistoryReport refused(HistoryFile file, std::string detail) {
    HistoryReport report;
    report.file = std::move(file);
    report.answer.status = REFUSED;
    report.answer.detail = std::move(detail);
    return report;
}

std::vector<std::string> messages_of(const std::vector<common::FileFault>& faults) {
    std::vector<std::string> messages;
    for (const auto& fault : faults) messages.push_back(fault.message());
    return messages;
}

common::HistoryOwner owner_of(const HistoryFile& file, const HistoryImport& import, bool hourly) {
    const common::MarketName market{import.market.empty() ? std::string{common::DEFAULT_MARKET}
                                                          : import.market};
    const auto rules =
        common::rules_for(import.markets, market, hourly ? common::HOURLY : common::DAILY);
    return {common::JobId{import.job}, common::ModelName{file.model},
            common::MarketName{import.market}, common::to_json(rules)};
}

/// Sends what was encoded, unless it is beyond what the writer takes.
void send(Channel& writer, HistoryKind what, const std::string& octets, HistoryReport& report) {
    if (octets.size() <= common::HISTORY_BYTES_MAX) {
        report.answer = send_history(writer, what, octets);
        return;
    }
    report.answer.status = REFUSED;
    report.answer.detail = "it takes " + std::to_string(octets.size()) + " bytes where " +
                           std::to_string(common::HISTORY_BYTES_MAX) +
                           " are the limit (HISTORY_BYTES_MAX)";
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
    send(writer, HistoryKind::records, common::encode_history(message), report);
    return report;
}

void add_notes(const LogFile& log, HistoryReport& report) {
    if (log.sessions > 1)
        report.notes.push_back(std::to_string(log.sessions) +
                               " sessions: what came after the first are retries");
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
    if (!date) return refused(file, "its folder " + common::quoted_text(file.date) + " is no date");
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
    send(writer, HistoryKind::log, common::encode_history(message), report);
    return report;
}

using ImportText = HistoryReport (*)(Channel&, const HistoryFile&, const std::string&,
                                     const HistoryImport&);

std::vector<HistoryReport> import_each(
    Channel& writer, const std::vector<HistoryFile>& files, const HistoryImport& import,
    const std::function<void(std::size_t, std::size_t)>& progress, ImportText import_text) {
    std::vector<HistoryReport> reports;
    for (const auto& file : files) {
        std::optional<std::string> text;
        try {
            text = read_text(file.path, "", HISTORY_FILE_BYTES_MAX);
        } catch (const UsageError& error) {
            reports.push_back(refused(file, error.what()));
        }
        if (text) reports.push_back(import_text(writer, file, *text, import));
        progress(reports.size(), files.size());
    }
    return reports;
}

}  // namespace

std::vector<HistoryPart> parts_of(HistoryKind what, const std::string& octets,
                                  const std::string& key) {
    std::vector<HistoryPart> parts;
    for (const std::string_view piece : common::split(octets))
        parts.push_back({.key = key,
                         .what = what,
                         .part = static_cast<std::int32_t>(parts.size()),
                         .octets = {std::string{piece}}});
    const std::string digest = common::sha256_hex(octets);
    for (auto& part : parts) {
        part.parts = static_cast<std::int32_t>(parts.size());
        part.digest = digest;
    }
    return parts;
}

HistoryAnswer send_history(Channel& writer, HistoryKind what, const std::string& octets) {
    const auto key = common::new_uuid();
    const auto parts = parts_of(what, octets, key);
    auto give_up = common::steady_now() + CONNECT_MAX;
    bool connected = false;
    while (common::steady_now() < give_up) {
        const auto sent = std::all_of(parts.begin(), parts.end(), [&](const HistoryPart& part) {
            return writer.send(common::encode(part), give_up);
        });
        if (!sent) break;
        if (!std::exchange(connected, true)) give_up = common::steady_now() + SILENCE_MAX;
        const auto repeat = common::steady_now() + SILENCE_BEFORE_REPEAT;
        while (const auto frame = writer.receive(repeat)) {
            const auto message = common::decode(*frame);
            const auto* known = std::get_if<common::Message>(&message);
            const auto* answer = known == nullptr ? nullptr : std::get_if<HistoryAnswer>(known);
            if (answer == nullptr || answer->key != key) continue;
            if (answer->status != NOT_NOW) return *answer;
            give_up = common::steady_now() + SILENCE_MAX;
            writer.serve_until(common::steady_now() + PAUSE);
            break;
        }
    }
    throw Unreachable("the writer does not answer at " + writer.endpoint() +
                      ": is the pipeline up (tradepit up), and in this --run-dir?");
}

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

}  // namespace tradepit::cli
