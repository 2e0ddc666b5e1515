#include "common/agents/agent_kinds.h"

#include <algorithm>

#include "common/limits.h"

namespace tradepit::common {

namespace {

using Availability = AgentKind::Availability;

/// The largest whole number that every JSON reader reads exactly.
constexpr std::int64_t SEED_MAX = (std::int64_t{1} << 53) - 1;
/// As many bars as one request for history returns at most.
constexpr std::int64_t LOOKBACK_MAX = static_cast<std::int64_t>(HISTORY_BARS_MAX);
constexpr std::int64_t RANDOM_TRADES_MAX = 1'000;
/// The delay of DELAY_SETTING counts against the agent's time limit. This maximum leaves the agent
/// a minute of the default limit.
constexpr std::int64_t DELAY_MS_MAX = TIME_LIMIT_MS - 60'000;

// Each setting has its name, default, minimum, maximum and description.

/// The settings of the kinds that rank symbols by their returns.
constexpr AgentSetting RANKING[] = {
    {"lookback", 20, 1, LOOKBACK_MAX, "Bars over which returns are compared."},
    {"top", 5, 1, static_cast<std::int64_t>(HOLDINGS_MAX), "Symbols that are held at once."}};
constexpr AgentSetting RANDOM[] = {
    {"seed", 0, -SEED_MAX, SEED_MAX, "Another seed gives other orders."},
    {"trades", 3, 0, RANDOM_TRADES_MAX, "Orders a day."}};

constexpr AgentKind KINDS[] = {
    {.name = "buy_and_hold",
     .description =
         "While it holds nothing: goes through the tradable symbols in byte order and spends on "
         "each the cash left ÷ the symbols left (rounded down to a millionth), in whole lots. Then "
         "it holds."},
    {.name = "equal_weight",
     .description =
         "Every day: the portfolio's value ÷ the number of tradable symbols is each one's share; "
         "its target is what the share pays for at the open, in whole lots. Rebalances (below)."},
    {.name = "momentum",
     .description =
         "Every day: ranks the tradable symbols by close of the last bar ÷ close `lookback` bars "
         "earlier, and holds the best `top` in equal shares of the portfolio's value. Before there "
         "are `lookback` + 1 bars it waits.",
     .settings = RANKING},
    {.name = "mean_reversion",
     .description = "The same as `momentum` with the worst.",
     .settings = RANKING},
    {.name = "random",
     .description =
         "`trades` orders a day by chance: a buy for 1 to 10 hundredths of its value, or a sale of "
         "all it holds of a symbol. The same seed, name and date give the same orders.",
     .settings = RANDOM},
    {.name = "mock",
     .description =
         "Stands in for a language model: buys five of the day's stock, and talks about it. Its "
         "jobs answer only when they are named. In dev mode every model runs it "
         "([JOBS.md](JOBS.md#settings)).",
     .read_by_default = false},
    {.name = "idle", .description = "Trades nothing: for tests and benchmarks.", .needs = WAIT},
    {.name = "replay",
     .description = "Repeats what a recorded model did. Made by `tradepit replay`.",
     .lease_days_max = 1,
     .availability = Availability::replay_only},
    {.name = "llm",
     .description = "A language model.",
     .needs = WAIT,
     .lease_days_max = 1,
     .availability = Availability::planned},
    {.name = "process",
     .description = "A program on the worker's machine.",
     .needs = WAIT,
     .lease_days_max = 1,
     .availability = Availability::planned},
    {.name = "external",
     .description = "An agent that sends its decisions in.",
     .needs = WAIT,
     .lease_days_max = 1,
     .availability = Availability::planned},
};

}  // namespace

constexpr AgentSetting DELAY_SETTING{"delay_ms", 0, 0, DELAY_MS_MAX,
                                     "Milliseconds by which the day takes longer."};

std::span<const AgentKind> agent_kinds() { return KINDS; }

const AgentKind* agent_kind(std::string_view name) {
    const auto* found = std::find_if(std::begin(KINDS), std::end(KINDS),
                                     [&](const AgentKind& kind) { return kind.name == name; });
    return found == std::end(KINDS) ? nullptr : found;
}

}  // namespace tradepit::common
