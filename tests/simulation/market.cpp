#include "tests/simulation/market.h"

#include <algorithm>
#include <array>
#include <functional>

namespace tradepit::simulation {

using namespace common;

namespace {

enum Question : std::uint64_t {
    is_skipped = 1,
    always_fails_in,
    is_deadly,
    has_orders,
    has_price,
    has_day
};

const std::array<Symbol, 3>& symbols() {
    static const std::array<Symbol, 3> all{Symbol{"AAA"}, Symbol{"BBB"}, Symbol{"CCC"}};
    return all;
}

/// FNV-1a: the same on every platform.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char octet : text)
        hash = (hash ^ static_cast<unsigned char>(octet)) * 0x100000001b3U;
    return hash;
}

std::vector<Holding>::iterator place_of(Close& close, const Symbol& symbol) {
    return std::lower_bound(
        close.holdings.begin(), close.holdings.end(), symbol,
        [](const Holding& held, const Symbol& wanted) { return held.symbol < wanted; });
}

Reasoning step(int number, std::string content, bool more = false) {
    return {.step = number,
            .role = Role::assistant,
            .content = std::move(content),
            .tool = {},
            .more = more};
}

}  // namespace

Stamp date_of(int number) {
    static const std::vector<Stamp> all = [] {
        std::vector<Stamp> dates;
        for (int day = 1; day <= DATES; ++day)
            dates.push_back(*Stamp::parse(day < 10 ? "2025-10-0" + std::to_string(day)
                                                   : "2025-10-" + std::to_string(day)));
        return dates;
    }();
    return all.at(static_cast<std::size_t>(number));
}

std::uint64_t Market::hash(std::uint64_t what, const ModelName& model, Stamp date) const {
    const auto day = static_cast<std::uint64_t>(date.days());
    return mixed(mixed(mixed(seed_ ^ what) ^ day) ^ hash_of(model.value()));
}

bool Market::skipped(Stamp date) const { return hash(is_skipped, ModelName{}, date) % 9 == 0; }

bool Market::always_fails(const ModelName& model, Stamp date) const {
    return hash(always_fails_in, model, date) % 20 == 0;
}

bool Market::deadly(const ModelName& model, Stamp date) const {
    return poison_ && hash(is_deadly, model, date) % 10 == 0;
}

std::string Market::orders(const ModelName& model, Stamp date) const {
    const auto drawn = hash(has_orders, model, date);
    return drawn % 4 == 0 ? "[" + std::to_string(drawn % 1'000) + "]" : std::string{};
}

Price Market::price(std::size_t symbol, Stamp date) const {
    const auto drawn = hash(has_price, ModelName{symbols()[symbol].value()}, date);
    return Price::from_millionths(static_cast<std::int64_t>(1'000 + drawn % 20'000) * 10'000);
}

Money Market::value(const Close& close, Stamp date) const {
    Money total = close.cash;
    for (std::size_t i = 0; i < symbols().size(); ++i)
        for (const Holding& held : close.holdings)
            if (held.symbol == symbols()[i])
                total += checked_product(price(i, date), held.quantity).value();
    return total;
}

AgentDay Market::run(const AgentInput& input) const {
    // The books depend on the opening and on the orders, so that a wrong opening or wrong orders
    // change them.
    Random dice{hash(has_day, input.model, input.date) ^ hash_of(input.orders) ^ input.whim ^
                static_cast<std::uint64_t>(input.opening.cash.millionths())};
    AgentDay day{.events = {}, .close = input.opening};
    day.close.value = value(day.close, input.date);
    const auto add_position = [&](Action action, const Symbol& symbol,
                                  std::optional<Quantity> amount, std::optional<Price> at) {
        const auto positions = std::count_if(day.events.begin(), day.events.end(), [](auto& event) {
            return std::holds_alternative<Position>(event);
        });
        day.events.emplace_back(Position{.action_id = static_cast<std::int32_t>(positions),
                                         .action = action,
                                         .symbol = symbol,
                                         .amount = amount,
                                         .price = at,
                                         .cash = day.close.cash,
                                         .value = day.close.value,
                                         .holdings = day.close.holdings});
    };
    add_position(Action::no_trade, Symbol{}, {}, {});
    const int steps = dice.pick(1, 4);
    for (int number = 1; number <= steps; ++number) {
        if (dice.chance(0.3)) day.events.emplace_back(step(number, input.tag + "… ", true));
        day.events.emplace_back(step(number, input.tag + " " + std::to_string(number)));
        if (dice.chance(0.3)) continue;
        const std::size_t chosen = dice.index(symbols().size());
        const Symbol& symbol = symbols()[chosen];
        const Price at = price(chosen, input.date);
        const Quantity amount = Quantity::from_units(dice.pick(1, 8) * UNITS_PER_WHOLE / 4);
        const Money total = checked_product(at, amount).value();
        const auto held = place_of(day.close, symbol);
        const bool holds = held != day.close.holdings.end() && held->symbol == symbol;
        if (holds && held->quantity >= amount && dice.chance(0.5)) {
            day.close.cash += total;
            held->quantity = held->quantity - amount;
            if (held->quantity == Quantity{}) day.close.holdings.erase(held);
            day.close.value = value(day.close, input.date);
            add_position(Action::sell, symbol, amount, at);
        } else if (day.close.cash >= total) {
            day.close.cash -= total;
            if (holds)
                held->quantity += amount;
            else
                day.close.holdings.insert(held, Holding{symbol, amount});
            day.close.value = value(day.close, input.date);
            add_position(Action::buy, symbol, amount, at);
        }
    }
    if (dice.chance(0.5)) day.events.emplace_back(ToolUsage{"calculator", steps, 0.5});
    return day;
}

}  // namespace tradepit::simulation
