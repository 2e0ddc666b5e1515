#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/limits.h"
#include "common/time.h"

/// How data larger than a frame travels: its sender cuts it into parts, and its receiver joins
/// them. Requests, answers, commands and uploads all use split() and Assembly.
namespace tradepit::common {

/// Views of `octets`, in order, of at most `part_bytes` (above 0) each. Empty octets are one empty
/// part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view octets,
                                                  std::size_t part_bytes = PART_BYTES_MAX);

/// One part of something larger, as its message carries it.
struct Part {
    std::string sender{};    ///< the peer; parts of different senders are never joined
    std::string key{};       ///< which of the sender's transfers the part belongs to
    std::string digest{};    ///< SHA-256 (hex) of the whole; empty: the message states none
    std::int32_t part = 0;   ///< from 0
    std::int32_t parts = 0;  ///< in all
    std::string octets{};
};

/// The part that a CommandPart or an Upload carries. Its octets are moved out of the message.
template <class M>
[[nodiscard]] Part take_part(const std::string& sender, M& message) {
    return {.sender = sender,
            .key = message.key,
            .digest = message.digest,
            .part = message.part,
            .parts = message.parts,
            .octets = std::move(message.octets.octets)};
}

/// Joins parts. The parts of one whole, which have the same sender and key, are a transfer. Reads
/// no clock: the caller passes the time.
///
/// Parts may come in any order and may repeat; the newest copy of a part counts. A part with
/// another digest or number of parts begins the transfer of its sender and key anew.
class Assembly {
public:
    /// What happens when a part has no room, because it begins one transfer more than
    /// Limits::under_way_max, or would make the octets held more than Limits::bytes_max.
    enum class WhenFull {
        refuse,  ///< the transfer of the part is refused, and no other one is disturbed
        /// The transfer that was silent for longest is forgotten. A transfer that is alone and
        /// exceeds Limits::bytes_max is refused.
        drop_quietest,
    };
    struct Limits {
        std::size_t whole_bytes_max = REQUEST_BYTES_MAX;  ///< of one transfer, all parts together
        std::int32_t parts_max = 1'024;                   ///< of one transfer
        /// Transfers of several parts at once.
        std::size_t under_way_max = 64;
        std::size_t bytes_max = 2 * REQUEST_BYTES_MAX;  ///< octets held of all transfers together
        /// A transfer that gets no part for so long is forgotten.
        Duration idle_max = std::chrono::seconds{30};
        WhenFull when_full = WhenFull::refuse;
        /// Whether the part with the highest number ends the transfer with 503 when others are
        /// missing then. False: the transfer waits for them, for receivers that cannot ask the
        /// sender to send the parts again.
        bool refuses_gaps = true;
        /// Refused::status of a transfer above whole_bytes_max or parts_max.
        std::int32_t too_large_status = 413;
    };

    /// More parts are to come.
    struct Incomplete {};
    /// The transfer is refused and forgotten. `status` is as in HTTP. 400: the parts are not what
    /// they claim; Limits::too_large_status: there are too many octets or parts; 503: the sender
    /// has to send every part again.
    struct Refused {
        std::int32_t status = 0;
        std::string detail;
    };
    /// What add() returns: the string has the joined octets.
    using Taken = std::variant<Incomplete, std::string, Refused>;

    Assembly() = default;
    explicit Assembly(Limits limits) : limits_{limits} {}

    /// Calls expire(), and adds a part. Returns the joined octets once no part is missing, and no
    /// longer holds them.
    [[nodiscard]] Taken add(Part part, Instant now);
    /// Whether a transfer of this sender under this key is under way.
    [[nodiscard]] bool holds(std::string_view sender, std::string_view key) const;
    /// Forgets transfers that were silent for Limits::idle_max.
    void expire(Instant now);

    /// How many transfers are under way.
    [[nodiscard]] std::size_t size() const { return under_way_.size(); }
    /// How many octets are held of them.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct Transfer {
        std::string sender;
        std::string key;
        std::string digest;
        std::vector<std::optional<std::string>> parts;  ///< nothing where a part is missing
        std::size_t missing = 0;                        ///< parts
        std::size_t bytes = 0;                          ///< octets held
        Instant heard{};                                ///< when the newest part came
    };
    using Entry = std::list<Transfer>::iterator;

    [[nodiscard]] std::optional<Refused> fault_of(const Part& part) const;
    [[nodiscard]] bool make_room();
    [[nodiscard]] Taken finish(Entry entry);
    [[nodiscard]] Refused refuse(Entry entry, std::int32_t status, std::string detail);
    Entry forget(Entry entry);

    Limits limits_;
    std::list<Transfer> under_way_;  ///< the most recently heard comes first
    std::size_t bytes_ = 0;
};

}  // namespace tradepit::common
