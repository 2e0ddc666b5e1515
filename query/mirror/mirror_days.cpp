#include "query/mirror/mirror_days.h"

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

std::string log_of(Reader& reader, const FollowedModel& of, const std::string& date) {
    std::string text;
    bool names_tools = false;
    {
        auto rows = reader.ask(
            "SELECT timestamp, role, content, tool_name FROM reasoning_logs"
            " WHERE job_id = ? AND date = ? AND model = ? ORDER BY step_number",
            of.job_id, date, of.model);
        while (rows.next()) {
            text += common::step_line({{"model", of.model},
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
        of.job_id, date, of.model);
    while (rows.next())
        tools.push_back({{"tool_name", rows.text(0)},
                         {"call_count", rows.integer(1)},
                         {"total_duration_seconds", rows.json(2)}});
    if (names_tools || !tools.empty()) text += common::tools_line(of.model, tools);
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
    if (!rows.next()) return {};
    auto rules = common::parse_rules(rows.text(0));
    auto* read = std::get_if<common::MarketRules>(&rules);
    return read == nullptr ? common::MarketRules{} : std::move(*read);
}

std::vector<FollowedModel> followed_models(Reader& reader, const std::string& job_id) {
    std::vector<FollowedModel> models;
    auto rows = reader.ask("SELECT chain, model FROM job_models WHERE job_id = ?", job_id);
    while (rows.next()) models.push_back({rows.integer(0), job_id, rows.text(1)});
    return models;
}

std::optional<bool> has_ended(Reader& reader, const std::string& job_id) {
    auto rows = reader.ask("SELECT status FROM jobs WHERE job_id = ?", job_id);
    return rows.next() ? std::optional{!is_open(common::job_status_of(rows.text(0)))}
                       : std::nullopt;
}

FollowedDays days_after(Reader& reader, const FollowedModel& of, const std::string& after,
                        common::RecordLines lines, common::Instant until) {
    FollowedDays found;
    std::size_t bytes = 0;
    // Joined with job_models, whose row a cleanup removes first: while the other rows of a job are
    // being removed, the job has no days here.
    auto rows = reader.ask(
        "SELECT c.date, c.portfolio_value FROM job_models m CROSS JOIN closings c USING (chain)"
        " WHERE m.chain = ?1 AND m.job_id = ?3 AND c.date > ?2 ORDER BY c.date",
        of.chain, after, of.job_id);
    while (rows.next()) {
        found.more =
            bytes >= RECORD_BYTES || (!found.days.empty() && common::steady_now() >= until);
        if (found.more) break;
        const auto close = rows.json(1);
        auto& day = found.days.emplace_back();
        day.date = rows.text(0);
        day.log = log_of(reader, of, day.date);
        each_day_row(reader, of.job_id, of.model, day.date,
                     [&](const Json& row) { day.positions += lines.row(row, close); });
        day.records = lines.records();
        bytes += day.log.size() + day.positions.size();
    }
    return found;
}

std::int64_t positions_of(Reader& reader, const FollowedModel& of, const std::string& date) {
    auto rows = reader.ask(
        "SELECT COUNT(*) FROM closings c CROSS JOIN positions p"
        " ON p.job_id = ?3 AND p.date = c.date AND p.model = ?4"
        " WHERE c.chain = ?1 AND c.date = ?2",
        of.chain, date, of.job_id, of.model);
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace tradepit::query
