#include "worker/slots/window.h"

#include "common/check.h"

namespace tradepit::worker {

bool Window::take(std::size_t bytes, const StopFlag& stop) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return stop.raised() || fits(bytes); });
    if (stop.raised()) return false;
    taken_ += Room{1, bytes};
    return true;
}

bool Window::take_at_once(std::size_t bytes) {
    const std::lock_guard lock{mutex_};
    if (!fits(bytes)) return false;
    taken_ += Room{1, bytes};
    return true;
}

void Window::take_anyway(std::size_t bytes) {
    const std::lock_guard lock{mutex_};
    taken_ += Room{1, bytes};
}

void Window::give_back(const Room& room) {
    if (room.batches == 0) return;
    {
        const std::lock_guard lock{mutex_};
        CHECK(room.batches <= taken_.batches);
        CHECK(room.bytes <= taken_.bytes);
        taken_.batches -= room.batches;
        taken_.bytes -= room.bytes;
    }
    changed_.notify_all();
}

void Window::wake() {
    // While the lock is held, no slot is between looking at its flag and waiting, where it would
    // miss the notification.
    { const std::lock_guard lock{mutex_}; }
    changed_.notify_all();
}

Room Window::taken() const {
    const std::lock_guard lock{mutex_};
    return taken_;
}

bool Window::fits(std::size_t bytes) const {
    if (taken_.batches == 0) return true;
    return taken_.batches < limits_.batches && taken_.bytes + bytes <= limits_.bytes;
}

}  // namespace tradepit::worker
