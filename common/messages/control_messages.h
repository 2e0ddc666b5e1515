#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/messages/directions.h"
#include "common/names.h"
#include "common/waits.h"
#include "common/wire_fields.h"

/// Messages between query and the broker, on the socket `control`. CommandPart and CommandAnswer
/// (event_messages.h) pass here too, on their way to the writer and back. query chooses the `id` of
/// a request, and the answer repeats it. messages.h explains what each message declares.
namespace tradepit::common {

/// Asks for the state of the broker.
struct BrokerStateRequest {
    static constexpr std::uint8_t kind = 70;
    static constexpr std::string_view name = "broker_state_request";
    static constexpr Direction directions[] = {
        {PeerRole::query, Socket::control, PeerRole::broker}};
    std::int64_t id = 0;
    TRADEPIT_FIELDS(id)
    friend bool operator==(const BrokerStateRequest&, const BrokerStateRequest&) = default;
};

/// A worker as the broker knows it.
struct WorkerState {
    WorkerName worker;
    Offer slots{};               ///< what the worker offers
    std::int32_t leases = 0;     ///< how many leases it holds
    std::int64_t silent_ms = 0;  ///< how long ago its last heartbeat came
    TRADEPIT_FIELDS(worker, slots, leases, silent_ms)
    friend bool operator==(const WorkerState&, const WorkerState&) = default;
};

/// The answer to BrokerStateRequest.
struct BrokerState {
    static constexpr std::uint8_t kind = 71;
    static constexpr std::string_view name = "broker_state";
    static constexpr Direction directions[] = {
        {PeerRole::broker, Socket::control, PeerRole::query}};
    std::int64_t id = 0;
    std::int64_t epoch = 0;
    bool live = false;  ///< the broker knows every unfinished job, and hands out days
    std::int64_t writer_silent_ms = 0;  ///< how long ago it last heard from the writer
    std::string writer_trouble{};       ///< WriterState::trouble, as last heard
    std::int64_t ready = 0;             ///< chains whose next open day waits only for a free worker
    std::int64_t leased = 0;            ///< chains of which a worker has a lease
    std::vector<WorkerState> workers;
    TRADEPIT_FIELDS(id, epoch, live, writer_silent_ms, writer_trouble, ready, leased, workers)
    friend bool operator==(const BrokerState&, const BrokerState&) = default;
};

/// Asks what the chains of a job wait for. `chains` names those that the answer is to list one by
/// one; the broker finds the job by them, so without one of the job's chains the answer is empty.
struct WaitsRequest {
    static constexpr std::uint8_t kind = 72;
    static constexpr std::string_view name = "waits_request";
    static constexpr Direction directions[] = {
        {PeerRole::query, Socket::control, PeerRole::broker}};
    std::int64_t id = 0;
    JobId job;
    std::vector<std::int64_t> chains;  ///< at most WAITS_CHAINS_MAX; further ones are ignored
    TRADEPIT_FIELDS(id, job, chains)
    friend bool operator==(const WaitsRequest&, const WaitsRequest&) = default;
};

/// The answer to WaitsRequest: what the chains of a job wait for.
struct Waits {
    static constexpr std::uint8_t kind = 73;
    static constexpr std::string_view name = "waits";
    static constexpr Direction directions[] = {
        {PeerRole::broker, Socket::control, PeerRole::query}};
    std::int64_t id = 0;
    JobId job;                          ///< as in the request
    bool live = false;                  ///< as in BrokerState
    bool all_chains_known = false;      ///< the broker knows every chain of the job
    std::int64_t writer_silent_ms = 0;  ///< as in BrokerState
    std::int32_t max_attempts = 0;      ///< as in EpochGranted
    std::int32_t workers = 0;           ///< how many workers are not silent
    Offer slots{};                      ///< what those workers offer, slots in use included
    std::vector<WaitCount> counts;      ///< counts all chains of the job that have an open day
    /// The chains of the request that have an open day. For each entry of `counts` to which none of
    /// them belongs, one more chain of the job follows.
    std::vector<Wait> chains;
    TRADEPIT_FIELDS(id, job, live, all_chains_known, writer_silent_ms, max_attempts, workers, slots,
                    counts, chains)
    friend bool operator==(const Waits&, const Waits&) = default;
};

}  // namespace tradepit::common
