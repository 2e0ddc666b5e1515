#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "common/process/log_rate_limiter.h"
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
    common::Offer slots{{common::ResourceName{common::CPU}, 1},
                        {common::ResourceName{common::WAIT}, 64}};
    common::Instant heartbeat = std::chrono::seconds{2};
    /// How long a draining worker lets running days end by themselves.
    common::Instant drain_grace = std::chrono::seconds{1};
    /// When a draining worker ends even if not all is acknowledged: the lease's default length,
    /// after which its attempts are claimed anew anyway.
    common::Instant drain_max = std::chrono::seconds{10};
    Window::Limits window{};
    Outbox::Policy outbox{};
    PriceClient::Limits prices{};
};

/// The worker: takes leases from the broker, has slots run them, and sees that the writer gets
/// every batch (DESIGN.md 3.3 to 3.6). One thread; only the slots have others. Whatever comes from
/// outside is judged by Leases, Outbox and PriceClient; this moves frames and keeps the time.
class Loop {
public:
    enum class Ended { drained, at_once };

    /// The runner must outlive the loop. @throws zmq::error_t for an endpoint that is none.
    Loop(zmq::context_t& context, WorkerSettings settings, const Runner& runner);

    /// Runs until it has drained after the first signal, or a second one comes.
    Ended run(common::StopSignals& signals);

    /// Waits for something to do, `at_most` at most, and does all of it.
    void turn(common::Instant at_most);
    /// Takes no more leases, lets running days end or gives them back, and waits for
    /// acknowledgements; then over() holds.
    void drain();
    [[nodiscard]] bool over() const;
    /// Whether it holds no lease and everything was acknowledged.
    [[nodiscard]] bool idle() const { return leases_.empty() && outbox_.empty(); }

private:
    // Waiting.
    void wait(common::Instant at_most);
    [[nodiscard]] common::Instant next_deadline(common::Instant at_most) const;

    // From the broker.
    void receive_tasks();
    void hear(common::Assign assign);
    void hear(const common::Pulse& pulse);
    void hear(const common::Drop& drop);
    void hear(const common::Retired& retired);
    // From the writer.
    void receive_events();
    void hear(const common::Ack& ack);
    void hear(const common::Superseded& superseded);
    // From query.
    void receive_prices();
    // From the slots.
    void receive_slots();
    void hear(SlotReport report);

    void start_leases();
    void cut(const common::AttemptKey& key);
    void forget(const std::vector<LeaseNumber>& leases);
    void give_back(LeaseNumber number);
    void keep_draining();

    void send_batches();
    void send_price_requests();
    void send_hello();
    void hello_at(common::Instant at);
    [[nodiscard]] common::Hello hello() const;

    WorkerSettings settings_;
    common::Instant now_;

    Connection tasks_;
    Connection events_;
    Connection lookup_;
    std::optional<int> signals_;  ///< a descriptor to wait for, too
    std::vector<zmq::pollitem_t> items_;
    bool tasks_full_ = false;   ///< a Hello waits for the socket
    bool events_full_ = false;  ///< batches wait for the socket

    Leases leases_;
    Outbox outbox_;
    PriceClient prices_;
    Window window_;
    Room acknowledged_;  ///< in the frames that are being read; not yet given back
    SlotPool slots_;

    common::LogRateLimiter log_limit_;
    common::LogRateLimiter cuts_;  ///< drops, and attempts superseded

    bool look_for_starts_ = false;  ///< a lease, a slot or prices are new
    common::Instant hello_at_;
    common::Instant last_hello_{0};
    struct Draining {
        common::Instant give_back_at;
        common::Instant end_at;
    };
    std::optional<Draining> draining_;
};

}  // namespace tradepit::worker
