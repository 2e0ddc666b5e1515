#include "cli/chaos/chaos_plan.h"

#include <utility>

namespace tradepit::cli {

using common::Duration;

namespace {

/// SplitMix64: it has the full period for every seed, and gives the same numbers on every machine.
class Draws {
public:
    explicit Draws(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next() {
        std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
        mixed = (mixed ^ mixed >> 30U) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBU;
        return mixed ^ mixed >> 31U;
    }
    /// 0 to bound-1. The remainder has a bias, which does not matter here.
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    /// `least` to `most`, both included.
    Duration between(Duration least, Duration most) {
        const auto span = static_cast<std::uint64_t>((most - least).count()) + 1;
        return least + Duration{static_cast<std::int64_t>(below(span))};
    }

private:
    std::uint64_t state_;
};

}  // namespace

std::string_view to_string(Role role) {
    switch (role) {
        case Role::writer:
            return "writer";
        case Role::broker:
            return "broker";
        case Role::worker:
            return "worker";
        case Role::query:
            return "query";
    }
    return "";
}

std::vector<Strike> ChaosPlan::strikes() const {
    Draws draws{seed};
    std::vector<Strike> all;
    for (const Role role : roles) {
        for (int i = 0; i < kills; ++i) all.push_back({.role = role, .signal = SignalKind::kill});
        for (int i = 0; i < stops; ++i) all.push_back({.role = role, .signal = SignalKind::stop});
    }
    // Fisher–Yates: every order is equally likely.
    for (std::size_t left = all.size(); left > 1; --left)
        std::swap(all[left - 1], all[draws.below(left)]);
    for (Strike& strike : all) {
        strike.wait = draws.between(Duration{0}, WAIT_MAX);
        strike.pick = draws.next();
        if (strike.signal == SignalKind::stop) strike.length = draws.between(STOP_MIN, STOP_MAX);
    }
    return all;
}

}  // namespace tradepit::cli
