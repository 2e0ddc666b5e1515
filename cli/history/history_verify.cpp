#include "cli/history/history_verify.h"

#include <algorithm>
#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "cli/history/history_files.h"
#include "cli/jobs/job_rows.h"
#include "cli/text_file.h"
#include "common/accounting/accounting.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

using common::Action;
using common::Record;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// A number as its shortest text; "" for null.
std::string number_text(const Json& value) {
    if (value.is_null()) return "";
    std::string text;
    common::append_number(text, value.get<double>());
    return text;
}
template <class Number>
std::string number_text(const Number& value) {
    std::string text;
    common::append_number(text, value.to_double());
    return text;
}
/// The text; "" for null.
std::string text_or_empty(const Json& value) {
    return value.is_null() ? "" : value.get<std::string>();
}

/// "AAPL 3, MSFT 2.5"
std::string holdings_list(const Record& record) {
    std::string text;
    for (const auto& holding : record.holdings)
        text += (text.empty() ? "" : ", ") + holding.symbol.value() + " " +
                number_text(holding.quantity);
    return text;
}
std::string holdings_list(const Json& row) {
    std::string text;
    for (const auto& holding : row.at("holdings"))
        text += (text.empty() ? "" : ", ") + holding.at("symbol").get<std::string>() + " " +
                number_text(holding.at("quantity"));
    return text;
}

/// Compares the two sides of one record or step, field by field.
class FieldComparison {
public:
    /// `place` has the model, date and `where` of the differences that are added.
    FieldComparison(Difference place, Comparison& comparison)
        : place_{std::move(place)}, comparison_{comparison} {}

    /// Adds a Difference to the Comparison when the two values differ.
    void compare(const char* what, std::string file, std::string database) {
        if (file == database) return;
        auto difference = place_;
        difference.what = what;
        difference.file = std::move(file);
        difference.database = std::move(database);
        comparison_.add(std::move(difference));
    }

private:
    Difference place_;
    Comparison& comparison_;
};

std::string line_of(std::int64_t line) { return "line " + std::to_string(line); }

void compare_record(FieldComparison fields, const Record& record, const Json& row) {
    const Action action = record.action.value_or(Action::no_trade);
    const bool trade = action != Action::no_trade;
    fields.compare("action", std::string{common::to_text(action)},
                   text_or_empty(row.at("action_type")));
    fields.compare("symbol", trade ? record.symbol.value() : "", text_or_empty(row.at("symbol")));
    fields.compare("amount", trade ? number_text(record.amount) : "",
                   number_text(row.at("amount")));
    if (trade && record.price)
        fields.compare("price", number_text(*record.price), number_text(row.at("price")));
    fields.compare("CASH", number_text(record.cash), number_text(row.at("cash")));
    fields.compare("holdings", holdings_list(record), holdings_list(row));
    if (record.portfolio_value)
        fields.compare("portfolio_value", number_text(*record.portfolio_value),
                       number_text(row.at("portfolio_value")));
}

const char* name_of(common::Role role) {
    return role == common::Role::user ? "user" : role == common::Role::tool ? "tool" : "assistant";
}

/// The records and the rows of one date.
struct Day {
    std::vector<const Record*> records;
    std::vector<const Json*> rows;
};

}  // namespace

void Comparison::add(Difference difference) {
    if (differences.size() < DIFFERENCES_MAX) differences.push_back(std::move(difference));
    ++difference_count;
}

void compare_records(const std::string& model, const common::RecordFile& file,
                     const std::vector<Json>& rows, Comparison& comparison) {
    std::map<std::string, Day> days;
    for (const auto& record : file.records) days[record.date.text()].records.push_back(&record);
    for (const auto& row : rows) days[row.at("date").get<std::string>()].rows.push_back(&row);
    for (const auto& [date, day] : days) {
        const std::size_t count = std::max(day.records.size(), day.rows.size());
        for (std::size_t i = 0; i < count; ++i) {
            const Record* record = i < day.records.size() ? day.records[i] : nullptr;
            const Json* row = i < day.rows.size() ? day.rows[i] : nullptr;
            const auto action =
                row == nullptr ? "" : "action " + std::to_string(row->at("action_id").get<int>());
            const auto line = record == nullptr ? "" : line_of(record->line);
            const auto where = line + (line.empty() || action.empty() ? "" : ", ") + action;
            FieldComparison fields{{.model = model, .date = date, .where = where}, comparison};
            ++comparison.records_compared;
            if (record != nullptr && row != nullptr)
                compare_record(fields, *record, *row);
            else
                fields.compare("record", line, action);
        }
    }
}

