#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/messages/directions.h"
#include "common/names.h"
#include "common/waits.h"
#include "common/wire_fields.h"

/// Between query and the broker, on `control` (messages.h). CommandPart and CommandAnswer pass here
/// too, on their way to the writer and back (event_messages.h).
namespace tradepit::common {

struct BrokerStateRequest {
    static constexpr std::uint8_t kind = 70;
    static constexpr std::string_view name = "broker_state_request";
    static constexpr Direction directions[] = {
        {PeerRole::query, Socket::control, PeerRole::broker}};
    std::int64_t id = 0;
    TRADEPIT_FIELDS(id)
    friend bool operator==(const BrokerStateRequest&, const BrokerStateRequest&) = default;
};

struct WorkerState {
    WorkerName worker;
    Offer slots{};
    std::int32_t leases = 0;
    std::int64_t silent_ms = 0;  ///< since its last heartbeat
    TRADEPIT_FIELDS(worker, slots, leases, silent_ms)
    friend bool operator==(const WorkerState&, const WorkerState&) = default;
};

struct BrokerState {
    static constexpr std::uint8_t kind = 71;
    static constexpr std::string_view name = "broker_state";
    static constexpr Direction directions[] = {
        {PeerRole::broker, Socket::control, PeerRole::query}};
    std::int64_t id = 0;
    std::int64_t epoch = 0;
    bool live = false;                  ///< it knows every unfinished job and hands out days
    std::int64_t writer_silent_ms = 0;  ///< since it last heard of the writer
    std::string writer_trouble{};       ///< WriterState's, as last heard
    std::int64_t ready = 0;             ///< chains with a day that could run now
    std::int64_t leased = 0;
    std::vector<WorkerState> workers;
    TRADEPIT_FIELDS(id, epoch, live, writer_silent_ms, writer_trouble, ready, leased, workers)
    friend bool operator==(const BrokerState&, const BrokerState&) = default;
};

/// What the chains of a job wait for; `chains` names those that are to be told one by one.
struct WaitsRequest {
    static constexpr std::uint8_t kind = 72;
    static constexpr std::string_view name = "waits_request";
    static constexpr Direction directions[] = {
        {PeerRole::query, Socket::control, PeerRole::broker}};
    std::int64_t id = 0;
    JobId job;
    std::vector<std::int64_t> chains;  ///< at most WAITS_CHAINS_MAX; those after are not told
    TRADEPIT_FIELDS(id, job, chains)
    friend bool operator==(const WaitsRequest&, const WaitsRequest&) = default;
};

struct Waits {
    static constexpr std::uint8_t kind = 73;
    static constexpr std::string_view name = "waits";
    static constexpr Direction directions[] = {
        {PeerRole::broker, Socket::control, PeerRole::query}};
    std::int64_t id = 0;
    JobId job;                          ///< as asked
    bool live = false;                  ///< as in BrokerState
    bool all_chains_known = false;      ///< it knows every chain of the job
    std::int64_t writer_silent_ms = 0;  ///< as in BrokerState
    std::int32_t max_attempts = 0;      ///< as in EpochGranted
    std::int32_t workers = 0;           ///< that were heard lately
    Offer slots{};                      ///< of those, busy ones too
    std::vector<WaitCount> counts;      ///< of all chains of the job that have an open day
    /// The ones asked for, but for those without an open day; and one for each of `counts` that
    /// none of them stands for.
    std::vector<Wait> chains;
    TRADEPIT_FIELDS(id, job, live, all_chains_known, writer_silent_ms, max_attempts, workers, slots,
                    counts, chains)
    friend bool operator==(const Waits&, const Waits&) = default;
};

}  // namespace tradepit::common
