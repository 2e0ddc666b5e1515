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

/// Workers known at once. While that many are known, heartbeats of unknown ones are not answered.
inline constexpr std::size_t WORKERS_MAX = 10'000;
/// Earlier boots of one worker that are known, and told to retire. A still earlier boot is taken
/// for a new one, which costs the present boot its leases and does no other harm.
inline constexpr std::size_t RETIRED_NONCES_MAX = 64;

/// The workers: which boot of each was heard last, what it offers and which chains it holds.
class Workers {
public:
    struct Settings {
        common::Duration silence{};  ///< a worker that is silent for this long gets nothing new
        common::Duration memory{};   ///< one that holds no chain is forgotten after this long
    };
    explicit Workers(Settings settings) : settings_(settings) {}

    /// From which boot of its worker a heartbeat came: the one heard last, one not heard before, or
    /// one that a newer boot replaced. `too_many`: the worker is new, and WORKERS_MAX are known.
    enum class Heartbeat { same_boot, new_boot, retired, too_many };
    /// Takes a heartbeat's nonce and offer: the first OFFERED_RESOURCES_MAX names, and of each at
    /// most OFFERED_COUNT_MAX. A new nonce retires the previous one. `retired` and `too_many`
    /// change nothing.
    Heartbeat heartbeat(const common::Hello& hello, common::Instant now);
    [[nodiscard]] bool is_known(const common::WorkerName& worker) const {
        return members_.contains(worker);
    }
    /// Whether the worker's latest boot that was heard has this nonce.
    [[nodiscard]] bool is_current(const common::WorkerName& worker, std::uint64_t nonce) const;
    /// Whether the worker's latest boot that was heard has another nonce than this.
    [[nodiscard]] bool has_other_boot(const common::WorkerName& worker, std::uint64_t nonce) const;
    /// Whether the worker can get a new lease: it is_present(), its latest boot has this nonce, and
    /// it does not drain.
    [[nodiscard]] bool takes_leases(const common::WorkerName& worker, std::uint64_t nonce) const;
    /// The worker gets nothing new until its next heartbeat.
    void mark_unreachable(const common::WorkerName& worker);

    /// Whether the worker was heard within `silence`, and has not been marked unreachable since.
    [[nodiscard]] bool is_present(const common::WorkerName& worker) const;
    struct Capacity {
        std::int32_t workers = 0;
        common::Offer slots;  ///< by name, busy ones included, those of draining workers not
    };
    /// How many workers are present (is_present()), and what they offer together.
    [[nodiscard]] Capacity capacity() const;

    /// A worker to which a lease can be given, and the nonce of its boot.
    struct Candidate {
        common::WorkerName worker;
        std::uint64_t nonce = 0;
    };
    /// Of the workers that have a free slot of each of `needs`: the one with the most free slots of
    /// the first need, and of those the one that was served longest ago. O(log n) for a single
    /// need, else O(n) in the workers that have a slot of the first one free.
    [[nodiscard]] std::optional<Candidate> freest(const common::Needs& needs) const;

    /// Notes which chains a worker holds. The worker need not have been heard. attach() CHECKs that
    /// the chain is new to it, detach() that it is not.
    void attach(const common::WorkerName& worker, std::int64_t chain);
    void detach(const common::WorkerName& worker, std::int64_t chain);
    /// Takes one slot of each of `needs`, or gives it back.
    void occupy(const common::WorkerName& worker, const common::Needs& needs);
    void vacate(const common::WorkerName& worker, const common::Needs& needs);
    [[nodiscard]] const std::set<std::int64_t>& chains_of(const common::WorkerName& worker) const;
    [[nodiscard]] std::int32_t occupied(const common::WorkerName& worker,
                                        const common::ResourceName& resource) const;

    /// The broker itself stood still for `pause` and could hear nobody, so that time counts as
    /// silence for no worker.
    void extend(common::Duration pause, common::Instant now);
    /// Marks the workers that have been silent for `silence`, and forgets those that have been
    /// silent for `memory` and hold no chain.
    void expire(common::Instant now);
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

    [[nodiscard]] std::vector<common::WorkerState> states(common::Instant now) const;
    /// Recounts from scratch, and CHECKs that the ranking agrees.
    void check_invariants() const;

private:
    enum class Presence { never_heard, present, silent };
    struct Member {
        Presence presence = Presence::never_heard;
        bool draining = false;
        std::uint64_t nonce = 0;
        common::Instant last_heard{};
        std::uint64_t served = 0;      ///< the sequence number of its last occupy()
        common::Offer offer;           ///< sound_part_of() what it said
        common::TakenResources usage;  ///< the slots that occupy() took; an idle lease takes none
        std::set<std::int64_t> chains;
        std::deque<std::uint64_t> retired;  ///< nonces of its earlier boots, the oldest first
    };
    using Members = std::map<common::WorkerName, Member>;
    /// Free slots (negated), when served, name. The least rank gets the next lease.
    using Rank = std::tuple<std::int32_t, std::uint64_t, common::WorkerName>;

    /// The usable part of an offer: the resources with a count above 0, in the order of their
    /// names.
    static common::Offer sound_part_of(const common::Offer& offer);
    static std::int32_t free_slots(const Member& member, const common::ResourceName& resource);
    void unrank(const common::WorkerName& name, const Member& member);
    void rank(const common::WorkerName& name, const Member& member);
    Member& member(const common::WorkerName& name) { return members_[name]; }

    Settings settings_;
    Members members_;
    /// The members that have free slots, by resource; no set is empty.
    std::map<common::ResourceName, std::set<Rank>> ranking_;
    std::optional<common::Instant> next_expiry_;  ///< when expire() has to look at the members next
    std::uint64_t sequence_ = 0;                  ///< the last number given for Member::served
};

}  // namespace tradepit::broker
