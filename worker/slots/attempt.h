#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"
#include "common/trading/trading_day.h"
#include "worker/slots/slot_lease.h"
#include "worker/slots/window.h"

namespace tradepit::worker {

/// The estimated size up to which a batch is filled; one larger event travels alone. It is far
/// below FRAME_BYTES_MAX, because the last batch also has an End with two portfolios, and far below
/// WINDOW_BYTES_MAX, so that many slots can share the window.
inline constexpr std::size_t BATCH_BYTES_AIM = std::size_t{256} << 10;
/// When an event comes this long after the last batch, the collected events are sent at once, so
/// that a day can be watched while it runs.
inline constexpr common::Duration BATCH_AGE = std::chrono::milliseconds{100};

/// The attempt has produced more than ATTEMPT_EVENTS_MAX events.
class TooManyEvents : public std::runtime_error {
public:
    TooManyEvents();
};

/// The output of one attempt. Collects events and hands them to the worker's loop as numbered,
/// encoded batches; the last one states the count and the digest of all events. Takes room in the
/// window for each batch. Used on the slot's thread.
class Attempt : public common::EventSink {
public:
    /// Whether the lease ends with this attempt.
    enum class LeaseOver { no, yes };

    /// The references must outlive the attempt. `day` is an index into the lease's days.
    Attempt(SlotLease& lease, std::size_t day, SlotReports& reports, Window& window);

    /// Collects events, and sends a batch when it is full or BATCH_AGE has passed. Waits while the
    /// window has no room.
    /// @throws Stopped when the lease's stop flag is raised, TooManyEvents
    void take(std::vector<common::Event> events) override;
    /// Sends what is collected. The attempt's first batch is sent even if it is empty.
    /// @throws Stopped
    void flush() override;

    /// Sends the last batch: the remaining events and `end`, whose count and digest are set here
    /// and whose error is cut to ERROR_BYTES_MAX. Nothing may be called afterwards.
    /// @throws Stopped when the stop flag is raised while this waits for room. Then `end` was not
    /// sent, and give_back() may be called.
    void end(common::End end, LeaseOver over);
    /// Gives the attempt and its lease back. @param opening the portfolio that the day started
    /// from, which the end of an attempt states. Discards the events that are not sent, and does
    /// not wait for room.
    void give_back(const common::Close& opening);

private:
    /// A batch, with the running digest and count of events at its end.
    struct Encoded {
        std::string frame;
        std::string digest;
        std::int64_t events = 0;
    };

    /// The next batch, of the collected events and `end`.
    [[nodiscard]] Encoded encoded(std::optional<common::End> end) const;
    /// Takes room in the window. This wait is not counted as the agent's own time (AgentClock).
    /// @throws Stopped
    void take_room(std::size_t bytes);
    /// Puts the batch into reports_, and begins to collect the next one.
    void hand_over(Encoded batch, bool day_over, LeaseOver over);
    void send_batch();

    SlotLease& lease_;
    SlotReports& reports_;
    Window& window_;
    const std::size_t day_;

    std::vector<common::Event> collected_;
    std::size_t collected_bytes_ = 0;  ///< of collected_, by estimate
    common::Instant last_batch_at_;
    std::int64_t number_ = 0;  ///< of the last batch handed over
    std::int64_t events_ = 0;  ///< in the batches handed over
    std::string digest_;       ///< over the events of those batches
};

/// Puts a report. CHECKs that there is room: the window and one last report of each lease bound how
/// many reports can wait.
void put_report(SlotReports& reports, SlotReport report);

}  // namespace tradepit::worker
