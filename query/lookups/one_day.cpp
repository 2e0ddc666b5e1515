#include "query/lookups/one_day.h"

#include <cstddef>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/schema/series_rows.h"
#include "common/schema/stored_values.h"
#include "query/analytics/analytics_returns.h"
#include "query/lookups/reasoning.h"
#include "query/series/closes.h"
#include "query/series/day_result.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

Json position(const common::Close& close) {
    auto holdings = Json::array();
    for (const auto& each : close.holdings)
        holdings.push_back(
            {{"symbol", each.symbol.value()}, {"quantity", each.quantity.to_double()}});
    return {{"holdings", std::move(holdings)},
            {"cash", close.cash.to_double()},
            {"portfolio_value", close.value.to_double()}};
}

/// With what the chain began the day: its close before the date, or its opening.
common::Close opening_of(Reader& reader, const ModelDay& day) {
    if (auto before = close_before(reader, day.where.chain, common::stamp_of(day.date)))
        return *before;
    auto rows = reader.ask(
        "SELECT opening_cash, opening_value, opening_holdings FROM job_models WHERE chain = ?",
        day.where.chain);
    CHECK(rows.next());
    return {.cash = common::money_of(rows[0]),
            .value = common::money_of(rows[1]),
            .holdings = common::holdings_of(rows.text(2))};
}

Json trades(Reader& reader, const ModelDay& day) {
    auto list = Json::array();
    auto rows = trades_of(reader, day);
    while (rows.next())
        list.push_back({{"action_type", rows.text(1)},
                        {"symbol", rows.json(2)},
                        {"quantity", rows.json(3)},
                        {"price", rows.json(4)},
                        {"created_at", rows.json(5)}});
    return list;
}

/// @param actions the number of the day's trades
Json metadata(Reader& reader, const ModelDay& day, std::size_t actions) {
    auto rows = reader.ask(
        "SELECT duration_seconds, completed_at FROM job_details WHERE job_id = ? AND date = ?"
        " AND model = ?",
        day.where.job_id, day.date, day.where.model);
    const bool is_there = rows.next();
    return {{"total_actions", actions},
            {"session_duration_seconds", is_there ? rows.json(0) : Json(nullptr)},
            {"completed_at", is_there ? rows.json(1) : Json(nullptr)}};
}

/// The number of calendar days since the chain's day before; 0 on its first day.
int days_since_last(Reader& reader, const ModelDay& day) {
    auto rows = reader.ask("SELECT MAX(date) FROM closings WHERE chain = ? AND date < ?",
                           day.where.chain, day.date);
    if (!rows.next() || rows.is_null(0)) return 0;
    // calendar_days() counts both ends.
    return static_cast<int>(
               calendar_days(common::stamp_of(rows.text(0)), common::stamp_of(day.date))) -
           1;
}

}  // namespace

bool add_one_day(Reader& reader, const ModelDay& day, const std::string& reasoning, Json& result) {
    result["date"] = day.date;
    result["starting_position"] = position(opening_of(reader, day));
    auto rows = reader.ask(
        "SELECT cash, portfolio_value, position_id, daily_profit, daily_return_pct FROM closings"
        " WHERE chain = ? AND date = ?",
        day.where.chain, day.date);
    CHECK(rows.next());
    result["daily_metrics"] = {{"profit", rows.json(3)},
                               {"return_pct", rows.json(4)},
                               {"days_since_last_trading", days_since_last(reader, day)}};
    result["trades"] = trades(reader, day);
    result["final_position"] = position(
        {.cash = common::money_of(rows[0]),
         .value = common::money_of(rows[1]),
         .holdings = common::holdings_of(reader.ask(common::SELECT_HOLDINGS, rows.integer(2)))});
    result["metadata"] = metadata(reader, day, result["trades"].size());
    std::size_t bytes = 0;
    if (reasoning == "summary")
        result["reasoning"] = ai_reasoning(reader, day)["reasoning_summary"];
    else if (reasoning == "full")
        result["reasoning"] = steps_of(reader, day, bytes);
    else
        result["reasoning"] = nullptr;
    return bytes <= REASONING_RESULT_BYTES_MAX;
}

}  // namespace tradepit::query
