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

/// What a batch is filled up to, by estimate; one larger event travels alone. Far below
/// FRAME_BYTES_MAX, because an End with both portfolios may ride along, and below WINDOW_BYTES_MAX,
/// so that many slots share the window.
inline constexpr std::size_t BATCH_BYTES_AIM = std::size_t{256} << 10;
/// Events that come this long after the last batch go out at once: a listener sees a day under way.
inline constexpr common::Instant BATCH_AGE = std::chrono::milliseconds{100};

/// An attempt with more than ATTEMPT_EVENTS_MAX events.
class TooManyEvents : public std::runtime_error {
public:
    TooManyEvents();
};

/// The output of one attempt, on its slot's thread: collects events, and hands them to the loop as
/// numbered, encoded batches with the running count and digest. Takes room in the window for each.
class Attempt : public common::EventSink {
public:
    enum class LeaseOver { no, yes };

    /// All of it outlives the attempt. `day` is an index into the lease's days.
    Attempt(SlotLease& lease, std::size_t day, SlotReports& reports, Window& window);

    /// @throws Stopped, TooManyEvents
    void take(std::vector<common::Event> events) override;
    /// Sends what there is, and in any case the attempt's first batch. @throws Stopped
    void flush() override;

    /// The last batch: what is left of the events, with `end`, whose count and digest are set here.
    /// Nothing is said afterwards. @throws Stopped while it waits for room; nothing was said then.
    void end(common::End end, LeaseOver over);
    /// Gives the attempt back, without its last events and without waiting, and with it the lease.
    void give_back(const common::Close& opening);

private:
    struct Encoded {
        std::string frame;
        std::string digest;
        std::int64_t events = 0;
    };

    [[nodiscard]] Encoded encoded(std::optional<common::End> end) const;
    void take_room(std::size_t bytes);
    void hand_over(Encoded batch, bool day_over, LeaseOver over);
    void send_batch();

    SlotLease& lease_;
    SlotReports& reports_;
    Window& window_;
    const std::size_t day_;

    std::vector<common::Event> collected_;
    std::size_t collected_bytes_ = 0;  ///< by estimate
    common::Instant last_batch_at_;
    std::int64_t number_ = 0;  ///< of the last batch handed over
    std::int64_t events_ = 0;  ///< in the batches handed over
    std::string digest_;       ///< over them
};

/// CHECKs that there is room: the window and one last report of each lease bound what is under way.
void put_report(SlotReports& reports, SlotReport report);

}  // namespace tradepit::worker
