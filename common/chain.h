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

/// Chains of model-days, the attempts at their days, and the portfolios between two days. The wire
/// messages (messages/messages.h) carry these types, and the programs use them in their own logic.
namespace tradepit::common {

struct Holding {
    Symbol symbol;
    Quantity quantity;  ///< above 0
    TRADEPIT_FIELDS(symbol, quantity)
    friend bool operator==(const Holding&, const Holding&) = default;
};

/// The portfolio at the end of a model-day, or the one that a chain starts with. Holdings are in
/// byte order of their symbols.
struct Close {
    Money cash;
    Money value;  ///< cash plus holdings, valued at the prices of that day (market/valuation.h)
    std::vector<Holding> holdings;
    TRADEPIT_FIELDS(cash, value, holdings)
    friend bool operator==(const Close&, const Close&) = default;
};

/// Identifies one attempt at one model-day. `chain` is the number that the writer gave to a (job,
/// model). The writer also gives `attempt`, which counts from 1 within the model-day and is the
/// fencing token.
struct AttemptKey {
    std::int64_t chain = 0;
    Stamp date;
    std::int32_t attempt = 0;
    TRADEPIT_FIELDS(chain, date, attempt)
    friend auto operator<=>(const AttemptKey&, const AttemptKey&) = default;
};

/// `model`: a model's next day is ready when its last one has ended. `date`: no model starts a date
/// before every model of the job has ended the one before.
enum class Order : std::uint8_t { model, date };
/// `released`: the worker gave the attempt back. `refused`: the writer found a fault in the
/// attempt's events, or in the count, digest, opening or close of its End (events.h). `superseded`:
/// a later claim or a cancel has replaced it.
enum class AttemptState : std::uint8_t { open, completed, failed, released, refused, superseded };
/// The last value of the enum. decode() (messages/messages.h) refuses numbers beyond it.
constexpr AttemptState wire_last(AttemptState) { return AttemptState::superseded; }
constexpr std::array<std::string_view, 6> names_of(AttemptState) {
    return {"open", "completed", "failed", "released", "refused", "superseded"};
}
constexpr Order wire_last(Order) { return Order::date; }
constexpr std::array<std::string_view, 2> names_of(Order) { return {"model", "date"}; }

/// What all days of a chain have in common. A worker gets it with each lease and keeps nothing of
/// it afterwards.
struct ChainTerms {
    JobId job;
    ModelName model;
    MarketName market;
    std::int64_t price_set = 0;  ///< the price set of the market that the job uses
    std::string price_hash;  ///< the hash of that set, hexadecimal; workers cache prices under it
    std::string rules;       ///< the market's rules as JSON: one entry of config/markets.json
    std::string agent;       ///< the agent's settings as JSON: {"kind": …, …}
    Money opening_value;     ///< the value that the series started with: base of cumulative figures
    TRADEPIT_FIELDS(job, model, market, price_set, price_hash, rules, agent, opening_value)
    friend bool operator==(const ChainTerms&, const ChainTerms&) = default;
};

/// One day of a lease. `orders` is what a recorded model did on that day, as stored with the job:
/// JSON for the `replay` agent (docs/PROTOCOL.md, recorded orders), empty for every other agent.
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
    WorkerName worker;        ///< the worker to which the attempt was leased
    std::uint64_t nonce = 0;  ///< the number that this worker drew when it started
    AttemptState state = AttemptState::open;
    /// How many attempts of this day count against the writer's limit max_attempts: those that a
    /// worker has started and not given back.
    std::int32_t attempts_spent = 0;
    TRADEPIT_FIELDS(date, attempt, worker, nonce, state, attempts_spent)
    friend bool operator==(const DayAttempt&, const DayAttempt&) = default;
};

/// The complete present state of a chain. It is never a delta, so states may arrive in any order
/// and repeat, and the receiver still reaches the same result.
struct ChainState {
    std::int64_t chain = 0;
    /// How many days at the beginning of Chain::dates have ended or are skipped. It is also the
    /// index of the next open day.
    std::int32_t ended_days = 0;
    bool cancelled = false;            ///< the job was cancelled, so no day of the chain is open
    std::vector<DayAttempt> attempts;  ///< the newest one of each open day that has any, by date
    TRADEPIT_FIELDS(chain, ended_days, cancelled, attempts)
    friend bool operator==(const ChainState&, const ChainState&) = default;
};

/// A chain as the writer describes it to a broker: what never changes, and its present state.
struct Chain {
    ChainTerms terms;
    std::int64_t job_number = 0;  ///< counts jobs in the order of submission
    std::int32_t job_chains = 0;  ///< chains of that job, this one included
    std::int32_t priority = 0;    ///< higher goes first
    Order order = Order::model;
    Needs needs = need(CPU);
    std::int32_t lease_days_max = 1;  ///< days that one lease may cover
    std::vector<Stamp> dates;         ///< ascending, skipped ones included
    /// Indices into dates, ascending, of dates that the job lists and that have no prices.
    std::vector<std::int32_t> skipped;
    ChainState state;
    TRADEPIT_FIELDS(terms, job_number, job_chains, priority, order, needs, lease_days_max, dates,
                    skipped, state)
    friend bool operator==(const Chain&, const Chain&) = default;
};

}  // namespace tradepit::common
