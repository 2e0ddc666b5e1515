#include "common/process/stop_signals.h"

#include <cerrno>
#include <csignal>
#include <system_error>

#include <sys/signalfd.h>
#include <unistd.h>

#include "common/check.h"

namespace tradepit::common {

StopSignals::StopSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    CHECK(pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0);
    CHECK(std::signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    descriptor_ = ::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
}

StopSignals::~StopSignals() { ::close(descriptor_); }

int StopSignals::taken() {
    signalfd_siginfo info;
    while (::read(descriptor_, &info, sizeof info) == sizeof info) ++taken_;
    return taken_;
}

}  // namespace tradepit::common
