#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "worker/agents/model_day.h"
#include "worker/slots/attempt.h"
#include "worker/slots/slot_lease.h"
#include "worker/slots/window.h"

namespace tradepit::worker {

/// What runs one model-day: run_model_day().
using Runner =
    std::function<common::End(const common::DayInput&, common::EventSink&, const AgentServices&)>;

/// A thread that runs leases, one after the other and each day of it after the other, in plain
/// blocking code. The loop owns it; all of its public functions are the loop's.
///
///   free ──run──▶ busy ──a report with lease_over was received──▶ free
class Slot {
public:
    struct Frame {
        std::string octets;  ///< of a Batch when report.batch
        SlotReport report;
    };

    /// `name` is unique in `context`; runner and window outlive the slot.
    Slot(zmq::context_t& context, const std::string& name, const Runner& runner, Window& window);
    /// Stops the lease that runs, forgets it, and waits for the thread.
    ~Slot();
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    /// Only when free.
    void run(std::shared_ptr<SlotLease> lease);
    /// The start of this attempt is committed: its agent may begin.
    void start_acknowledged(LeaseNumber lease, std::size_t day);
    /// Asks the lease that runs for something, at most for what it was asked before. Nothing when
    /// free.
    void ask(Wish wish);

    /// What the slot said, without waiting.
    std::optional<Frame> receive();
    /// Readable when receive() may have something.
    [[nodiscard]] zmq::socket_t& socket() { return loop_end_; }

    [[nodiscard]] bool free() const { return lease_ == nullptr; }
    /// The lease that runs; not when free.
    [[nodiscard]] const SlotLease& lease() const { return *lease_; }

private:
    /// The slot's thread: runs leases until the loop ends it.
    void live(zmq::context_t& context, const std::string& name);
    std::shared_ptr<SlotLease> handed_over();

    const Runner& runner_;
    Window& window_;
    zmq::socket_t loop_end_;
    std::shared_ptr<SlotLease> lease_;

    std::mutex mutex_;
    std::shared_ptr<SlotLease> next_;  ///< on its way to the thread; protected by mutex_

    std::thread thread_;
};

}  // namespace tradepit::worker
