#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "common/process/complaints.h"
#include "common/process/settings.h"
#include "common/time.h"
#include "worker/connection.h"
#include "worker/price_client.h"
#include "worker/slots/leases.h"
#include "worker/slots/outbox.h"
#include "worker/slots/slot_pool.h"
#include "worker/slots/window.h"

namespace tradepit::common {
class StopSignals;
}

namespace tradepit::worker {

struct WorkerSettings {
    common::Endpoints endpoints;
    common::WorkerName name;
    /// How much the worker offers of each resource. A slot is made when a lease first needs one
    /// more.
    common::Offer slots{{common::ResourceName{common::CPU}, 1},
                        {common::ResourceName{common::WAIT}, 64}};
    common::Duration heartbeat = std::chrono::seconds{2};  ///< the longest time between Hellos
    /// How long a draining worker lets running days finish before it gives them back.
    common::Duration drain_grace = std::chrono::seconds{1};
    /// How long a worker drains at most; then it ends even if not everything is acknowledged. It is
    /// the default length of a lease, after which the broker claims the worker's days anew anyway.
    common::Duration drain_max = std::chrono::seconds{10};
    Window::Limits window{};
    Outbox::Policy outbox{};
    PriceClient::Limits prices{};
};

/// The worker's event loop: takes leases from the broker, runs them in slots, and makes sure that
/// the writer gets every batch (docs/PROTOCOL.md, sections 3 to 6). It runs in one thread, and each
/// slot in another. Leases, Outbox and PriceClient judge what arrives; the loop moves frames and
/// reads the clock.
class Loop {
public:
    /// `drained`: nothing is left to do, or the worker has drained for `drain_max`. `at_once`: a
    /// second signal came before that. `name_taken`: the broker knows another process that is alive
    /// and has this worker's name.
    enum class Ended { drained, at_once, name_taken };

    /// `runner` must outlive the loop. @throws zmq::error_t when an endpoint is not understood.
    Loop(zmq::context_t& context, WorkerSettings settings, const Runner& runner);

    /// Iterates until it has drained after the first signal, a second signal comes, or the name is
    /// taken.
    Ended run(common::StopSignals& signals);

    /// One iteration: waits `at_most` at most for something to do, and does what there is.
    /// It reads at most FRAMES_PER_ITERATION (loop.cpp) frames from each socket.
    void iterate(common::Duration at_most);
    /// Begins to drain. From now on the loop takes no more leases, gives back those that wait, lets
    /// running days finish or gives them back after drain_grace, and waits for acknowledgements.
    /// over() tells when it is done.
    void drain();
    /// Whether the worker has drained: nothing is left to do, or `drain_max` has passed.
    [[nodiscard]] bool over() const;
    /// Whether the broker has said that another process has this worker's name.
    [[nodiscard]] bool name_is_taken() const { return name_is_taken_; }
    /// Whether the worker holds no lease and all its batches were acknowledged.
    [[nodiscard]] bool idle() const { return leases_.empty() && outbox_.empty(); }

private:
    // Waiting.
    void wait(common::Duration at_most);
    [[nodiscard]] common::Instant next_deadline(common::Duration at_most) const;

    // Messages: what a worker takes on a socket goes to on(), the rest is logged.
    template <common::Socket Where>
    void receive_messages(Connection& connection);
    // From the broker.
    void receive_tasks();
    void on(common::Assign& assign);
    void on(const common::HelloAnswer& answer);
    void on(const common::Drop& drop);
    void on(const common::Retired& retired);
    void on(const common::NameTaken& taken);
    // From the writer.
    void receive_events();
    void on(const common::Ack& ack);
    void on(const common::Superseded& superseded);
    // From query.
    void receive_prices();
    void on(common::PricesPage& page);
    // From the slots.
    void receive_slots();
    void on(SlotReport report);

    void start_leases();
    /// Ends the chain's lease, because this attempt was dropped or superseded. Forgets the chain's
    /// batches from the attempt's date on, or from the day that runs if that is earlier.
    void cut(const common::AttemptKey& key);
    /// Stops the slots that run these leases; what they still hand over is discarded.
    void forget(const std::vector<LeaseNumber>& leases);
    /// Gives back a lease that no slot runs yet.
    void give_back(LeaseNumber number);
    /// Once drain_grace has passed, gives back the days that still run.
    void give_back_after_grace();

    void send_batches();
    void send_price_requests();
    void send_hello();
    /// Sends the next Hello at this time, unless it is due before.
    void hello_at(common::Instant at);
    [[nodiscard]] common::Hello hello() const;

    WorkerSettings settings_;
    common::Instant now_;

    Connection tasks_;
    Connection events_;
    Connection lookup_;
    std::optional<int> stop_descriptor_;  ///< of the signals; absent before run()
    std::vector<zmq::pollitem_t> items_;  ///< what the last wait() polled
    bool tasks_full_ = false;             ///< the socket did not take the last Hello
    bool events_full_ = false;            ///< the socket did not take the last batch

    Leases leases_;
    Outbox outbox_;
    PriceClient prices_;
    Window window_;
    Room freed_room_;  ///< by the acknowledgements being read; not yet given back to window_
    SlotPool slots_;

    common::Complaints complaints_;  ///< about what peers send, also drops

    /// Whether the next iteration calls start_leases(): a waiting lease may be able to start now,
    /// or a fetch of prices may not be needed any more.
    bool look_for_starts_ = false;
    common::Instant hello_at_;  ///< when the next Hello is due
    common::Instant last_hello_{0};
    struct Draining {
        common::Instant give_back_at;  ///< when the days that still run are given back
        common::Instant end_at;        ///< when the worker ends in any case
    };
    std::optional<Draining> draining_;
    bool name_is_taken_ = false;
};

}  // namespace tradepit::worker
