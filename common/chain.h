#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/decimal.h"
#include "common/enum_names.h"
#include "common/names.h"
#include "common/resources.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

/// A chain of model-days, a portfolio between two of them, and an attempt at one: the vocabulary
/// that messages share (messages.h) and the programs decide in.
namespace tradepit::common {

struct Holding {
    Symbol symbol;
    Quantity quantity;  ///< above 0
    TRADEPIT_FIELDS(symbol, quantity)
    friend bool operator==(const Holding&, const Holding&) = default;
};

/// A portfolio at the end of a model-day, or at the start of a chain; holdings in byte order.
struct Close {
    Money cash;
    Money value;  ///< cash and holdings, marked at that day's prices
    std::vector<Holding> holdings;
    TRADEPIT_FIELDS(cash, value, holdings)
    friend bool operator==(const Close&, const Close&) = default;
};

/// One attempt at one model-day. `chain` is the writer's number of a (job, model); `attempt` counts
/// from 1, is given by the writer and is the fencing token.
struct AttemptKey {
    std::int64_t chain = 0;
    Stamp date;
    std::int32_t attempt = 0;
    TRADEPIT_FIELDS(chain, date, attempt)
    friend auto operator<=>(const AttemptKey&, const AttemptKey&) = default;
};

enum class Order : std::uint8_t { model, date };
enum class AttemptState : std::uint8_t { open, completed, failed, released, refused, superseded };
constexpr AttemptState wire_last(AttemptState) { return AttemptState::superseded; }
constexpr std::array<std::string_view, 6> names_of(AttemptState) {
    return {"open", "completed", "failed", "released", "refused", "superseded"};
}
constexpr Order wire_last(Order) { return Order::date; }
constexpr std::array<std::string_view, 2> names_of(Order) { return {"model", "date"}; }

/// What every day of a chain needs in common; the worker keeps nothing of it.
struct Task {
    JobId job;
    ModelName model;
    MarketName market;
    std::int64_t price_set = 0;  ///< the market's numbered set that the job pinned
    std::string price_hash;      ///< of that set, hex; what a worker keeps prices under
    std::string rules;           ///< the market's rules as JSON (config/markets.json, one entry)
    std::string agent;           ///< the agent's settings as JSON: {"kind": …, …}
    Money opening_value;         ///< what cumulative figures are relative to
    TRADEPIT_FIELDS(job, model, market, price_set, price_hash, rules, agent, opening_value)
    friend bool operator==(const Task&, const Task&) = default;
};

/// One day of a lease. `orders` is what a replayed model did that day, as stored with the job:
/// JSON, empty for every other agent (docs/PROTOCOL.md, recorded orders).
struct ClaimedDay {
    Stamp date;
    std::int32_t attempt = 0;
    std::string orders;
    TRADEPIT_FIELDS(date, attempt, orders)
    friend bool operator==(const ClaimedDay&, const ClaimedDay&) = default;
};

/// The newest attempt of a day that has not ended.
struct DayAttempt {
    Stamp date;
    std::int32_t attempt = 0;
    WorkerName worker;
    std::uint64_t nonce = 0;
    AttemptState state = AttemptState::open;
    std::int32_t started = 0;  ///< attempts of this day that count against the budget
    TRADEPIT_FIELDS(date, attempt, worker, nonce, state, started)
    friend bool operator==(const DayAttempt&, const DayAttempt&) = default;
};

/// The present state of a chain, whole: any order of arrival, and any repeat, leads to the same.
struct ChainState {
    std::int64_t chain = 0;
    std::int32_t ended = 0;  ///< leading days, in date order, that have ended (skipped ones too)
    bool cancelled = false;  ///< its job was cancelled: nothing of it is open
    std::vector<DayAttempt> attempts;  ///< of days that are open, in date order
    TRADEPIT_FIELDS(chain, ended, cancelled, attempts)
    friend bool operator==(const ChainState&, const ChainState&) = default;
};

/// What never changes of a chain, with its state: how a broker comes to know it.
struct Chain {
    Task task;
    std::int64_t job_number = 0;  ///< jobs in the order of their submission
    std::int32_t job_chains = 0;  ///< chains of that job, this one included
    std::int32_t priority = 0;    ///< higher goes first
    Order order = Order::model;
    Needs needs = need(CPU);
    std::int32_t lease_days_max = 1;    ///< days that one lease may cover
    std::vector<Stamp> dates;           ///< ascending, skipped ones included
    std::vector<std::int32_t> skipped;  ///< indices into dates, ascending
    ChainState state;
    TRADEPIT_FIELDS(task, job_number, job_chains, priority, order, needs, lease_days_max, dates,
                    skipped, state)
    friend bool operator==(const Chain&, const Chain&) = default;
};

}  // namespace tradepit::common
