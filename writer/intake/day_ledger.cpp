#include "writer/intake/day_ledger.h"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "common/accounting/accounting.h"
#include "common/limits.h"

namespace tradepit::writer {

using namespace common;

namespace {

Books books(const Close& close) { return {close.cash, close.holdings}; }
Books books(const Position& position) { return {position.cash, position.holdings}; }

std::optional<std::string> field_fault(const Position& position) {
    if (position.holdings.size() > HOLDINGS_MAX)
        return std::to_string(position.holdings.size()) + " holdings where " +
               std::to_string(HOLDINGS_MAX) + " are the limit";
    if (position.value < Money{}) return "value must not be negative, got " + position.value.text();
    if (position.action == Action::no_trade) {
        if (!position.symbol.empty() || position.amount || position.price)
            return "a no_trade with a symbol, an amount or a price";
        return std::nullopt;
    }
    if (position.symbol.empty() || !position.amount || !position.price)
        return "a trade without a symbol, an amount or a price";
    if (*position.amount == Quantity{}) return "a trade of amount 0";
    return std::nullopt;
}

/// How the cash or holdings of two closes differ; nothing when they agree. They agree when an
/// action that changes nothing leads from one to the other.
std::optional<std::string> difference_of(const char* what, const Close& expected,
                                         const Close& got) {
    const ActionRow no_change{Action::no_trade, Symbol{}, Quantity{}, Price{}};
    if (auto fault = transition_fault(books(expected), no_change, books(got)))
        return std::string{what} + ": " + *fault;
    return std::nullopt;
}

}  // namespace

std::optional<std::string> DayLedger::add(std::span<const Event> events, const Close* opening) {
    const Position* before = nullptr;
    for (const Event& event : events) {
        const auto add_one = [&]<class E>(const E& one) {
            if constexpr (std::is_same_v<E, Position>) {
                const Position* const earlier = std::exchange(before, &one);
                return add_position(one, opening, earlier);
            } else if constexpr (std::is_same_v<E, Reasoning>) {
                return add_step(one);
            } else {
                static_assert(std::is_same_v<E, ToolUsage>);
                return add_tool(one);
            }
        };
        if (auto fault = std::visit(add_one, event)) return fault;
    }
    // Only the cash, value and holdings of the last row are kept, so they are copied once for all
    // rows of this call.
    if (before != nullptr) state_.last = {before->cash, before->value, before->holdings};
    return std::nullopt;
}

std::optional<std::string> DayLedger::add_position(const Position& position, const Close* opening,
                                                   const Position* before) {
    const std::string name = "action " + std::to_string(position.action_id);
    if (position.action_id != state_.actions)
        return name + " where " + std::to_string(state_.actions) + " is next";
    if (auto fault = field_fault(position)) return name + ": " + *fault;
    if (position.action_id == 0 && position.action != Action::no_trade)
        return "action 0 is the day's opening and cannot be a trade";

    const ActionRow row{position.action, position.symbol, position.amount.value_or(Quantity{}),
                        position.price.value_or(Price{})};
    // Action 0 is compared with the opening, or with itself while the opening is not known.
    const Books earlier = before != nullptr         ? books(*before)
                          : position.action_id != 0 ? books(state_.last)
                          : opening != nullptr      ? books(*opening)
                                                    : books(position);
    if (auto fault = transition_fault(earlier, row, books(position))) return name + ": " + *fault;

    if (position.action_id == 0)
        state_.first = {position.cash, position.value, position.holdings};
    else if (position.action != Action::no_trade)
        ++state_.trades;
    ++state_.actions;
    return std::nullopt;
}

std::optional<std::string> DayLedger::add_step(const Reasoning& step) {
    // A number that is repeated marks the next chunk of the same step.
    const bool continues_step = state_.steps > 0 && step.step == state_.steps;
    if (!continues_step && step.step != state_.steps + 1)
        return "reasoning step " + std::to_string(step.step) + " where " +
               std::to_string(state_.steps + 1) + " is next";
    if (step.content.size() > REASONING_CHUNK_BYTES_MAX)
        return "reasoning of " + std::to_string(step.content.size()) + " bytes where " +
               std::to_string(REASONING_CHUNK_BYTES_MAX) + " are the limit of a chunk";
    const std::size_t bytes = (continues_step ? state_.step_bytes : 0) + step.content.size();
    if (bytes > STEP_BYTES_MAX)
        return "reasoning step " + std::to_string(step.step) + " of more than " +
               std::to_string(STEP_BYTES_MAX) + " bytes";
    state_.steps = step.step;
    state_.step_bytes = bytes;
    return std::nullopt;
}

std::optional<std::string> DayLedger::add_tool(const ToolUsage& usage) {
    if (usage.tool.empty() || usage.tool.size() > NAME_BYTES_MAX)
        return "tool usage whose tool's name does not have 1 to " + std::to_string(NAME_BYTES_MAX) +
               " bytes";
    if (usage.calls < 0)
        return "usage of tool " + usage.tool + ": calls must be at least 0, got " +
               std::to_string(usage.calls);
    if (std::find(state_.tools.begin(), state_.tools.end(), usage.tool) != state_.tools.end())
        return "usage of tool " + usage.tool + " twice";
    if (state_.tools.size() == DAY_TOOLS_MAX)
        return "more than " + std::to_string(DAY_TOOLS_MAX) + " tools in one day";
    state_.tools.push_back(usage.tool);
    return std::nullopt;
}

std::optional<std::string> DayLedger::difference_from(const Close& opening,
                                                      const Close& close) const {
    if (state_.actions == 0) return "no position: action 0 is missing";
    if (auto fault = difference_of("action 0 is not the opening", opening, state_.first))
        return fault;
    if (auto fault = difference_of("the close is not the last row", state_.last, close))
        return fault;
    if (close.value != state_.last.value)
        return "the close's value should be the last row's " + state_.last.value.text() + ", is " +
               close.value.text();
    return std::nullopt;
}

void DayLedger::note_stored(std::int64_t last_position, bool has_figures) {
    state_.last_position = last_position;
    state_.has_figures = has_figures;
}

}  // namespace tradepit::writer
