#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/chain.h"
#include "common/enum_names.h"
#include "common/price.h"

/// What happens in an attempt: the events that workers send and the writer stores.
namespace tradepit::common {

enum class Action : std::uint8_t { no_trade, buy, sell };
constexpr Action wire_last(Action) { return Action::sell; }
constexpr std::array<std::string_view, 3> names_of(Action) { return {"no_trade", "buy", "sell"}; }
enum class Role : std::uint8_t { user, assistant, tool };
constexpr Role wire_last(Role) { return Role::tool; }
constexpr std::array<std::string_view, 3> names_of(Role) { return {"user", "assistant", "tool"}; }

/// A row of `positions` with its holdings: the portfolio after an action. The row with action_id 0
/// is the day's opening and never a trade.
struct Position {
    static constexpr std::uint8_t event = 1;  ///< the kind of the event on the wire
    std::int32_t action_id = 0;               ///< counts the rows of the day from 0
    Action action = Action::no_trade;
    Symbol symbol;                   ///< empty with no_trade
    std::optional<Quantity> amount;  ///< absent with no_trade
    std::optional<Price> price;      ///< the price of the fill; absent with no_trade
    Money cash;                      ///< after the action
    Money value;                     ///< cash plus holdings, after the action
    std::vector<Holding> holdings;   ///< after the action, in byte order
    TRADEPIT_FIELDS(action_id, action, symbol, amount, price, cash, value, holdings)
    friend bool operator==(const Position&, const Position&) = default;
};

/// A reasoning step (a row of `reasoning_logs`), or a chunk of a long one. The chunks of one step
/// share its number and follow one another.
struct Reasoning {
    static constexpr std::uint8_t event = 2;  ///< the kind of the event on the wire
    std::int32_t step = 0;                    ///< from 1
    Role role = Role::assistant;
    std::string content;
    std::string tool;   ///< the tool's name; empty unless role is tool
    bool more = false;  ///< another chunk of this step follows
    TRADEPIT_FIELDS(step, role, content, tool, more)
    friend bool operator==(const Reasoning&, const Reasoning&) = default;
};

/// A row of `tool_usage`: once per tool, at the end of the day.
struct ToolUsage {
    static constexpr std::uint8_t event = 3;  ///< the kind of the event on the wire
    std::string tool;
    std::int32_t calls = 0;
    double seconds = 0;  ///< what all these calls took together
    TRADEPIT_FIELDS(tool, calls, seconds)
    friend bool operator==(const ToolUsage&, const ToolUsage&) = default;
};

using Event = std::variant<Position, Reasoning, ToolUsage>;

/// `failed_transient` may be tried again, `failed_permanent` may not. `released`: the worker gives
/// the attempt back.
enum class Ending : std::uint8_t { completed, failed_transient, failed_permanent, released };
constexpr Ending wire_last(Ending) { return Ending::released; }

/// How an attempt ended. Travels with its last batch.
struct End {
    Ending ending = Ending::completed;
    std::int64_t event_count = 0;  ///< the number of events of the whole attempt
    std::string digest;            ///< hex() of the running digest over its event octets (digest.h)
    Close opening;  ///< what the day started from; the writer compares it with the committed close
    Close close;    ///< what the day ended with; the opening again unless it completed
    std::string error;          ///< why the attempt failed
    std::int64_t agent_ms = 0;  ///< the agent's own time, without its waits for the pipeline
    TRADEPIT_FIELDS(ending, event_count, digest, opening, close, error, agent_ms)
    friend bool operator==(const End&, const End&) = default;
};

}  // namespace tradepit::common
