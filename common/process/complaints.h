#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/time.h"

namespace tradepit::common {

/// Writes log lines about what peers send, who may send it at any rate: at most one line in
/// INTERVAL for each kind of complaint, and LINES_MAX lines in INTERVAL for all kinds together. A
/// line tells how many complaints of its kind it stands for, unless that is one. Thread-safe.
class Complaints {
public:
    static constexpr Duration INTERVAL = std::chrono::seconds{1};
    static constexpr std::size_t LINES_MAX = 4;
    /// The most bytes of a complaint's text that a line has.
    static constexpr std::size_t TEXT_BYTES_MAX = 512;

    enum class Level { info, warn, error };
    /// A kind of complaint, by a literal. Two kinds with the same text are one.
    struct Kind {
        consteval Kind(const char* literal)  // NOLINT(google-explicit-constructor)
            : name{literal} {}
        std::string_view name;
    };
    using Write = std::function<void(Level, const std::string& line)>;

    /// Writes into the program's log.
    Complaints();
    /// Writes by `write`, which is called under a lock, and so must not call this object.
    explicit Complaints(Write write) : write_{std::move(write)} {}

    /// Counts one complaint, and writes its line when one may be written now. `what` may have text
    /// of peers: control characters and bytes that are not UTF-8 are shown as \xNN.
    void add(Kind kind, std::string_view what, Instant now, Level level = Level::warn);
    /// Writes the lines that may be written now about complaints that had none: each with the
    /// latest text of its kind. A loop calls it in every iteration.
    void flush(Instant now);
    /// How many complaints of the kind there were.
    [[nodiscard]] std::uint64_t count(Kind kind) const;

private:
    struct OfKind {
        std::string_view name;
        std::uint64_t all = 0;
        std::uint64_t waiting = 0;  ///< complaints since the last line
        std::optional<Instant> last_line{};
        std::string text{};  ///< the latest one, while complaints wait
        Level level = Level::warn;
    };
    /// Writes the lines that may be written now, those that wait longest first. `mutex_` is held.
    void write_due(Instant now);
    [[nodiscard]] static bool is_due(const OfKind& kind, Instant now);

    Write write_;
    mutable std::mutex mutex_;
    std::vector<OfKind> kinds_;  ///< those of which there was a complaint
    std::deque<Instant> lines_;  ///< times of the latest lines, at most LINES_MAX
    std::uint64_t waiting_ = 0;  ///< complaints of all kinds that no line stands for
};

}  // namespace tradepit::common
