#include "query/mirror/mirror_days.h"

#include <set>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "common/market/market_rules_json.h"
#include "common/process/clock.h"
#include "common/schema/stored_values.h"
#include "query/storage/position_row.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// The day's log.jsonl: a line for each step, then one for the tool usage.
std::string log_of(Reader& reader, const FollowedModel& followed, const std::string& date) {
    std::string text;
    bool names_tools = false;  // whether a step names a tool
    {
        auto rows = reader.ask(
            "SELECT timestamp, role, content, tool_name FROM reasoning_logs"
            " WHERE job_id = ? AND date = ? AND model = ? ORDER BY step_number",
            followed.job_id, date, followed.model);
        while (rows.next()) {
            text += common::step_line({{"model", followed.model},
                                       {"timestamp", rows.text(0)},
                                       {"role", rows.json(1)},
                                       {"content", rows.text(2)},
                                       {"tool_name", rows.json(3)}});
            names_tools = names_tools || !rows[3].isNull();
        }
    }
    std::vector<Json> tools;
    auto rows = reader.ask(
        "SELECT tool_name, call_count, total_duration_seconds FROM tool_usage"
        " WHERE job_id = ? AND date = ? AND model = ? ORDER BY tool_name",
        followed.job_id, date, followed.model);
    while (rows.next())
        tools.push_back({{"tool_name", rows.text(0)},
                         {"call_count", rows.integer(1)},
                         {"total_duration_seconds", rows.json(2)}});
    // Without the line an import would count the tools that the steps name (tools_line()).
    if (names_tools || !tools.empty()) text += common::tools_line(followed.model, tools);
    return text;
}

}  // namespace

std::vector<FollowedJob> followed_jobs(Reader& reader, std::int64_t after) {
    std::vector<FollowedJob> jobs;
    auto rows = reader.ask(
        "SELECT s.job_number, s.job_id, j.status"
        " FROM job_settings s INDEXED BY idx_job_settings_dual_write CROSS JOIN jobs j"
        " USING (job_id) WHERE s.dual_write = 1 AND s.job_number > ? ORDER BY s.job_number",
        after);
    while (rows.next())
        jobs.push_back(
            {rows.integer(0), rows.text(1), !is_open(common::job_status_of(rows.text(2)))});
    return jobs;
}

common::MarketRules rules_of(Reader& reader, const std::string& job_id) {
    auto rows = reader.ask("SELECT rules FROM job_settings WHERE job_id = ?", job_id);
    return rows.next() ? common::stored_rules(rows.text(0)) : common::MarketRules{};
}

std::vector<FollowedModel> followed_models(Reader& reader, const std::string& job_id) {
    std::vector<FollowedModel> models;
    auto rows = reader.ask("SELECT chain, model FROM job_models WHERE job_id = ?", job_id);
    std::set<std::string> names;
    while (rows.next()) {
        models.push_back({rows.integer(0), job_id, rows.text(1)});
        names.insert(rows.text(1));
    }
    const auto folders = common::folders_of(names);
    const auto* known = std::get_if<0>(&folders);
    if (known == nullptr) return {};
    for (auto& model : models) model.folder = known->at(model.model);
    return models;
}

std::optional<bool> has_ended(Reader& reader, const std::string& job_id) {
    auto rows = reader.ask("SELECT status FROM jobs WHERE job_id = ?", job_id);
    return rows.next() ? std::optional{!is_open(common::job_status_of(rows.text(0)))}
                       : std::nullopt;
}

FollowedDays days_after(Reader& reader, const FollowedModel& followed, const std::string& after,
                        common::RecordLines lines, common::Instant until) {
    FollowedDays found;
    std::size_t bytes = 0;
    // The join with job_models hides a job that was cleaned up: its row there is deleted at once,
    // and its other rows only some time later.
    auto rows = reader.ask(
        "SELECT c.date, c.portfolio_value FROM job_models m CROSS JOIN closings c USING (chain)"
        " WHERE m.chain = ?1 AND m.job_id = ?3 AND c.date > ?2 ORDER BY c.date",
        followed.chain, after, followed.job_id);
    while (rows.next()) {
        found.more =
            bytes >= PORTION_BYTES || (!found.days.empty() && common::steady_now() >= until);
        if (found.more) break;
        const auto close_value = rows.json(1);
        auto& day = found.days.emplace_back();
        day.date = rows.text(0);
        day.log = log_of(reader, followed, day.date);
        each_day_row(reader, followed.job_id, followed.model, day.date,
                     [&](const Json& row) { day.positions += lines.row(row, close_value); });
        day.records = lines.records();
        bytes += day.log.size() + day.positions.size();
    }
    return found;
}

std::int64_t position_row_count(Reader& reader, const FollowedModel& followed,
                                const std::string& date) {
    auto rows = reader.ask(
        "SELECT COUNT(*) FROM closings c CROSS JOIN positions p"
        " ON p.job_id = ?3 AND p.date = c.date AND p.model = ?4"
        " WHERE c.chain = ?1 AND c.date = ?2",
        followed.chain, date, followed.job_id, followed.model);
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace tradepit::query
