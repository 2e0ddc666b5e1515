#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/schema/stored_values.h"
#include "common/text/json_text.h"
#include "query/lookups/results.h"
#include "query/lookups/row_pages.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

Json holdings(Reader& reader, std::int64_t position_id) {
    auto list = Json::array();
    auto rows = reader.ask(common::SELECT_HOLDINGS, position_id);
    while (rows.next()) list.push_back({{"symbol", rows.text(0)}, {"quantity", rows.json(1)}});
    return list;
}

Json position_row(Reader& reader, const Rows& rows) {
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

/// The SELECT of the columns that position_row() reads. @param where the condition, and what
/// follows it.
std::string rows_where(const char* where) {
    return std::string{
               "SELECT p.id, p.job_id, p.date, p.model, p.action_id, p.action_type, p.symbol,"
               " p.amount, p.price, p.cash, p.portfolio_value, p.daily_profit, p.daily_return_pct,"
               " p.cumulative_profit, p.cumulative_return_pct, p.created_at, d.status"
               " FROM positions p INDEXED BY idx_positions_unique CROSS JOIN job_details d"
               " ON d.job_id = p.job_id AND d.date = p.date AND d.model = p.model WHERE "} +
           where;
}

Rows select_positions(Reader& reader, const Selection& of, const RowPage& page,
                      std::int64_t limit) {
    static const std::string SQL = rows_where(
        "p.job_id = ?1 AND p.date BETWEEN ?2 AND ?3"
        " AND (p.date, p.model, p.action_id) > (?4, ?5, ?6) AND (?7 = '' OR p.model = ?7)"
        " AND (?8 = 0 OR d.status = 'completed') AND (?10 = '' OR p.date < ?10)"
        " ORDER BY p.date, p.model, p.action_id LIMIT ?9");
    return reader.ask(Sql::of_static(SQL), of.job_id, page.span.from, page.span.upto,
                      page.start.date, page.start.model, page.start.number, of.model,
                      of.completed_only ? 1 : 0, limit, of.before);
}

}  // namespace

Reply position_rows(Reader& reader, Parameters& parameters) {
    auto read = row_page(parameters);
    if (auto* reply = std::get_if<Reply>(&read)) return std::move(*reply);
    const auto& page = std::get<RowPage>(read);
    auto selected = selections(reader, parameters);
    if (auto* reply = std::get_if<Reply>(&selected)) return std::move(*reply);

    auto list = Json::array();
    Json next = nullptr;
    for (const auto& each : std::get<std::vector<Selection>>(selected)) {
        const auto left = page.limit + 1 - static_cast<std::int64_t>(list.size());
        auto rows = select_positions(reader, each, page, left);
        while (rows.next()) list.push_back(position_row(reader, rows));
    }
    if (static_cast<std::int64_t>(list.size()) > page.limit) {
        list.erase(list.size() - 1);
        const auto& last = list.back();
        next = PageStart{last["date"], last["model"], last["action_id"]}.text();
    }
    const auto count = list.size();
    return {200,
            common::json_text(
                {{"results", std::move(list)}, {"count", count}, {"next_cursor", std::move(next)}}),
            0};
}

void each_day_row(Reader& reader, const std::string& job_id, const std::string& model,
                  const std::string& date, const std::function<void(const Json&)>& take) {
    static const std::string SQL =
        rows_where("p.job_id = ? AND p.date = ? AND p.model = ? ORDER BY p.action_id");
    auto rows = reader.ask(Sql::of_static(SQL), job_id, date, model);
    while (rows.next()) take(position_row(reader, rows));
}

}  // namespace tradepit::query
