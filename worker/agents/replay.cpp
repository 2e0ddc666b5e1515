#include <nlohmann/json.hpp>

#include "common/records/record_file.h"
#include "common/records/recorded_orders.h"
#include "worker/agents/strategies.h"

namespace tradepit::worker {

using common::Action;
using common::Money;
using common::RecordedOrder;
using nlohmann::json;

namespace {

/// {"CASH": cash, symbol: quantity, …}, all as decimal texts.
json state_of(Money cash, const std::vector<common::Holding>& holdings) {
    json state = {{"CASH", cash.text()}};
    for (const auto& holding : holdings) state[holding.symbol.value()] = holding.quantity.text();
    return state;
}

/// One entry of "differences".
json difference(const RecordedOrder& order, const char* kind, std::string detail) {
    json row = {{"line", order.line}, {"kind", kind}, {"detail", std::move(detail)}};
    if (!order.symbol.empty()) row["symbol"] = order.symbol.value();
    return row;
}

/// A report of the cash and holdings that differ between the record and the portfolio; nothing when
/// they are the same at the record's own decimals.
std::optional<json> state_difference(const RecordedOrder& order,
                                     const common::Portfolio& portfolio) {
    const common::RecordFile file{.records = {},
                                  .cash_decimals = order.cash_decimals,
                                  .quantity_decimals = order.quantity_decimals};
    common::Record record;
    record.cash = order.cash;
    record.holdings = order.holdings;
    if (file.same_cash(portfolio.cash(), record) &&
        file.same_holdings(portfolio.holdings(), record))
        return std::nullopt;
    json recorded = state_of(order.cash, order.holdings);
    json ours = state_of(portfolio.cash(), portfolio.holdings());
    const json all = recorded;
    for (const auto& [name, value] : all.items()) {
        if (!ours.contains(name) || ours[name] != value) continue;
        recorded.erase(name);
        ours.erase(name);
    }
    json row = difference(order, "state", "cash or holdings differ after this record");
    row["recorded"] = std::move(recorded);
    row["ours"] = std::move(ours);
    return row;
}

/// How far a recorded change of cash may be off. Cash is rounded to its last recorded decimal
/// before and after the trade, by up to half a unit each time, which is one unit in all.
Money cash_tolerance(const RecordedOrder& order) {
    return Money::from_millionths(common::last_unit(order.cash_decimals, Money::DECIMALS));
}

/// Whether the price that the record states or implies differs from the price paid by more than the
/// rounding of its cash explains.
bool paid_another_price(const RecordedOrder& order, const common::Fill& fill) {
    if (!order.price || *order.price == fill.price) return false;
    const auto recorded_total = common::checked_product(*order.price, fill.quantity);
    if (!recorded_total) return true;
    const Money apart = *recorded_total - fill.total;
    return (apart < Money{} ? -apart : apart) > cash_tolerance(order);
}

/// Repeats a recorded trade. Adds an entry to `differences` when it is refused or fills at another
/// price.
void trade(common::TradingDay& day, const RecordedOrder& order, json& differences) {
    const auto side = order.action == Action::buy ? common::Side::buy : common::Side::sell;
    const auto outcome = day.trade({side, order.symbol, common::Amount{order.amount}});
    if (const auto* refusal = std::get_if<common::Refusal>(&outcome)) {
        json row = difference(order, "refused", refusal->detail);
        row["rule"] = to_string(refusal->rule);
        differences.push_back(std::move(row));
        return;
    }
    const auto& fill = std::get<common::Fill>(outcome);
    if (!paid_another_price(order, fill)) return;
    json row = difference(order, "price", "the market's open is not the price of the record");
    row["recorded"] = order.price->text();
    row["ours"] = fill.price.text();
    differences.push_back(std::move(row));
}

/// Repeats the trades of a recorded model (ClaimedDay::orders) from its own portfolio and under the
/// market's rules, and compares the outcome with the record (docs/AGENTS.md, replay). A day without
/// records makes no trade, and a recorded trade of 0 is not made. Differences are not failures: the
/// day's last reasoning step, of tool "replay", reports them as the JSON object {"records": n,
/// "matched": m, "differences": [{"line", "kind", …}]}. A day without records has no such step.
class Replay : public Agent {
public:
    std::optional<AgentFailure> run(common::TradingDay& day, const AgentServices&) override;
};

std::optional<AgentFailure> Replay::run(common::TradingDay& day, const AgentServices&) {
    if (day.input().day.orders.empty()) return std::nullopt;
    const auto parsed = common::parse_recorded_orders(day.input().day.orders);
    if (const auto* fault = std::get_if<std::string>(&parsed))
        return AgentFailure{AgentFailure::Kind::permanent, "recorded orders: " + *fault};
    const auto& orders = std::get<std::vector<RecordedOrder>>(parsed);
    json differences = json::array();
    std::size_t matched = 0;
    for (const RecordedOrder& order : orders) {
        const std::size_t before = differences.size();
        const bool trades = order.action != Action::no_trade;
        const bool is_zero = order.amount == common::Quantity{};
        if (trades && !is_zero) trade(day, order, differences);
        if (auto row = state_difference(order, day.portfolio()))
            differences.push_back(*std::move(row));
        if (differences.size() == before) ++matched;
        // Added after the record was counted, because it is no mismatch.
        if (trades && is_zero)
            differences.push_back(
                difference(order, "amount_zero", "a recorded trade of 0 makes no row"));
    }
    const json report = {
        {"records", orders.size()}, {"matched", matched}, {"differences", std::move(differences)}};
    day.say(common::Role::tool, report.dump(), "replay");
    return std::nullopt;
}

}  // namespace

std::unique_ptr<Agent> make_replay(const common::AgentSettings&) {
    return std::make_unique<Replay>();
}

}  // namespace tradepit::worker
