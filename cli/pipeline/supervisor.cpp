#include "cli/pipeline/supervisor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <set>
#include <system_error>
#include <utility>

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "common/check.h"
#include "common/process/clock.h"
#include "common/process/exit_codes.h"
#include "common/process/settings.h"

namespace tradepit::cli {

using common::Duration;
using common::Instant;

namespace {

/// Makes the epoll descriptor readable whenever `descriptor` is.
void watch(int epoll, int descriptor) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

/// The limit of Kept::last_lines.
constexpr std::size_t LAST_LINES_BYTES_MAX = 2'000;

/// Whether a program that ended so is not to be started again. A set-up that it refuses at its
/// first start is wrong. Later on it may be a file that somebody is mending.
bool is_end_for_good(common::ProcessEnd ended, int starts) {
    if (ended.signal != 0) return false;
    return common::restart_cannot_help(ended.code) ||
           (ended.code == common::EXIT_USAGE && starts == 1);
}

/// @throws std::system_error with `what` when a system call returned no descriptor.
common::Descriptor checked(int number, const char* what) {
    if (number < 0) throw std::system_error(errno, std::generic_category(), what);
    return common::Descriptor{number};
}

}  // namespace

Supervisor::Supervisor(RunFolder& folder, std::vector<Program> programs)
    : folder_(folder),
      output_(STDERR_FILENO),
      epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      timer_(checked(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
                     "timerfd_create")) {
    watch(epoll_.number(), timer_.number());
    kept_.reserve(programs.size());
    for (auto& program : programs) {
        auto& kept = kept_.emplace_back();
        kept.program = std::move(program);
        start(kept);
    }
    set_timer();
}

Supervisor::~Supervisor() {
    for (auto& kept : kept_) folder_.remove_pid(kept.program.name);
}

void Supervisor::start(Kept& kept) {
    kept.due.reset();
    kept.started = common::steady_now();
    ++kept.starts;
    kept.policy.started(kept.started);
    kept.child = std::make_unique<common::Child>(kept.program.command);
    watch(epoll_.number(), kept.child->descriptor());
    if (kept.child->output() >= 0) watch(epoll_.number(), kept.child->output());
    folder_.write_pid(kept.program.name, kept.child->pid());
    spdlog::debug("{} runs as process {}", kept.program.name, kept.child->pid());
}

void Supervisor::start_again(Kept& kept) {
    try {
        start(kept);
    } catch (const std::system_error& error) {
        kept.child.reset();
        kept.due = kept.policy.died(common::steady_now());
        spdlog::error("{} cannot be started, and is tried again: {}", kept.program.name,
                      error.what());
    }
}

const Supervisor::Kept& Supervisor::named(const std::string& name) const {
    const auto found = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const Kept& kept) { return kept.program.name == name; });
    CHECK(found != kept_.end());
    return *found;
}

Supervisor::ProgramState Supervisor::state_of(const std::string& name) const {
    const Kept& kept = named(name);
    return {.pid = kept.child ? std::optional{kept.child->pid()} : std::nullopt,
            .started = kept.started,
            .starts = kept.starts};
}

void Supervisor::signal(const std::string& name, int number) const {
    if (const Kept& kept = named(name); kept.child) kept.child->signal(number);
}

void Supervisor::pass_on_output(Kept& kept) {
    if (!kept.child || kept.child->output() < 0) return;
    std::array<char, 4'096> buffer{};
    while (true) {
        const auto size = ::read(kept.child->output(), buffer.data(), buffer.size());
        if (size <= 0) break;
        kept.line.append(buffer.data(), static_cast<std::size_t>(size));
        const auto whole = kept.line.rfind('\n') + 1;  // npos + 1 is 0: no whole line
        output_.add(std::string_view{kept.line}.substr(0, whole));
        kept.last_lines.append(kept.line, 0, whole);
        kept.line.erase(0, whole);
        if (kept.last_lines.size() <= LAST_LINES_BYTES_MAX) continue;
        // Whole lines are dropped from the front.
        const auto cut = kept.last_lines.find('\n', kept.last_lines.size() - LAST_LINES_BYTES_MAX);
        kept.last_lines.erase(0, std::min(cut, kept.last_lines.size() - 1) + 1);
    }
}

void Supervisor::note_death(Kept& kept, common::ProcessEnd ended) {
    const auto pid = kept.child->pid();
    pass_on_output(kept);
    if (!kept.line.empty()) {
        kept.line += '\n';
        output_.add(kept.line);
        kept.last_lines += std::exchange(kept.line, {});
    }
    kept.child.reset();
    kept.last_end = ended;
    folder_.remove_pid(kept.program.name);
    if (kept.ending) return;
    if (is_end_for_good(ended, kept.starts)) {
        spdlog::critical("{} (process {}) {}: starting it again does not help", kept.program.name,
                         pid, ended.text());
        kept.ending = true;
        kept.has_ended_for_good = true;
        return;
    }
    const auto now = common::steady_now();
    if (ended.signal == 0 && ended.code == common::EXIT_NAME_TAKEN) {
        kept.due = now + NAME_TAKEN_BACKOFF;
        spdlog::warn("{} (process {}): its name is taken; starting it again in {} s",
                     kept.program.name, pid,
                     std::chrono::duration_cast<std::chrono::seconds>(NAME_TAKEN_BACKOFF).count());
        return;
    }
    kept.due = kept.policy.died(now);
    spdlog::warn("{} (process {}) {}; starting it again", kept.program.name, pid, ended.text());
}

