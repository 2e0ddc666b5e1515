#include "cli/text_file.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/failures.h"
#include "common/process/descriptor.h"
#include "common/text/quoted.h"

namespace tradepit::cli {

namespace {

/// A descriptor that is readable while SIGTERM or SIGINT is pending. A program with StopSignals
/// blocks them, and takes them only in its loop.
common::Descriptor pending_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    const int number = ::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    if (number < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
    return common::Descriptor{number};
}

/// Waits until the descriptor is readable or at its end. @throws Stopped.
void wait_for(int descriptor) {
    const auto signals = pending_signals();
    std::array<pollfd, 2> polled{{{descriptor, POLLIN, 0}, {signals.number(), POLLIN, 0}}};
    ::poll(polled.data(), polled.size(), -1);
    if (polled[1].revents != 0) throw Stopped{};
}

}  // namespace

const char* kind_of_file(unsigned mode) {
    if (S_ISDIR(mode)) return "a folder";
    if (S_ISFIFO(mode)) return "a FIFO";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

std::string read_text(const std::filesystem::path& file, const std::string& what,
                      std::size_t bytes_max) {
    const auto refuse = [&](const std::string& reason) {
        throw UsageError(what + (what.empty() ? "" : " ") + file.string() + ": " + reason);
    };
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0) refuse(std::strerror(errno));
    if (S_ISDIR(found.st_mode) || S_ISSOCK(found.st_mode) || S_ISBLK(found.st_mode))
        refuse(std::string{"is "} + kind_of_file(found.st_mode) + ", not a file");
    // O_NONBLOCK: a FIFO without a writer must not keep the command for ever.
    const common::Descriptor opened{
        ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (opened.number() < 0) refuse(std::strerror(errno));
    std::string text;
    int reason = 0;
    while ((reason = common::read_all(opened.number(), bytes_max, text)) == EAGAIN)
        wait_for(opened.number());
    if (reason != 0) refuse(std::strerror(reason));
    if (text.size() <= bytes_max) return text;
    const auto limit = ", the limit is " + std::to_string(bytes_max);
    if (S_ISREG(found.st_mode)) refuse("has " + std::to_string(found.st_size) + " bytes" + limit);
    refuse("has more than " + std::to_string(bytes_max) + " bytes" + limit);
    return text;
}

}  // namespace tradepit::cli
