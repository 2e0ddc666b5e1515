#include "cli/text_file.h"

#include <algorithm>
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

/// How much one read asks for at least.
constexpr std::size_t READ_BYTES_MIN = std::size_t{64} << 10;

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

/// Reads into `text` up to the end of the file, or one byte more than `bytes_max`. @return errno; 0
/// when all is read.
int read_all(int descriptor, std::size_t bytes_max, std::string& text) {
    while (text.size() <= bytes_max) {
        const auto before = text.size();
        text.resize(std::min(bytes_max + 1, std::max(before * 2, before + READ_BYTES_MIN)));
        const auto size = ::read(descriptor, text.data() + before, text.size() - before);
        const int reason = errno;
        text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        if (size == 0) return 0;
        if (size > 0 || reason == EINTR) continue;
        if (reason != EAGAIN) return reason;
        wait_for(descriptor);
    }
    return 0;
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
    if (const int reason = read_all(opened.number(), bytes_max, text); reason != 0)
        refuse(std::strerror(reason));
    if (text.size() <= bytes_max) return text;
    const auto limit = ", the limit is " + std::to_string(bytes_max);
    if (S_ISREG(found.st_mode)) refuse("has " + std::to_string(found.st_size) + " bytes" + limit);
    refuse("has more than " + std::to_string(bytes_max) + " bytes" + limit);
    return text;
}

}  // namespace tradepit::cli
