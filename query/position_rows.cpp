#include <charconv>

#include "common/json_text.h"
#include "query/results.h"
#include "query/which_job.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// Where a page goes on: after this row. As a text "date,action_id,model".
struct PageStart {
    std::string date;
    std::string model;
    std::int64_t action_id = -1;
};

std::optional<PageStart> page_start(const std::string& cursor) {
    if (cursor.empty()) return PageStart{};
    const auto first = cursor.find(',');
    const auto second = cursor.find(',', first + 1);
    if (first == cursor.npos || second == cursor.npos) return std::nullopt;
    PageStart start{cursor.substr(0, first), cursor.substr(second + 1), 0};
    const auto [end, error] =
        std::from_chars(cursor.data() + first + 1, cursor.data() + second, start.action_id);
    if (error != std::errc{} || end != cursor.data() + second) return std::nullopt;
    return start;
}

Json holdings(Reader& reader, std::int64_t position_id) {
    auto list = Json::array();
    auto rows = reader.ask(
        "SELECT symbol, quantity FROM holdings WHERE position_id = ? ORDER BY symbol", position_id);
    while (rows.next()) list.push_back({{"symbol", rows.text(0)}, {"quantity", rows.json(1)}});
    return list;
}

Json row_of(Reader& reader, const Rows& rows) {
    return {{"id", rows.integer(0)},
            {"job_id", rows.text(1)},
            {"date", rows.text(2)},
            {"model", rows.text(3)},
            {"action_id", rows.integer(4)},
            {"action_type", rows.json(5)},
            {"symbol", rows.json(6)},
            {"amount", rows.json(7)},
            {"price", rows.json(8)},
            {"cash", rows.real(9)},
            {"portfolio_value", rows.real(10)},
            {"daily_profit", rows.json(11)},
            {"daily_return_pct", rows.json(12)},
            {"cumulative_profit", rows.json(13)},
            {"cumulative_return_pct", rows.json(14)},
            {"created_at", rows.text(15)},
            {"status", rows.text(16)},
            {"holdings", holdings(reader, rows.integer(0))}};
}

/// Whose rows: a job's, of all its models where `model` is empty.
struct Selection {
    std::string job_id;
    std::string model;
    bool completed_only = false;
    std::string before = {};  ///< only days before this one; empty: all
};

Rows select(Reader& reader, const Selection& of, const DateSpan& span, const PageStart& start,
            std::int64_t limit) {
    return reader.ask(
        "SELECT p.id, p.job_id, p.date, p.model, p.action_id, p.action_type, p.symbol, p.amount,"
        " p.price, p.cash, p.portfolio_value, p.daily_profit, p.daily_return_pct,"
        " p.cumulative_profit, p.cumulative_return_pct, p.created_at, d.status"
        " FROM positions p INDEXED BY idx_positions_unique CROSS JOIN job_details d"
        " ON d.job_id = p.job_id AND d.date = p.date AND d.model = p.model"
        " WHERE p.job_id = ?1 AND p.date BETWEEN ?2 AND ?3"
        " AND (p.date, p.model, p.action_id) > (?4, ?5, ?6) AND (?7 = '' OR p.model = ?7)"
        " AND (?8 = 0 OR d.status = 'completed') AND (?10 = '' OR p.date < ?10)"
        " ORDER BY p.date, p.model, p.action_id LIMIT ?9",
        of.job_id, span.from, span.upto, start.date, start.model, start.action_id, of.model,
        of.completed_only ? 1 : 0, limit, of.before);
}

/// The jobs whose rows make up the answer, in the order of their dates.
std::variant<std::vector<Selection>, Reply> selections(Reader& reader, Parameters& parameters) {
    const auto model = parameters.text("model");
    if (const auto job_id = parameters.text("job_id")) {
        if (!job_exists(reader, *job_id)) return unknown_job(*job_id);
        return std::vector<Selection>{{*job_id, model.value_or(""), false}};
    }
    const auto series = newest_series(reader, *model, parameters.text("market"));
    if (!series) return refused(404, "No data found for model " + *model);
    std::vector<Selection> found;
    for (const auto& each : with_predecessors(reader, *series)) {
        found.push_back({each.job_id, *model, true, each.before});
    }
    return found;
}

}  // namespace

Reply position_rows(Reader& reader, Parameters& parameters) {
    const auto limit = parameters.count("limit", PAGE_ROWS, 1, PAGE_ROWS_MAX);
    const auto start = page_start(parameters.text("cursor").value_or(""));
    if (!start) parameters.refuse("value_error", "cursor", "Input should be a next_cursor");
    const auto date = parameters.date("date");
    auto span = parameters.span();
    if (date) span = span_of(*date);
    if (!parameters.text("job_id") && !parameters.text("model")) {
        static_cast<void>(parameters.required("job_id"));
    }
    if (const auto fault = parameters.fault()) return *fault;
    auto selected = selections(reader, parameters);
    if (auto* reply = std::get_if<Reply>(&selected)) return *reply;

    auto list = Json::array();
    Json next = nullptr;
    for (const auto& each : std::get<std::vector<Selection>>(selected)) {
        const auto left = limit + 1 - static_cast<std::int64_t>(list.size());
        auto rows = select(reader, each, span, *start, left);
        while (rows.next()) list.push_back(row_of(reader, rows));
    }
    if (static_cast<std::int64_t>(list.size()) > limit) {
        list.erase(list.size() - 1);
        const auto& last = list.back();
        next = last["date"].get<std::string>() + "," +
               std::to_string(last["action_id"].get<std::int64_t>()) + "," +
               last["model"].get<std::string>();
    }
    const auto count = list.size();
    return {200,
            common::json_text(
                {{"results", std::move(list)}, {"count", count}, {"next_cursor", std::move(next)}}),
            0};
}

}  // namespace tradepit::query
