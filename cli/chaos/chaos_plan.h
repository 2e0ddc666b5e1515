#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/time.h"

namespace tradepit::cli {

/// The kinds of programs that a pipeline is made of.
enum class Role : std::uint8_t { writer, broker, worker, query };
inline constexpr std::size_t ROLES = 4;  ///< the number of roles
/// "writer"
[[nodiscard]] std::string_view to_string(Role role);

enum class SignalKind : std::uint8_t { kill, stop };

/// One SIGKILL (kill) or SIGSTOP with a later SIGCONT (stop) to one program.
struct Strike {
    Role role = Role::writer;
    SignalKind signal = SignalKind::kill;
    /// The pause before this strike. It begins when the program of the last strike serves again.
    common::Duration wait{};
    common::Duration length{};  ///< of a stop: time from SIGSTOP to SIGCONT
    /// With Role::worker: which of the workers that hold leases is hit, modulo their number.
    std::uint64_t pick = 0;
    friend bool operator==(const Strike&, const Strike&) = default;
};

/// What is done to a pipeline, as drawn from a seed.
struct ChaosPlan {
    // Strike::wait is from 0 to WAIT_MAX, and Strike::length from STOP_MIN to STOP_MAX.
    static constexpr common::Duration WAIT_MAX = std::chrono::milliseconds{120};
    static constexpr common::Duration STOP_MIN = std::chrono::milliseconds{50};
    static constexpr common::Duration STOP_MAX = std::chrono::milliseconds{2'000};

    std::uint64_t seed = 1;
    int kills = 5;  ///< of each role
    int stops = 1;  ///< of each role
    std::vector<Role> roles{Role::writer, Role::broker, Role::worker, Role::query};

    /// The strikes in order: `kills` and `stops` for each of the roles, with order and times drawn
    /// from the seed. A plan gives the same strikes on every machine.
    [[nodiscard]] std::vector<Strike> strikes() const;
};

}  // namespace tradepit::cli
