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

/// What model-days wait for, as the broker reports it (Waits in messages/control_messages.h).
namespace tradepit::common {

/// What the next open day of a chain waits for. The chain's later days wait for that day.
enum class Awaited : std::uint8_t {
    other_models,  ///< order "date": models that still have an earlier date open
    free_worker,   ///< a worker with all resources that the day needs
    retry,         ///< the backoff after a failure
    lease_end,     ///< the end of the lease of a worker that is silent
    claim,         ///< the writer's answer that the claim is recorded
    worker,        ///< its worker, which runs the day or keeps it waiting for a slot or for prices
    close,         ///< the writer's notice that what the worker sent is recorded
    other_jobs,    ///< the end of another job, because as many run as may run at once
};
constexpr Awaited wire_last(Awaited) { return Awaited::other_jobs; }

/// What one chain waits for.
struct Wait {
    std::int64_t chain = 0;
    Stamp date;  ///< the next open day
    Awaited awaited = Awaited::free_worker;
    Needs needs = need(CPU);          ///< the resources that the day needs of a worker
    std::int64_t waited_ms = 0;       ///< how long the day has waited for this
    std::int64_t remaining_ms = 0;    ///< with retry, lease_end: how long it still has to wait
    std::int32_t attempt = 0;         ///< the day's newest attempt; 0: none yet
    std::int32_t attempts_spent = 0;  ///< attempts of the day that count against max_attempts
    WorkerName worker;                ///< with lease_end, claim, worker, close
    ModelName model;                  ///< with other_models: one of them
    std::optional<Stamp> model_date;  ///< with other_models: the earlier date that they have open
    std::int32_t models = 0;          ///< with other_models: how many such models there are
    std::int32_t jobs = 0;            ///< with other_jobs: how many jobs run
    TRADEPIT_FIELDS(chain, date, awaited, needs, waited_ms, remaining_ms, attempt, attempts_spent,
                    worker, model, model_date, models, jobs)
    friend bool operator==(const Wait&, const Wait&) = default;
};

/// How many chains of a job wait for the same thing.
struct WaitCount {
    Awaited awaited = Awaited::free_worker;
    std::int64_t chains = 0;
    TRADEPIT_FIELDS(awaited, chains)
    friend bool operator==(const WaitCount&, const WaitCount&) = default;
};

/// What an open model-day waits for, in the words of GET /simulate/status: `reason` of its
/// `waiting_for`, and the keys of `progress.waiting`. A day that a worker runs has the reason
/// RUNNING.
namespace wait_reason {
inline constexpr std::string_view RUNNING = "running";
/// The broker is silent, or has yet to hear of the day.
inline constexpr std::string_view BROKER = "broker";
/// The writer is silent, or has yet to record the claim or the close of the day.
inline constexpr std::string_view WRITER = "writer";
inline constexpr std::string_view FREE_WORKER = "free_worker";
/// The backoff after a failure, or the end of the lease of a worker that is silent.
inline constexpr std::string_view RETRY = "retry";
inline constexpr std::string_view OTHER_JOBS = "other_jobs";
inline constexpr std::string_view OTHER_MODELS = "other_models";
/// An earlier day of the same model.
inline constexpr std::string_view PREVIOUS_DAY = "previous_day";
}  // namespace wait_reason

/// Every reason. Those that explain most about a whole job come first.
inline constexpr std::array WAIT_REASONS{wait_reason::RUNNING,      wait_reason::BROKER,
                                         wait_reason::WRITER,       wait_reason::OTHER_JOBS,
                                         wait_reason::FREE_WORKER,  wait_reason::RETRY,
                                         wait_reason::OTHER_MODELS, wait_reason::PREVIOUS_DAY};

}  // namespace tradepit::common
