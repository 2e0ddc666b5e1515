#include "bench/programs/program.h"

#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <poll.h>

#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

constexpr std::chrono::seconds STOP_WITHIN{30};
constexpr std::chrono::milliseconds SIGNAL_POLL{100};  // how often to look for a stop signal
constexpr std::size_t LOG_TAIL_BYTES = 2'000;

common::ChildCommand command_of(const std::filesystem::path& executable,
                                const std::vector<std::string>& arguments,
                                const std::filesystem::path& log) {
    if (!std::filesystem::exists(executable))
        throw std::runtime_error("no program " + executable.string() + " (see --programs)");
    return {
        .executable = executable, .arguments = arguments, .log = log, .without_environment = {}};
}

}  // namespace

Program::Program(const std::filesystem::path& executable, const std::vector<std::string>& arguments,
                 std::filesystem::path log)
    : name_(executable.filename().string()),
      log_(std::move(log)),
      child_(command_of(executable, arguments, log_)) {}

void Program::fail(const std::string& what) const {
    std::ifstream file(log_);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.size() > LOG_TAIL_BYTES) text.erase(0, text.size() - LOG_TAIL_BYTES);
    throw std::runtime_error(name_ + " " + what + "; its log ends:\n" + text);
}

bool Program::ends_within(std::chrono::milliseconds span) const {
    pollfd ended{.fd = child_.descriptor(), .events = POLLIN, .revents = 0};
    return ::poll(&ended, 1, static_cast<int>(span.count())) == 1;
}

void Program::check_running() {
    if (child_.ended()) fail("ended");
}

void Program::stop() {
    check_running();
    child_.signal(SIGTERM);
    if (!ends_within(STOP_WITHIN)) fail("did not end within 30 s of SIGTERM");
    check_end();
}

void Program::await_end(std::chrono::milliseconds span, Progress& progress) {
    const auto deadline = common::steady_now() + span;
    while (!ends_within(SIGNAL_POLL)) {
        progress.check();
        if (common::steady_now() > deadline) fail("did not end in time");
    }
    check_end();
}

void Program::check_end() {
    const auto ended = child_.ended();
    if (!ended || ended->signal != 0 || ended->code != 0) fail("did not end in order");
}

}  // namespace tradepit::bench
