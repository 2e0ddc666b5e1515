#include "cli/chaos/chaos.h"

#include <algorithm>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "cli/display/views.h"
#include "cli/jobs/job_watch.h"
#include "common/process/clock.h"
#include "common/uuid.h"

namespace tradepit::cli {

using common::Duration;
using common::Instant;
using std::chrono::milliseconds;
using Json = nlohmann::ordered_json;

namespace {

/// The pause between two polls of an awaited condition.
constexpr Duration LOOK_AGAIN = milliseconds{3};
/// The time limit of one request to a program that may be down.
constexpr Duration ANSWER_WITHIN = milliseconds{100};

/// The time until which a condition has to hold: Chaos::PATIENCE from the construction.
class ConditionDeadline {
public:
    explicit ConditionDeadline(std::string condition)
        : condition_{std::move(condition)}, until_{common::steady_now() + Chaos::PATIENCE} {}
    /// @throws std::runtime_error, which names the condition, once the deadline has passed.
    void check() const {
        if (common::steady_now() >= until_)
            throw std::runtime_error(fmt::format(
                "not within {} s: {}",
                std::chrono::duration_cast<std::chrono::seconds>(Chaos::PATIENCE).count(),
                condition_));
    }

private:
    std::string condition_;
    Instant until_;
};

/// The workers that hold leases. A lease that a new broker found in the database counts for no
/// worker until its worker sends a heartbeat.
std::vector<std::string> busy_workers(const common::BrokerState& state) {
    std::vector<std::string> busy;
    for (const auto& worker : state.workers)
        if (worker.leases > 0) busy.push_back(worker.worker.value());
    return busy;
}

/// Whether a message that came `silent_ms` ago came after `since`. A millisecond is added because
/// the broker rounds the time down.
bool heard_after(std::int64_t silent_ms, Instant since) {
    return common::steady_now() - milliseconds{silent_ms + 1} > since;
}

/// "SIGKILL to broker"
std::string strike_text(const Strike& strike, const std::string& name) {
    return (strike.signal == SignalKind::kill ? "SIGKILL to " : "SIGSTOP to ") + name;
}

}  // namespace

Chaos::Chaos(OwnPipeline& own, const PipelineSettings& settings, nlohmann::json job)
    : own_(own),
      settings_(settings),
      job_(std::move(job)),
      broker_(own.context(), settings.common.endpoints.control, own.pipeline().watched()),
      names_{"writer", "broker", "query"} {
    for (int number = 1; number <= settings.workers; ++number)
        names_.push_back("worker-" + std::to_string(number));
}

ChaosReport Chaos::run(const ChaosPlan& plan) {
    const auto began = common::steady_now();
    ChaosReport report{.seed = plan.seed, .undisturbed = {}, .disturbed = {}};
    const auto undisturbed = own_.run(job_).at("job_id").get<std::string>();
    const int starts_before = starts();
    const auto strikes = plan.strikes();
    const auto total = static_cast<std::int64_t>(strikes.size());
    ProgressLine line{"strikes"};
    submit();
    int kills = 0;
    for (std::int64_t done = 0; done < total; ++done) {
        const Strike& next = strikes[static_cast<std::size_t>(done)];
        const auto note = strike_text(next, std::string{to_string(next.role)});
        line.show(done, total, common::steady_now(), {.doing = note, .waiting_for = {}});
        strike(next, report);
        kills += next.signal == SignalKind::kill ? 1 : 0;
    }
    line.finish(total, total, common::steady_now());
    await_last_job();

    report.undisturbed = outcome_of(undisturbed);
    for (const auto& job : jobs_) report.disturbed.push_back(outcome_of(job));
    // A program starts again after every end, and each kill accounts for one of them.
    report.unexpected_exits = starts() - starts_before - kills;
    report.sound = parse_answer(own_.connection().get("/check")).value("sound", false);
    report.elapsed = common::steady_now() - began;
    return report;
}

void Chaos::submit() {
    const auto answer = own_.connection().submit(job_, common::new_uuid());
    jobs_.push_back(answer.at("job_id").get<std::string>());
}

void Chaos::pause(Duration length) {
    own_.connection().channel().serve_until(common::steady_now() + length);
}

int Chaos::starts() const {
    int starts = 0;
    for (const auto& name : names_) starts += own_.pipeline().supervisor().state_of(name).starts;
    return starts;
}

common::BrokerState Chaos::await_leases() {
    const ConditionDeadline deadline{"a lease of job " + jobs_.back()};
    while (true) {
        auto state = broker_.ask(common::steady_now() + ANSWER_WITHIN);
        if (state && state->live && state->leased > 0 && !busy_workers(*state).empty())
            return *std::move(state);
        deadline.check();
        if (state && state->live && state->leased == 0 && state->ready == 0) submit_if_last_ended();
        pause(LOOK_AGAIN);
    }
}

void Chaos::submit_if_last_ended() {
    const auto status =
        parse_answer(own_.connection().get("/simulate/status/" + jobs_.back(), {{"limit", "1"}}));
    if (has_ended(status)) submit();
}

void Chaos::strike(const Strike& strike, ChaosReport& report) {
    pause(strike.wait);
    const auto state = await_leases();
    const auto busy = busy_workers(state);
    const auto name = strike.role == Role::worker ? busy[strike.pick % busy.size()]
                                                  : std::string{to_string(strike.role)};
    hit(name, strike);
    // The supervisor has not noticed a kill yet, so `started` is still that of the killed process.
    const auto since = strike.signal == SignalKind::kill
                           ? own_.pipeline().supervisor().state_of(name).started
                           : common::steady_now();
    const auto struck = common::steady_now();
    await_return(name, strike, state.epoch, since);
    const auto took = common::steady_now() - struck;
    auto& role = report.roles[static_cast<std::size_t>(strike.role)];
    ++(strike.signal == SignalKind::kill ? role.kills : role.stops);
    role.recovery_total += took;
    role.recovery_longest = std::max(role.recovery_longest, took);
}

void Chaos::hit(const std::string& name, const Strike& strike) {
    auto& programs = own_.pipeline().supervisor();
    if (strike.signal == SignalKind::kill) return programs.signal(name, SIGKILL);
    /// Continues the program also when the pause ends with an exception: a stopped program could
    /// not drain, and the end of the pipeline would wait for it.
    struct Paused {
        const Supervisor& programs;
        const std::string& name;
        ~Paused() { programs.signal(name, SIGCONT); }
    };
    programs.signal(name, SIGSTOP);
    const Paused paused{programs, name};
    pause(strike.length);
}

void Chaos::await_return(const std::string& name, const Strike& strike, std::int64_t epoch,
                         Instant since) {
    auto& programs = own_.pipeline().supervisor();
    const ConditionDeadline deadline{name + " serves again"};
    const auto started_again = [&] { return programs.state_of(name).started > since; };
    while (strike.signal == SignalKind::kill && !started_again()) {
        deadline.check();
        pause(LOOK_AGAIN);
    }
    if (strike.signal == SignalKind::kill) since = programs.state_of(name).started;
    while (!serves(name, strike, epoch, since)) {
        deadline.check();
        pause(LOOK_AGAIN);
    }
}

bool Chaos::serves(const std::string& name, const Strike& strike, std::int64_t epoch,
                   Instant since) {
    const auto deadline = common::steady_now() + ANSWER_WITHIN;
    if (strike.role == Role::query) {
        // A new connection is needed: one that lost its peer reconnects only after an interval.
        Channel channel{own_.context(), settings_.common.endpoints.lookup,
                        own_.pipeline().watched()};
        return Client{channel}.ask_until({.path = "/markets"}, deadline).has_value();
    }
    const auto state = broker_.ask(deadline);
    if (!state || !state->live) return false;
    if (strike.role == Role::broker)
        return strike.signal == SignalKind::kill ? state->epoch > epoch : state->epoch == epoch;
    if (strike.role == Role::writer) return heard_after(state->writer_silent_ms, since);
    return std::any_of(state->workers.begin(), state->workers.end(), [&](const auto& worker) {
        return worker.worker.value() == name && heard_after(worker.silent_ms, since);
    });
}

void Chaos::await_last_job() {
    ProgressLine line{"last job"};
    auto& connection = own_.connection();
    const auto condition = "progress of job " + jobs_.back();
    auto deadline = std::make_unique<ConditionDeadline>(condition);
    auto last = Json::object();
    await_job(connection.client(), connection.channel(), jobs_.back(), [&](const Json& status) {
        show_progress(line, status);
        const auto& progress = status.at("progress");
        if (progress.value("completed", 0) != last.value("completed", -1))
            deadline = std::make_unique<ConditionDeadline>(condition);
        deadline->check();
        last = progress;
    });
}

ChaosJob Chaos::outcome_of(const std::string& job) {
    auto& connection = own_.connection();
    const auto counts = parse_answer(connection.get("/jobs/" + job + "/attempts"));
    const auto digest = parse_answer(connection.get("/jobs/" + job + "/digest"));
    const auto& states = counts.at("states");
    return {.id = job,
            .status = counts.at("status"),
            .digest = digest.at("digest"),
            .model_days = counts.at("model_days"),
            .completed = counts.at("completed"),
            .attempts = counts.at("attempts"),
            .days_repeated = counts.at("repeated"),
            .max_attempts_of_a_day = counts.at("max_attempts_of_a_day"),
            .superseded = states.at("superseded"),
            .refused = states.at("refused"),
            .late_events = counts.at("late_events"),
            .lost = counts.at("lost"),
            .completed_twice = counts.at("completed_twice")};
}

}  // namespace tradepit::cli
