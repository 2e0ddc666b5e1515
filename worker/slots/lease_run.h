#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include <zmq.hpp>

#include "common/market/market_rules.h"
#include "worker/slots/slot.h"

namespace tradepit::worker {

/// What the loop tells a slot's thread, as a frame of these octets.
struct SlotOrder {
    enum class Kind : std::uint8_t {
        run,                 ///< a lease was handed over
        start_acknowledged,  ///< `lease` and `day` say of which attempt
        look,                ///< something was asked of the lease that runs
        end                  ///< the thread ends
    };
    Kind kind = Kind::look;
    LeaseNumber lease{};
    std::uint64_t day = 0;
};

/// Waits for the loop's next order.
SlotOrder receive_order(zmq::socket_t& from_loop);
void send_order(zmq::socket_t& to_slot, const SlotOrder& order);

/// One lease, on its slot's thread: its days one after the other, each opened with the close of the
/// last completed one. A transient failure ends it, as does anything that the loop asks for.
class LeaseRun {
public:
    LeaseRun(SlotLease& lease, const Runner& runner, Window& window, zmq::socket_t& loop);

    /// Runs it to its end; the last report says lease_over.
    void run();

private:
    enum class Next { day, lease_over };

    Next run_day(std::uint32_t day);
    /// What became of the day. @throws Stopped
    common::End outcome(std::uint32_t day, Attempt& attempt);
    common::End run_agent(std::uint32_t day, Attempt& attempt);
    /// Until the attempt's first batch is committed. @throws Stopped
    void wait_for_start(std::uint32_t day);

    SlotLease& lease_;
    const Runner& runner_;
    Window& window_;
    zmq::socket_t& loop_;
    /// The market's rules, or what is wrong with them.
    const std::variant<common::MarketRules, std::string> rules_;
    common::Close opening_;
};

}  // namespace tradepit::worker
