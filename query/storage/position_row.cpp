#include "query/storage/position_row.h"

#include <nlohmann/json.hpp>

#include "common/schema/stored_values.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

Json holdings(Reader& reader, std::int64_t position_id) {
    auto list = Json::array();
    auto rows = reader.ask(common::SELECT_HOLDINGS, position_id);
    while (rows.next()) list.push_back({{"symbol", rows.text(0)}, {"quantity", rows.json(1)}});
    return list;
}

}  // namespace

std::string select_positions_where(std::string_view where) {
    // The index has the rows in the order in which all callers ask for them, so that nothing is
    // sorted. CROSS JOIN makes SQLite read `positions` before job_details.
    return std::string{
               "SELECT p.id, p.job_id, p.date, p.model, p.action_id, p.action_type, p.symbol,"
               " p.amount, p.price, p.cash, p.portfolio_value, p.daily_profit, p.daily_return_pct,"
               " p.cumulative_profit, p.cumulative_return_pct, p.created_at, d.status"
               " FROM positions p INDEXED BY idx_positions_unique CROSS JOIN job_details d"
               " ON d.job_id = p.job_id AND d.date = p.date AND d.model = p.model WHERE "} +
           std::string{where};
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

void each_day_row(Reader& reader, const std::string& job_id, const std::string& model,
                  const std::string& date, const std::function<void(const Json&)>& take) {
    static const std::string SQL =
        select_positions_where("p.job_id = ? AND p.date = ? AND p.model = ? ORDER BY p.action_id");
    auto rows = reader.ask(Sql::of_static(SQL), job_id, date, model);
    while (rows.next()) take(position_row(reader, rows));
}

}  // namespace tradepit::query
