#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/check.h"

namespace tradepit::common {

/// Carries values of one type to one thread of the process, in the order in which they were put.
///
///   put(), close()              any thread, at any time
///   take(), wait(), descriptor() the one thread that receives
///
/// At most `limit` values wait in it. When it is full, put() refuses the value, and its caller has
/// to tell its own client. A receiver that polls several descriptors polls descriptor(), too; any
/// other receiver calls wait().
template <class Value>
class Mailbox {
public:
    /// @throws std::system_error when no descriptor is left.
    explicit Mailbox(std::size_t limit) : limit_{limit}, event_{::eventfd(0, FLAGS)} {
        if (event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    ~Mailbox() { ::close(event_); }
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;

    enum class Put { taken, full, closed };

    /// `value` is moved from only when the result is `taken`.
    [[nodiscard]] Put put(Value&& value) {
        const std::lock_guard lock{mutex_};
        if (closed_) return Put::closed;
        if (values_.size() >= limit_) return Put::full;
        values_.push_back(std::move(value));
        if (values_.size() == 1) signal();
        return Put::taken;
    }

    /// From now on put() refuses. Values that wait are still received; after them wait() returns
    /// nothing.
    void close() {
        const std::lock_guard lock{mutex_};
        if (!std::exchange(closed_, true) && values_.empty()) signal();
    }

    /// The oldest value, without waiting.
    [[nodiscard]] std::optional<Value> take() {
        const std::lock_guard lock{mutex_};
        if (values_.empty()) return std::nullopt;
        std::optional<Value> value{std::move(values_.front())};
        values_.pop_front();
        if (values_.empty() && !closed_) unsignal();
        return value;
    }

    /// The oldest value, waiting for one if necessary; nothing once the mailbox is closed and
    /// empty.
    [[nodiscard]] std::optional<Value> wait() {
        while (true) {
            if (auto value = take()) return value;
            // A value may have been put between the two calls.
            if (is_closed()) return take();
            pollfd item{event_, POLLIN, 0};
            ::poll(&item, 1, -1);
        }
    }

    /// A descriptor that is readable while a value waits, and always after close(). It belongs to
    /// the mailbox.
    [[nodiscard]] int descriptor() const { return event_; }

private:
    static constexpr int FLAGS = EFD_CLOEXEC | EFD_NONBLOCK;

    [[nodiscard]] bool is_closed() {
        const std::lock_guard lock{mutex_};
        return closed_;
    }
    // Both are called under the lock: the descriptor is readable exactly while a value waits or the
    // mailbox is closed.
    void signal() {
        const std::uint64_t one = 1;
        CHECK(::write(event_, &one, sizeof one) == sizeof one);
    }
    void unsignal() {
        std::uint64_t count = 0;
        CHECK(::read(event_, &count, sizeof count) == sizeof count);
    }

    const std::size_t limit_;
    const int event_;  ///< an eventfd: the descriptor
    std::mutex mutex_;
    std::deque<Value> values_;  ///< guarded by mutex_
    bool closed_ = false;       ///< guarded by mutex_
};

}  // namespace tradepit::common