void compare_log(const std::string& model, const std::string& date, const LogFile& file,
                 const std::vector<Json>& steps, Comparison& comparison) {
    const std::size_t count = std::max(file.steps.size(), steps.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto where = "step " + std::to_string(i + 1);
        FieldComparison fields{{.model = model, .date = date, .where = where}, comparison};
        ++comparison.steps_compared;
        if (i >= file.steps.size() || i >= steps.size()) {
            fields.compare("step", i < file.steps.size() ? line_of(file.steps[i].line) : "",
                           i < steps.size() ? where : "");
            continue;
        }
        const auto& recorded = file.steps[i];
        const auto& stored = steps[i];
        fields.compare("role", name_of(recorded.role), text_or_empty(stored.at("role")));
        fields.compare("content", recorded.content, text_or_empty(stored.at("content")));
        fields.compare("tool_name", recorded.tool, text_or_empty(stored.at("tool_name")));
        if (!recorded.timestamp.empty())
            fields.compare("timestamp", recorded.timestamp, text_or_empty(stored.at("timestamp")));
    }
}

namespace {

/// What `parse` makes of the file's text. @throws UsageError when the file cannot be read, or
/// `parse` returns a FileFault.
template <class Parse>
auto content_of(const HistoryFile& file, Parse parse) {
    auto parsed = parse(read_text(file.path, "", HISTORY_FILE_BYTES_MAX));
    if (const auto* fault = std::get_if<common::FileFault>(&parsed))
        throw UsageError(file.path.string() + ": " + fault->message());
    return std::get<0>(std::move(parsed));
}

/// Notes why rows or a file are not compared. @return whether that is so.
bool is_left_out(const std::string& name, const HistoryFile* file, Comparison& comparison) {
    if (file != nullptr && !file->refusal.empty())
        comparison.not_compared.push_back(name + ": " + file->path.string() + ": " + file->refusal);
    else if (file == nullptr && comparison.remarks.count(Remark::Kind::missing) > 0)
        comparison.not_compared.push_back(
            name + ": it has no file, and not everything in the folder could be read");
    else
        return false;
    return true;
}

void compare_positions(Connection& connection, const std::string& job,
                       const std::vector<HistoryFile>& files, Comparison& comparison) {
    std::map<std::string, std::vector<Json>> rows;
    each_completed_position(connection, job, [&](const Json& row) {
        rows[row.at("model").get<std::string>()].push_back(row);
    });
    for (const auto& file : files) {
        if (!is_left_out(file.model, &file, comparison)) {
            const auto records = content_of(
                file, [](const std::string& text) { return common::parse_record_file(text); });
            compare_records(file.model, records, rows[file.model], comparison);
        }
        rows.erase(file.model);
    }
    for (const auto& [model, unmatched] : rows)
        if (!is_left_out(model, nullptr, comparison))
            compare_records(model, {}, unmatched, comparison);
}

void compare_logs(Connection& connection, const std::string& job,
                  const std::vector<HistoryFile>& files, Comparison& comparison) {
    using ModelDay = std::pair<std::string, std::string>;  // model, date
    std::map<ModelDay, std::vector<Json>> steps;
    each_reasoning_step(connection, job, [&](const Json& step) {
        steps[{step.at("model").get<std::string>(), step.at("date").get<std::string>()}].push_back(
            step);
    });
    for (const auto& file : files) {
        const ModelDay day{file.model, file.date};
        if (!is_left_out(file.model + " " + file.date, &file, comparison)) {
            const auto log =
                content_of(file, [](const std::string& text) { return parse_log_file(text); });
            compare_log(file.model, file.date, log, steps[day], comparison);
        }
        steps.erase(day);
    }
    for (const auto& [day, unmatched] : steps)
        if (!is_left_out(day.first + " " + day.second, nullptr, comparison))
            compare_log(day.first, day.second, {}, unmatched, comparison);
}

}  // namespace

Comparison verify_job(Connection& connection, const std::string& job, const fs::path& folder) {
    const auto positions = find_positions(folder);
    const auto logs = find_logs(folder);
    Comparison comparison;
    comparison.remarks = positions.remarks;
    // Both walks see the same links and folders.
    for (const auto& remark : logs.remarks.listed())
        if (std::ranges::find(positions.remarks.listed(), remark) ==
            positions.remarks.listed().end())
            comparison.remarks.add(remark);
    if (positions.files.empty() && logs.files.empty() &&
        comparison.remarks.count(Remark::Kind::missing) == 0)
        throw UsageError("DIR " + folder.string() +
                         ": there is neither a position.jsonl nor a log.jsonl in it");
    static_cast<void>(status_of_ended_job(connection, job));
    if (!positions.files.empty()) compare_positions(connection, job, positions.files, comparison);
    if (!logs.files.empty()) compare_logs(connection, job, logs.files, comparison);
    return comparison;
}

}  // namespace tradepit::cli
