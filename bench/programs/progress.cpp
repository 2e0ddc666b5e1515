#include "bench/programs/progress.h"

#include <cstdio>

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

constexpr common::Duration SHOW_EVERY = std::chrono::milliseconds(200);

double seconds(common::Duration span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

Progress::Progress() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::begin(const std::string& work) {
    check();
    work_ = work;
    began_ = shown_ = common::steady_now();
    fmt::print(stderr, "{}bench: {}{}", terminal_ ? "\r\x1b[K" : "", work, terminal_ ? "" : "\n");
    std::fflush(stderr);
}

void Progress::show(std::size_t done, std::size_t total) {
    check();
    const auto now = common::steady_now();
    if (!terminal_ || now - shown_ < SHOW_EVERY || done == 0) return;
    shown_ = now;
    const auto left =
        seconds(now - began_) * static_cast<double>(total - done) / static_cast<double>(done);
    fmt::print(stderr, "\r\x1b[Kbench: {}: {} %, {:.0f} s left", work_, done * 100 / total, left);
    std::fflush(stderr);
}

void Progress::end() {
    if (terminal_) fmt::print(stderr, "\r\x1b[K");
}

void Progress::check() {
    if (signals_.taken() > 0) throw Interrupted();
}

}  // namespace tradepit::bench
