#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "common/limits.h"
#include "worker/agents/stop_flag.h"
#include "worker/slots/outbox.h"

namespace tradepit::worker {

/// The room for unacknowledged batches, which all slots of a worker share. A slot takes room before
/// it hands a batch over, and waits while there is none. The loop gives the room back when the
/// batches are acknowledged or forgotten.
class Window {
public:
    struct Limits {
        std::size_t batches = common::WINDOW_BATCHES_MAX;
        std::size_t bytes = common::WINDOW_BYTES_MAX;
    };

    explicit Window(Limits limits) : limits_{limits} {}

    /// Takes room for one batch, and waits until there is some. A batch larger than the whole
    /// window gets room when nothing else has any. For slot threads.
    /// @return false, and nothing is taken, when `stop` is raised first.
    [[nodiscard]] bool take(std::size_t bytes, const StopFlag& stop);
    /// The same without waiting. @return false when there is no room.
    [[nodiscard]] bool take_at_once(std::size_t bytes);
    /// Takes room even beyond the limits: for the one batch that gives an attempt back.
    void take_anyway(std::size_t bytes);
    /// Gives room back, and wakes the slots that wait for it. CHECKs that it was taken.
    void give_back(const Room& room);
    /// Makes every slot that waits look at its stop flag again. Call it after raising one.
    void wake();

    /// What is taken now. Any thread.
    [[nodiscard]] Room taken() const;

private:
    [[nodiscard]] bool fits(std::size_t bytes) const;

    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Room taken_;  ///< protected by mutex_
};

}  // namespace tradepit::worker