void Supervisor::turn() {
    std::uint64_t expirations = 0;
    // The timer has nothing to read when another descriptor ended the wait.
    static_cast<void>(::read(timer_.number(), &expirations, sizeof expirations) == 0);
    for (auto& kept : kept_) {
        if (!kept.child) continue;
        pass_on_output(kept);
        if (const auto ended = kept.child->ended()) note_death(kept, *ended);
    }
    const auto now = common::steady_now();
    for (auto& kept : kept_)
        if (kept.due && *kept.due <= now) start_again(kept);
    folder_.keep(now);
    output_.flush();
    set_timer();
}

void Supervisor::set_timer() {
    const auto now = common::steady_now();
    Instant next = now + RunFolder::KEEP_EVERY;
    for (const auto& kept : kept_)
        if (kept.due) next = std::min(next, *kept.due);
    itimerspec spec{};
    const auto left = std::max(next - now, Duration{1});  // 0 stops a timer
    spec.it_value.tv_sec = left.count() / 1'000'000;
    spec.it_value.tv_nsec = left.count() % 1'000'000 * 1'000;
    ::timerfd_settime(timer_.number(), 0, &spec, nullptr);
}

std::optional<Supervisor::FailedProgram> Supervisor::crash_looping(int deaths) const {
    for (const auto& kept : kept_)
        if (kept.last_end && kept.policy.deaths() >= deaths)
            return FailedProgram{kept.program.name, *kept.last_end, kept.last_lines};
    return std::nullopt;
}

std::optional<Supervisor::FailedProgram> Supervisor::ended_for_good() const {
    for (const auto& kept : kept_)
        if (kept.has_ended_for_good)
            return FailedProgram{kept.program.name, *kept.last_end, kept.last_lines};
    return std::nullopt;
}

bool Supervisor::any_runs(int stage) const {
    return std::any_of(kept_.begin(), kept_.end(),
                       [&](const Kept& kept) { return kept.program.stage == stage && kept.child; });
}

bool Supervisor::stop(Duration patience, common::StopSignals& signals) {
    std::set<int> stages;
    for (const auto& kept : kept_) stages.insert(kept.program.stage);
    bool clean = true;
    // Counted before any program gets SIGTERM, so that every later stop signal is a further one.
    const int signals_before = signals.taken();
    for (const int stage : stages) clean = drain(stage, patience, signals, signals_before) && clean;
    return clean;
}

bool Supervisor::drain(int stage, Duration patience, common::StopSignals& signals,
                       int signals_before) {
    for (auto& kept : kept_) {
        if (kept.program.stage != stage) continue;
        kept.ending = true;
        kept.due.reset();
        if (kept.child) kept.child->signal(SIGTERM);
    }
    if (wait_for_end(stage, common::steady_now() + patience, signals, signals_before)) {
        return std::all_of(kept_.begin(), kept_.end(), [&](const Kept& kept) {
            return kept.program.stage != stage || !kept.last_end ||
                   (kept.last_end->code == 0 && kept.last_end->signal == 0);
        });
    }
    kill_stage(stage);
    return false;
}

bool Supervisor::wait_for_end(int stage, Instant deadline, common::StopSignals& signals,
                              int signals_before) {
    turn();
    while (any_runs(stage)) {
        const auto left = deadline - common::steady_now();
        if (left <= Duration{0}) {
            spdlog::warn("not drained in time; killing what still runs");
            return false;
        }
        std::array<pollfd, 2> polled{
            {{epoll_.number(), POLLIN, 0}, {signals.descriptor(), POLLIN, 0}}};
        ::poll(polled.data(), polled.size(), static_cast<int>(left.count() / 1'000 + 1));
        if (signals.taken() > signals_before) {
            spdlog::warn("a stop signal came while the programs were ending: killing all of them");
            for (auto& kept : kept_) kept.ending = true, kept.due.reset();
            for (auto& kept : kept_) kill_stage(kept.program.stage);
            return false;
        }
        turn();
    }
    return true;
}

void Supervisor::kill_stage(int stage) {
    for (auto& kept : kept_) {
        if (kept.program.stage != stage || !kept.child) continue;
        spdlog::warn("{} (process {}) is killed", kept.program.name, kept.child->pid());
        pass_on_output(kept);
        kept.last_end = common::ProcessEnd{.signal = SIGKILL};
        kept.child.reset();
        folder_.remove_pid(kept.program.name);
    }
}

}  // namespace tradepit::cli
