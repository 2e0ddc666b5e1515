#include "cli/pipeline/log_output.h"

#include <algorithm>
#include <climits>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tradepit::cli {

namespace {

/// Opens a terminal or a pipe again, as non-blocking. @return -1 for any other file, and where it
/// cannot be opened.
int opened_again(int descriptor) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return -1;
    if (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode)) return -1;
    const auto path = "/proc/self/fd/" + std::to_string(descriptor);
    return ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

bool takes_more(int descriptor) {
    pollfd polled{descriptor, POLLOUT, 0};
    return ::poll(&polled, 1, 0) == 1 && (polled.revents & POLLOUT) != 0;
}

}  // namespace

LogOutput::LogOutput(int descriptor) : descriptor_{descriptor}, own_{opened_again(descriptor)} {}

void LogOutput::add(std::string_view lines) {
    flush();
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size() - 1) + 1;
        // After a dropped line all are dropped until flush() has told so: none goes missing between
        // two others in silence.
        if (dropped_ > 0 || kept_.size() + end > KEPT_BYTES_MAX)
            ++dropped_;
        else
            kept_.append(lines, 0, end);
        lines.remove_prefix(end);
    }
    flush();
}

void LogOutput::flush() {
    write();
    if (dropped_ == 0 || !kept_.empty()) return;
    kept_ =
        "(" + std::to_string(dropped_) + " lines were dropped: standard error did not take them)\n";
    dropped_ = 0;
    write();
}

void LogOutput::write() {
    std::size_t written = 0;
    while (written < kept_.size()) {
        const bool blocks = own_.number() < 0;
        if (blocks && !takes_more(descriptor_)) break;
        // A pipe that takes anything takes PIPE_BUF bytes.
        const auto size = std::min<std::size_t>(kept_.size() - written, PIPE_BUF);
        const auto count =
            ::write(blocks ? descriptor_ : own_.number(), kept_.data() + written, size);
        if (count <= 0) break;
        written += static_cast<std::size_t>(count);
    }
    kept_.erase(0, written);
}

}  // namespace tradepit::cli
