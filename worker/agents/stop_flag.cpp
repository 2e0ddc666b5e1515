#include "worker/agents/stop_flag.h"

#include <cerrno>
#include <cstdint>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/check.h"
#include "common/process/clock.h"

namespace tradepit::worker {

StopFlag::StopFlag() : descriptor_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

StopFlag::~StopFlag() { ::close(descriptor_); }

void StopFlag::raise() {
    if (raised_.exchange(true, std::memory_order_acq_rel)) return;
    const std::uint64_t one = 1;
    CHECK(::write(descriptor_, &one, sizeof one) == sizeof one);
}

bool StopFlag::wait_for(std::chrono::microseconds duration) const {
    const common::Instant until = common::steady_now() + duration;
    while (!raised()) {
        const auto left = until - common::steady_now();
        if (left <= left.zero()) break;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec timeout{.tv_sec = seconds.count(),
                               .tv_nsec = std::chrono::nanoseconds{left - seconds}.count()};
        pollfd waited{.fd = descriptor_, .events = POLLIN, .revents = 0};
        // A signal may end the wait early; the loop then looks at flag and clock again.
        CHECK(::ppoll(&waited, 1, &timeout, nullptr) >= 0 || errno == EINTR);
    }
    return raised();
}

}  // namespace tradepit::worker
