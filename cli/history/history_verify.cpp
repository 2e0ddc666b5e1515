#include "cli/history/history_verify.h"

#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/config_folder.h"
#include "cli/failures.h"
#include "cli/history/history_files.h"
#include "cli/jobs/job_rows.h"

namespace tradepit::cli {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

template <class Read>
auto content_of(const HistoryFile& file, Read read) {
    auto parsed = read(read_text(file.path, "", HISTORY_FILE_BYTES_MAX));
    if (const auto* fault = std::get_if<common::FileFault>(&parsed))
        throw UsageError(file.path.string() + ": " + fault->message());
    return std::get<0>(std::move(parsed));
}

void compare_positions(Connection& connection, const std::string& job,
                       const std::vector<HistoryFile>& files, Comparison& comparison) {
    std::map<std::string, std::vector<Json>> rows;
    each_position(connection, job, [&](const Json& row) {
        rows[row.at("model").get<std::string>()].push_back(row);
    });
    for (const auto& file : files) {
        const auto records = content_of(
            file, [](const std::string& text) { return common::parse_record_file(text); });
        compare_records(file.model, records, rows[file.model], comparison);
        rows.erase(file.model);
    }
    for (const auto& [model, left] : rows) compare_records(model, {}, left, comparison);
}

void compare_logs(Connection& connection, const std::string& job,
                  const std::vector<HistoryFile>& files, Comparison& comparison) {
    using ModelDay = std::pair<std::string, std::string>;  // model, date
    std::map<ModelDay, std::vector<Json>> steps;
    each_step(connection, job, [&](const Json& step) {
        steps[{step.at("model").get<std::string>(), step.at("date").get<std::string>()}].push_back(
            step);
    });
    for (const auto& file : files) {
        const auto log =
            content_of(file, [](const std::string& text) { return parse_log_file(text); });
        const ModelDay day{file.model, file.date};
        compare_log(file.model, file.date, log, steps[day], comparison);
        steps.erase(day);
    }
    for (const auto& [day, left] : steps) compare_log(day.first, day.second, {}, left, comparison);
}

}  // namespace

Comparison verify_job(Connection& connection, const std::string& job, const fs::path& folder) {
    const auto positions = find_positions(folder);
    const auto logs = find_logs(folder);
    if (positions.empty() && logs.empty())
        throw UsageError("DIR " + folder.string() +
                         ": there is neither a position.jsonl nor a log.jsonl in it");
    static_cast<void>(ended_job(connection, job));
    Comparison comparison;
    if (!positions.empty()) compare_positions(connection, job, positions, comparison);
    if (!logs.empty()) compare_logs(connection, job, logs, comparison);
    return comparison;
}

}  // namespace tradepit::cli
