#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/chain.h"
#include "common/names.h"
#include "common/resources.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

/// What a model-day waits for, as the broker tells it (messages.h, Waits).
namespace tradepit::common {

/// What a chain's next day, its first open one, waits for. Its later days wait for the next day.
enum class Awaited : std::uint8_t {
    other_models,  ///< order "date": models that have an earlier date open
    free_worker,   ///< one with all that it needs
    retry,         ///< after a failure: the time of its next attempt
    lease_end,     ///< of a worker that is silent
    claim,         ///< the writer's word that a claim is recorded
    worker,        ///< which has it, and runs it or has it wait for a slot or prices
    close,         ///< the writer's word that what the worker did is recorded
    other_jobs,    ///< the end of one of those that run, of which there are as many as may
};
constexpr Awaited wire_last(Awaited) { return Awaited::other_jobs; }

struct Wait {
    std::int64_t chain = 0;
    Stamp date;  ///< of the next day
    Awaited awaited = Awaited::free_worker;
    Needs needs = need(CPU);          ///< of its worker
    std::int64_t since_ms = 0;        ///< how long it has waited for this
    std::int64_t until_ms = 0;        ///< retry, lease_end: from now
    std::int32_t attempt = 0;         ///< the day's newest one; 0: none yet
    std::int32_t started = 0;         ///< attempts that count against the budget
    WorkerName worker;                ///< lease_end, claim, worker, close
    ModelName model;                  ///< other_models: one of them
    std::optional<Stamp> model_date;  ///< and the date that they have open
    std::int32_t models = 0;          ///< and how many they are
    std::int32_t jobs = 0;            ///< other_jobs: how many run
    TRADEPIT_FIELDS(chain, date, awaited, needs, since_ms, until_ms, attempt, started, worker,
                    model, model_date, models, jobs)
    friend bool operator==(const Wait&, const Wait&) = default;
};

struct WaitCount {
    Awaited awaited = Awaited::free_worker;
    std::int64_t chains = 0;
    TRADEPIT_FIELDS(awaited, chains)
    friend bool operator==(const WaitCount&, const WaitCount&) = default;
};

/// Why an open model-day does not run yet, in the words of GET /simulate/status: `reason` of its
/// `waiting_for`, and the keys of `progress.waiting`.
namespace wait_reason {
inline constexpr std::string_view RUNNING = "running";
inline constexpr std::string_view BROKER = "broker";
inline constexpr std::string_view WRITER = "writer";
inline constexpr std::string_view FREE_WORKER = "free_worker";
inline constexpr std::string_view RETRY = "retry";
inline constexpr std::string_view OTHER_JOBS = "other_jobs";
inline constexpr std::string_view OTHER_MODELS = "other_models";
inline constexpr std::string_view PREVIOUS_DAY = "previous_day";
}  // namespace wait_reason

/// Every reason; the one that explains most about a whole job first.
inline constexpr std::array WAIT_REASONS{wait_reason::RUNNING,      wait_reason::BROKER,
                                         wait_reason::WRITER,       wait_reason::OTHER_JOBS,
                                         wait_reason::FREE_WORKER,  wait_reason::RETRY,
                                         wait_reason::OTHER_MODELS, wait_reason::PREVIOUS_DAY};

}  // namespace tradepit::common
