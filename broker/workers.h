#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// Workers known at once. One more is not answered.
inline constexpr std::size_t WORKERS_MAX = 10'000;
/// Earlier boots of one worker that are told to retire; one that is older is taken for a new boot,
/// which costs the present one its leases and is otherwise harmless.
inline constexpr std::size_t RETIRED_NONCES_MAX = 64;

/// The workers: who they are, what they offer and which chains they hold.
class Workers {
public:
    struct Settings {
        common::Instant silence{};  ///< a worker not heard for so long gets nothing new
        common::Instant memory{};   ///< one that holds nothing is forgotten after so long
    };
    explicit Workers(Settings settings) : settings_(settings) {}

    enum class Introduction { same_boot, new_boot, retired, too_many };
    /// Takes a heartbeat's nonce and offer: the first OFFERED_RESOURCES_MAX names, and of each at
    /// most OFFERED_COUNT_MAX. A new nonce retires the one before.
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
        common::Offer slots;  ///< busy ones too, by name
    };
    /// Of the workers that were heard lately.
    [[nodiscard]] Capacity capacity() const;

    struct Candidate {
        common::WorkerName worker;
        std::uint64_t nonce = 0;
    };
    /// Of the workers that have all of `needs` free, the one with the most free of the first, and
    /// of those the one served longest ago. O(log n) for a single need, else O(n) in the workers
    /// that have the first one free.
    [[nodiscard]] std::optional<Candidate> freest(const common::Needs& needs) const;

    /// A worker need not have been heard to hold a chain.
    void attach(const common::WorkerName& worker, std::int64_t chain);
    void detach(const common::WorkerName& worker, std::int64_t chain);
    void occupy(const common::WorkerName& worker, const common::Needs& needs);
    void vacate(const common::WorkerName& worker, const common::Needs& needs);
    [[nodiscard]] const std::set<std::int64_t>& chains_of(const common::WorkerName& worker) const;
    [[nodiscard]] std::int32_t occupied(const common::WorkerName& worker,
                                        const common::ResourceName& resource) const;

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
    struct Count {
        std::int32_t offered = 0;
        std::int32_t used = 0;
    };
    struct Member {
        Presence presence = Presence::never_heard;
        bool draining = false;
        std::uint64_t nonce = 0;
        common::Instant last_heard{};
        std::uint64_t served = 0;
        std::map<common::ResourceName, Count> slots;  ///< what is offered or used
        std::set<std::int64_t> chains;
        std::deque<std::uint64_t> retired;
    };
    using Members = std::map<common::WorkerName, Member>;
    /// Free slots (negated), when served, name.
    using Rank = std::tuple<std::int32_t, std::uint64_t, common::WorkerName>;

    static std::int32_t free_slots(const Member& member, const common::ResourceName& resource);
    static void take_offer(Member& member, const common::Offer& offer);
    static void forget_unused(Member& member);
    void unrank(const common::WorkerName& name, const Member& member);
    void rank(const common::WorkerName& name, const Member& member);
    Member& member(const common::WorkerName& name) { return members_[name]; }

    Settings settings_;
    Members members_;
    /// Of members with free slots, by resource; none is empty.
    std::map<common::ResourceName, std::set<Rank>> ranking_;
    std::optional<common::Instant> next_expiry_;
    std::uint64_t count_ = 0;
};

}  // namespace tradepit::broker
