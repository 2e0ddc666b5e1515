#include "cli/display/progress_line.h"

#include <unistd.h>

#include "cli/terminal.h"

namespace tradepit::cli {

namespace {

constexpr std::size_t BAR_WIDTH = 30;

}  // namespace

ProgressLine::ProgressLine(std::string label, std::FILE* out)
    : label_(std::move(label)), out_(out), terminal_(::isatty(::fileno(out)) == 1) {}

ProgressLine::~ProgressLine() {
    if (open_line_) std::fputc('\n', out_);
}

void ProgressLine::show(std::int64_t done, std::int64_t total, common::Instant now,
                        const Aside& aside) {
    const auto figures = progress_.seen(done, total, now);
    const bool stalled = stall_.seen(done, now);
    if (!terminal_ && !pace_.due(now)) return;
    auto text = aside.doing;
    if (stalled && !aside.waiting_for.empty())
        text += (text.empty() ? "waiting: " : ", waiting: ") + aside.waiting_for;
    print(figures, text);
}

void ProgressLine::finish(std::int64_t done, std::int64_t total, common::Instant now) {
    print(progress_.seen(done, total, now), "");
    if (open_line_) std::fputc('\n', out_);
    open_line_ = false;
}

void ProgressLine::print(const ProgressFigures& figures, const std::string& aside) {
    const auto text =
        terminal_text(label_ + " " + progress_text(figures, terminal_ ? BAR_WIDTH : 0) +
                      (aside.empty() ? "" : ", " + aside));
    if (terminal_)
        std::fprintf(out_, "\r\033[K%s", text.c_str());  // \033[K erases the old line
    else
        std::fprintf(out_, "%s\n", text.c_str());
    open_line_ = terminal_;
    std::fflush(out_);
}

}  // namespace tradepit::cli
