#include "worker/slots/lease_run.h"

#include <cerrno>
#include <cstring>
#include <type_traits>

#include "common/check.h"
#include "common/market/market_rules_json.h"
#include "common/process/clock.h"

namespace tradepit::worker {

using common::End;
using common::Ending;

LeaseRun::LeaseRun(SlotLease& lease, const Runner& runner, Window& window, zmq::socket_t& loop)
    : lease_{lease},
      runner_{runner},
      window_{window},
      loop_{loop},
      rules_{common::parse_rules(lease.assign.task.rules)},
      opening_{lease.assign.opening} {}

void LeaseRun::run() {
    const auto days = static_cast<std::uint32_t>(lease_.assign.days.size());
    for (std::uint32_t day = 0; day < days; ++day)
        if (run_day(day) == Next::lease_over) return;
}

LeaseRun::Next LeaseRun::run_day(std::uint32_t day) {
    Attempt attempt{lease_, day, loop_, window_};
    try {
        if (lease_.wish.load() != Wish::run) throw Stopped{};
        lease_.agent.reset();
        End end = outcome(day, attempt);
        end.agent_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                           lease_.agent.total(common::steady_now()))
                           .count();
        const bool goes_on =
            day + 1 < lease_.assign.days.size() &&
            (end.ending == Ending::completed || end.ending == Ending::failed_permanent);
        common::Close next_opening = end.ending == Ending::completed ? end.close : opening_;
        attempt.end(std::move(end), goes_on ? Attempt::LeaseOver::no : Attempt::LeaseOver::yes);
        opening_ = std::move(next_opening);
        return goes_on ? Next::day : Next::lease_over;
    } catch (const Stopped&) {
        if (lease_.wish.load() == Wish::forget)
            send_report(loop_, {}, {.lease = lease_.number, .day = day, .lease_over = true});
        else
            attempt.give_back(opening_);
        return Next::lease_over;
    }
}

End LeaseRun::outcome(std::uint32_t day, Attempt& attempt) {
    if (const auto* fault = std::get_if<std::string>(&rules_))
        return not_completed(Ending::failed_permanent, opening_, "the market's rules: " + *fault);
    if (lease_.assign.days[day].attempt > 1) {
        attempt.flush();
        wait_for_start(day);
    }
    try {
        return run_agent(day, attempt);
    } catch (const Stopped&) {
        throw;
    } catch (const TooManyEvents& limit) {
        return not_completed(Ending::failed_permanent, opening_, limit.what());
    } catch (const std::exception& error) {
        return not_completed(Ending::failed_transient, opening_, error.what());
    }
}

End LeaseRun::run_agent(std::uint32_t day, Attempt& attempt) {
    struct Running {
        AgentClock& clock;
        explicit Running(AgentClock& its) : clock{its} { clock.start(common::steady_now()); }
        ~Running() { clock.pause(common::steady_now()); }
    };
    const common::DayInput input{.task = lease_.assign.task,
                                 .rules = std::get<common::MarketRules>(rules_),
                                 .prices = *lease_.prices,
                                 .opening = opening_,
                                 .day = lease_.assign.days[day]};
    const Running running{lease_.agent};
    return runner_(input, attempt, {.clock = lease_.agent, .stop = lease_.stop});
}

void LeaseRun::wait_for_start(std::uint32_t day) {
    while (true) {
        if (lease_.stop.raised()) throw Stopped{};
        const SlotOrder order = receive_order(loop_);
        CHECK(order.kind != SlotOrder::Kind::run);
        CHECK(order.kind != SlotOrder::Kind::end);
        if (order.kind == SlotOrder::Kind::start_acknowledged && order.lease == lease_.number &&
            order.day == day)
            return;
    }
}

SlotOrder receive_order(zmq::socket_t& from_loop) {
    zmq::message_t frame;
    int received = -1;
    do {
        received = zmq_msg_recv(frame.handle(), from_loop.handle(), 0);
    } while (received < 0 && zmq_errno() == EINTR);  // a process that was stopped and goes on
    CHECK(received >= 0);
    static_assert(std::is_trivially_copyable_v<SlotOrder>);
    SlotOrder order;
    CHECK(frame.size() == sizeof order);
    std::memcpy(&order, frame.data(), sizeof order);
    return order;
}

void send_order(zmq::socket_t& to_slot, const SlotOrder& order) {
    to_slot.send(zmq::buffer(&order, sizeof order), zmq::send_flags::none);
}

}  // namespace tradepit::worker
