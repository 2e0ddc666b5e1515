#include "query/series/day_result.h"

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/decimal.h"
#include "common/market/prices.h"
#include "common/schema/stored_values.h"
#include "common/text/quoted.h"
#include "common/text/utf8.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// By writing this into a step an agent states that it has ended its day.
constexpr std::string_view FINISH_SIGNAL = "<FINISH_SIGNAL>";

/// Writes each holding as a member: the symbol as its name, the quantity as its value.
void write_holdings(Reader& reader, std::int64_t position_id, common::JsonWriter& json) {
    auto rows = reader.ask(common::SELECT_HOLDINGS, position_id);
    while (rows.next()) rows.write(json.key(rows.text(0)), 1);
}

/// Amount × price in exact decimals, as the fill was computed; null where either is missing, or the
/// product is above MONEY_MAX.
Json total(const Rows& rows, int amount_column, int price_column) {
    if (rows.is_null(amount_column) || rows.is_null(price_column)) return nullptr;
    const auto product = common::checked_product(common::price_of(rows[price_column]),
                                                 common::quantity_of(rows[amount_column]));
    return product ? Json(product->to_double()) : Json(nullptr);
}

Json trades(Reader& reader, const ModelDay& day) {
    auto list = Json::array();
    auto rows = trades_of(reader, day);
    while (rows.next()) {
        list.push_back({{"id", rows.integer(0)},
                        {"action", rows.text(1)},
                        {"symbol", rows.json(2)},
                        {"amount", rows.json(3)},
                        {"price", rows.json(4)},
                        {"total", total(rows, 3, 4)}});
    }
    return list;
}

/// The first `characters` characters of a UTF-8 text. A byte that begins no character counts as
/// one.
std::string first_characters(std::string_view text, std::size_t characters) {
    std::size_t end = 0;
    while (characters-- > 0 && end < text.size()) {
        end += std::max<std::size_t>(1, common::utf8_length(text.substr(end)));
    }
    return std::string{text.substr(0, end)};
}

Json tool_usage(Reader& reader, const ModelDay& day) {
    auto usage = Json::object();
    auto rows = reader.ask(
        "SELECT tool_name, call_count FROM tool_usage"
        " WHERE job_id = ? AND date = ? AND model = ? ORDER BY tool_name",
        day.where.job_id, day.date, day.where.model);
    while (rows.next()) usage[rows.text(0)] = rows.json(1);
    return usage;
}

}  // namespace

Rows trades_of(Reader& reader, const ModelDay& day) {
    return reader.ask(
        "SELECT action_id, action_type, symbol, amount, price, created_at FROM positions"
        " WHERE job_id = ? AND date = ? AND model = ? AND action_type IN ('buy', 'sell')"
        " AND amount > 0 ORDER BY action_id",
        day.where.job_id, day.date, day.where.model);
}

Json ai_reasoning(Reader& reader, const ModelDay& day) {
    std::int64_t steps = 0;
    {
        auto rows = reader.ask(
            "SELECT COUNT(*) FROM reasoning_logs WHERE job_id = ? AND date = ? AND model = ?",
            day.where.job_id, day.date, day.where.model);
        if (rows.next()) steps = rows.integer(0);
    }
    auto rows = reader.ask(
        "SELECT content FROM reasoning_logs WHERE job_id = ? AND date = ? AND model = ?"
        " AND role = 'assistant' AND instr(content, ?) > 0 ORDER BY step_number DESC LIMIT 1",
        day.where.job_id, day.date, day.where.model, std::string{FINISH_SIGNAL});
    const bool finished = rows.next();
    return {{"total_steps", steps},
            {"stop_signal_received", finished},
            {"reasoning_summary", finished ? first_characters(rows.text(0), SUMMARY_CHARACTERS_MAX)
                                           : std::string{"No reasoning summary available"}}};
}

void write_day_result(Reader& reader, const ModelDay& day, Detail detail,
                      common::JsonWriter& json) {
    auto rows = reader.ask(
        "SELECT position_id, cash, portfolio_value, daily_profit, daily_return_pct,"
        " cumulative_profit, cumulative_return_pct FROM closings WHERE chain = ? AND date = ?",
        day.where.chain, day.date);
    CHECK(rows.next());
    json.key("model").value(day.where.model).key("job_id").value(day.where.job_id);
    json.key("market").value(day.where.market).key("date").value(day.date);
    json.key("positions").object();
    write_holdings(reader, rows.integer(0), json);
    json.key(common::CASH).value(rows.real(1)).end_object();
    json.key("daily_pnl").object().key("profit").value(rows.real(3));
    json.key("return_pct").value(rows.real(4)).key("portfolio_value").value(rows.real(2));
    json.end_object().key("cumulative_pnl").object().key("profit").value(rows.real(5));
    json.key("return_pct").value(rows.real(6)).end_object();
    if (detail == Detail::minimal) return;
    json.key("trades").document(trades(reader, day));
    json.key("ai_reasoning").document(ai_reasoning(reader, day));
    json.key("tool_usage").document(tool_usage(reader, day));
}

}  // namespace tradepit::query
