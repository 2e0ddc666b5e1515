#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/time.h"

namespace tradepit::cli {

/// The kinds of programs that a pipeline is made of.
enum class Role : std::uint8_t { writer, broker, worker, query };
inline constexpr std::size_t ROLES = 4;
/// "writer"
[[nodiscard]] std::string_view to_string(Role role);

enum class Blow : std::uint8_t { kill, stop };

/// One thing that is done to a pipeline under load.
struct Strike {
    Role role = Role::writer;
    Blow blow = Blow::kill;
    common::Instant wait{};    ///< after the last program is back, so that it hits any moment
    common::Instant length{};  ///< of a stop: SIGCONT comes so much after SIGSTOP
    std::uint64_t pick = 0;    ///< modulo the workers that hold leases: which of them
    friend bool operator==(const Strike&, const Strike&) = default;
};

struct ChaosPlan {
    static constexpr common::Instant WAIT_MAX = std::chrono::milliseconds{120};
    static constexpr common::Instant STOP_MIN = std::chrono::milliseconds{50};
    static constexpr common::Instant STOP_MAX = std::chrono::milliseconds{2'000};

    std::uint64_t seed = 1;
    int kills = 5;  ///< of each role
    int stops = 1;  ///< of each role
    std::vector<Role> roles{Role::writer, Role::broker, Role::worker, Role::query};

    /// What is done, in order: as many of each kind as asked for, mixed and timed by the seed. The
    /// same on every machine.
    [[nodiscard]] std::vector<Strike> strikes() const;
};

}  // namespace tradepit::cli
