#include "worker/slots/slot.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "common/check.h"
#include "common/market/market_rules_json.h"
#include "common/process/clock.h"
#include "worker/agents/model_day.h"
#include "worker/slots/attempt.h"

namespace tradepit::worker {

using common::End;
using common::Ending;

namespace {

/// Far more commands than can wait for one lease: the lease itself, a StartAcknowledged for each of
/// its LEASE_DAYS_MAX days, and two LookAtStop. Those that earlier leases left are taken out before
/// the lease starts.
constexpr std::size_t COMMANDS_MAX = 1'000;

/// Runs one lease on its slot's thread, one day after the other. Each day opens with the close of
/// the last completed one. A transient failure ends the lease, and so does a request to stop.
class LeaseRun {
public:
    LeaseRun(SlotLease& lease, const Runner& runner, Window& window, SlotCommands& commands,
             SlotReports& reports)
        : lease_{lease},
          runner_{runner},
          window_{window},
          commands_{commands},
          reports_{reports},
          rules_{common::parse_rules(lease.assign.terms.rules)},
          opening_{lease.assign.opening} {}

    /// Runs the lease to its end. Its last report says lease_over.
    void run() {
        for (std::size_t day = 0; day < lease_.assign.days.size(); ++day)
            if (run_day(day) == Next::lease_over) return;
    }

private:
    enum class Next { day, lease_over };

    Next run_day(std::size_t day);
    /// Runs the day. It fails without its agent where the market's rules are invalid. A second or
    /// later attempt first waits until its start is committed. @return how the day ended.
    /// @throws Stopped
    End outcome(std::size_t day, Attempt& attempt);
    /// @throws Stopped, TooManyEvents and what the agent throws.
    End run_agent(std::size_t day, Attempt& attempt);
    /// Waits until the attempt's first batch is committed. @throws Stopped
    void wait_for_start(std::size_t day);

    SlotLease& lease_;
    const Runner& runner_;
    Window& window_;
    SlotCommands& commands_;
    SlotReports& reports_;
    /// The market's rules, or what is wrong with them.
    const std::variant<common::MarketRules, std::string> rules_;
    common::Close opening_;
};

LeaseRun::Next LeaseRun::run_day(std::size_t day) {
    Attempt attempt{lease_, day, reports_, window_};
    try {
        if (lease_.stop_request.load() != StopRequest::none) throw Stopped{};
        lease_.agent_clock.reset();
        End end = outcome(day, attempt);
        end.agent_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                           lease_.agent_clock.total(common::steady_now()))
                           .count();
        const bool lease_goes_on =
            day + 1 < lease_.assign.days.size() &&
            (end.ending == Ending::completed || end.ending == Ending::failed_permanent);
        common::Close next_opening = end.ending == Ending::completed ? end.close : opening_;
        attempt.end(std::move(end),
                    lease_goes_on ? Attempt::LeaseOver::no : Attempt::LeaseOver::yes);
        opening_ = std::move(next_opening);
        return lease_goes_on ? Next::day : Next::lease_over;
    } catch (const Stopped&) {
        if (lease_.stop_request.load() == StopRequest::forget)
            put_report(reports_,
                       {.lease = lease_.number, .day = day, .batch = {}, .lease_over = true});
        else
            attempt.give_back(opening_);
        return Next::lease_over;
    }
}

End LeaseRun::outcome(std::size_t day, Attempt& attempt) {
    if (const auto* fault = std::get_if<std::string>(&rules_))
        return end_without_completion(Ending::failed_permanent, opening_,
                                      "the market's rules: " + *fault);
    // A day that is tried again may have killed its worker before. The start of this attempt is
    // committed first, so that the attempt counts against max_attempts whatever becomes of the
    // worker.
    if (lease_.assign.days[day].attempt > 1) {
        attempt.flush();
        wait_for_start(day);
    }
    try {
        return run_agent(day, attempt);
    } catch (const Stopped&) {
        throw;
    } catch (const TooManyEvents& limit) {
        return end_without_completion(Ending::failed_permanent, opening_, limit.what());
    } catch (const std::exception& error) {
        return end_without_completion(Ending::failed_transient, opening_, error.what());
    }
}

End LeaseRun::run_agent(std::size_t day, Attempt& attempt) {
    // Runs the agent's clock in this scope, also when the agent throws.
    struct Running {
        AgentClock& clock;
        explicit Running(AgentClock& agent_clock) : clock{agent_clock} {
            clock.start(common::steady_now());
        }
        ~Running() { clock.pause(common::steady_now()); }
    };
    const common::DayInput input{.terms = lease_.assign.terms,
                                 .rules = std::get<common::MarketRules>(rules_),
                                 .prices = *lease_.prices,
                                 .opening = opening_,
                                 .day = lease_.assign.days[day],
                                 .now = common::steady_now};
    const Running running{lease_.agent_clock};
    return runner_(input, attempt, {.clock = lease_.agent_clock, .stop = lease_.stop});
}

void LeaseRun::wait_for_start(std::size_t day) {
    while (true) {
        if (lease_.stop.raised()) throw Stopped{};
        const auto command = commands_.wait();
        CHECK(command);  // the stop flag is raised before the commands are closed
        const auto* start = std::get_if<StartAcknowledged>(&*command);
        if (start != nullptr && start->lease == lease_.number && start->day == day) return;
    }
}

}  // namespace

Slot::Slot(SlotReports& reports, const Runner& runner, Window& window)
    : reports_{reports}, runner_{runner}, window_{window}, commands_{COMMANDS_MAX}, thread_{[this] {
          run_leases();
      }} {}

Slot::~Slot() {
    ask(StopRequest::forget);
    commands_.close();
    thread_.join();
}

void Slot::run(std::shared_ptr<SlotLease> lease) {
    CHECK(free());
    lease_ = lease;
    command(std::move(lease));
}

void Slot::start_acknowledged(LeaseNumber lease, std::size_t day) {
    command(StartAcknowledged{.lease = lease, .day = day});
}

void Slot::ask(StopRequest request) {
    if (free() || request <= lease_->stop_request.load()) return;
    lease_->stop_request.store(request);
    if (request < StopRequest::give_back) return;
    lease_->stop.raise();
    window_.wake();
    command(LookAtStop{});
}

void Slot::lease_ended() { lease_.reset(); }

void Slot::command(SlotCommand command) {
    CHECK(commands_.put(std::move(command)) == SlotCommands::Put::taken);
}

void Slot::run_leases() {
    while (auto command = commands_.wait())
        if (const auto* lease = std::get_if<std::shared_ptr<SlotLease>>(&*command))
            LeaseRun{**lease, runner_, window_, commands_, reports_}.run();
}

}  // namespace tradepit::worker
