#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "common/instant.h"
#include "common/messages/messages.h"

namespace tradepit::broker {

/// Workers known at once. One more is not answered.
inline constexpr std::size_t WORKERS_MAX = 10'000;
/// Slots of one kind that one worker may offer; more reads as this.
inline constexpr std::int32_t WORKER_SLOTS_MAX = 4'096;
/// Earlier boots of one worker that are told to retire; one that is older is taken for a new boot,
/// which costs the present one its leases and is otherwise harmless.
inline constexpr std::size_t RETIRED_NONCES_MAX = 64;

/// The workers: who they are, how many slots they have and which chains they hold.
class Fleet {
public:
    struct Settings {
        common::Instant silence{};  ///< a worker not heard for so long gets nothing new
        common::Instant memory{};   ///< one that holds nothing is forgotten after so long
    };
    explicit Fleet(Settings settings) : settings_(settings) {}

    enum class Introduction { same_boot, new_boot, retired, too_many };
    /// Takes a heartbeat's nonce and slots. A new nonce retires the one before.
    Introduction introduce(const common::Hello& hello, common::Instant now);
    [[nodiscard]] bool is_known(const common::WorkerName& worker) const {
        return members_.contains(worker);
    }
    /// Whether the worker was heard, lastly with this nonce.
    [[nodiscard]] bool is_current(const common::WorkerName& worker, std::uint64_t nonce) const;
    /// Whether the worker was heard, lastly with another nonce than this one.
    [[nodiscard]] bool has_other_boot(const common::WorkerName& worker, std::uint64_t nonce) const;
    /// Whether it can be given something new: heard lately, with this nonce, and not draining.
    [[nodiscard]] bool takes_leases(const common::WorkerName& worker, std::uint64_t nonce) const;
    /// Nothing new for it until it is heard again.
    void unreachable(const common::WorkerName& worker);

    /// Whether it was heard lately.
    [[nodiscard]] bool is_present(const common::WorkerName& worker) const;
    struct Capacity {
        std::int32_t workers = 0;
        std::array<std::int64_t, 2> slots{};  ///< by kind, busy ones too
    };
    /// Of the workers that were heard lately.
    [[nodiscard]] Capacity capacity() const;

    struct Candidate {
        common::WorkerName worker;
        std::uint64_t nonce = 0;
    };
    /// The worker with the most free slots of the kind, of those the one served longest ago.
    [[nodiscard]] std::optional<Candidate> freest(common::SlotKind kind) const;

    /// A worker need not have been heard to hold a chain.
    void attach(const common::WorkerName& worker, std::int64_t chain);
    void detach(const common::WorkerName& worker, std::int64_t chain);
    void occupy(const common::WorkerName& worker, common::SlotKind kind);
    void vacate(const common::WorkerName& worker, common::SlotKind kind);
    [[nodiscard]] const std::set<std::int64_t>& chains_of(const common::WorkerName& worker) const;
    [[nodiscard]] std::int32_t occupied(const common::WorkerName& worker,
                                        common::SlotKind kind) const;

    /// Nobody was heard while the broker itself stood still: that time counts for nobody.
    void extend(common::Instant pause, common::Instant now);
    /// Marks who has been silent too long, and forgets who has been for very long.
    void expire(common::Instant now);
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

    [[nodiscard]] std::vector<common::WorkerState> states(common::Instant now) const;
    /// Recounts from scratch, and CHECKs.
    void check_invariants() const;

private:
    enum class Presence { never_heard, present, silent };
    struct Member {
        Presence presence = Presence::never_heard;
        bool draining = false;
        std::uint64_t nonce = 0;
        common::Instant last_heard{};
        std::uint64_t served = 0;
        std::array<std::int32_t, 2> slots{};
        std::array<std::int32_t, 2> used{};
        std::set<std::int64_t> chains;
        std::deque<std::uint64_t> retired;
    };
    using Members = std::map<common::WorkerName, Member>;
    /// Free slots (negated), when served, name.
    using Rank = std::tuple<std::int32_t, std::uint64_t, common::WorkerName>;

    static std::int32_t free_slots(const Member& member, std::size_t kind);
    void unrank(const common::WorkerName& name, const Member& member);
    void rank(const common::WorkerName& name, const Member& member);
    Member& member(const common::WorkerName& name) { return members_[name]; }

    Settings settings_;
    Members members_;
    std::array<std::set<Rank>, 2> ranking_;  ///< of members with free slots, by kind
    std::optional<common::Instant> next_expiry_;
    std::uint64_t count_ = 0;
};

}  // namespace tradepit::broker
