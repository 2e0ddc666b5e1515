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
/// Earlier boots of one worker that are remembered, so that their heartbeats are answered with
/// Retired. A heartbeat of a still earlier boot is taken for one of a new boot.
inline constexpr std::size_t RETIRED_NONCES_MAX = 64;

/// The workers: which boot of each was heard last, what it offers and which chains it holds.
class Workers {
public:
    struct Settings {
        /// A worker that has been silent (has sent no heartbeat) for this long gets no new lease.
        common::Duration silence{};
        /// A worker that has been silent for this long and holds no chain is forgotten.
        common::Duration memory{};
    };
    explicit Workers(Settings settings) : settings_(settings) {}

    /// Which boot of its worker has sent a heartbeat, and what it is told.
    enum class Heartbeat {
        same_boot,   ///< the one that has the name
        new_boot,    ///< it has the name from now on
        retired,     ///< a boot that a newer one has replaced
        contested,   ///< another process has the name; whether that one is alive is not known yet
        name_taken,  ///< another process has the name, and was heard meanwhile
        too_many     ///< the worker is new, and WORKERS_MAX are known
    };
    /// Whether the boot that has a worker's name is still connected. A process that died is not.
    enum class Incumbent { gone, connected };
    /// Takes a heartbeat's nonce, whether the worker drains, and the valid part of its offer: the
    /// first OFFERED_RESOURCES_MAX names, and of each at most OFFERED_COUNT_MAX. A boot with
    /// another nonce gets the name, and retires the boot that had it, when that one is `gone` or
    /// not present (is_present()). Otherwise two processes use one name, and the one that has it
    /// keeps it: the other is `contested`, and `name_taken` once the incumbent was heard again and
    /// does not drain. A heartbeat that is neither of same_boot nor of new_boot changes no slots.
    /// @param incumbent of the worker's current boot; without meaning for a new worker.
    Heartbeat heartbeat(const common::Hello& hello, common::Instant now, Incumbent incumbent);
    /// Whether the worker was heard, or attached to a chain, and was not forgotten since.
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
    /// Counts the worker as silent until its next heartbeat: it gets no new lease.
    void mark_unreachable(const common::WorkerName& worker);

    /// Whether the worker was heard within `silence`, and has not been marked unreachable since.
    [[nodiscard]] bool is_present(const common::WorkerName& worker) const;
    struct Capacity {
        std::int32_t workers = 0;
        /// The slots of each resource, in the order of the names: occupied ones are included, those
        /// of draining workers are not.
        common::Offer slots;
    };
    /// How many workers are present (is_present()), and what they offer together.
    [[nodiscard]] Capacity capacity() const;

    /// A worker to which a lease can be given, and the nonce of its boot.
    struct Candidate {
        common::WorkerName worker;
        std::uint64_t nonce = 0;
    };
    /// Of the workers that have a free slot of each of `needs`: the one with the most free slots of
    /// the first need, and of those the one for which occupy() was called longest ago. Nothing when
    /// there is none. `needs` must not be empty (CHECKed). It costs O(log n) for a single need,
    /// else O(n) in the workers that have a free slot of the first one.
    [[nodiscard]] std::optional<Candidate> freest(const common::Needs& needs) const;

    /// Notes which chains a worker holds. The worker need not have been heard. attach() CHECKs that
    /// the chain is new to it, detach() that it is not.
    void attach(const common::WorkerName& worker, std::int64_t chain);
    void detach(const common::WorkerName& worker, std::int64_t chain);
    /// occupy() takes one slot of each of `needs`, even if the worker does not offer as many, and
    /// vacate() gives them back.
    void occupy(const common::WorkerName& worker, const common::Needs& needs);
    void vacate(const common::WorkerName& worker, const common::Needs& needs);
    /// The chains that the worker holds; none for an unknown one. The set changes with attach() and
    /// detach().
    [[nodiscard]] const std::set<std::int64_t>& chains_of(const common::WorkerName& worker) const;
    /// The number of the worker's slots of a resource that are occupied; 0 for an unknown worker.
    [[nodiscard]] std::int32_t occupied(const common::WorkerName& worker,
                                        const common::ResourceName& resource) const;

    /// The broker itself stood still for `pause` and could hear nobody, so that time counts as
    /// silence for no worker.
    void extend(common::Duration pause, common::Instant now);
    /// Ends the presence (is_present()) of the workers that have been silent for `silence`, and
    /// forgets those that have been silent for `memory` and hold no chain.
    void expire(common::Instant now);
    /// When expire() is to be called next; nothing when it need not be.
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

    /// The workers that have sent a heartbeat and are not forgotten, as BrokerState lists them.
    [[nodiscard]] std::vector<common::WorkerState> states(common::Instant now) const;
    /// Computes the free slots of all workers anew, and CHECKs that the ranking agrees.
    void check_invariants() const;

private:
    enum class Presence { never_heard, present, silent };
    /// A boot that claims a name which another one has.
    struct Contender {
        std::uint64_t nonce = 0;
        common::Instant since{};  ///< when it was first heard
    };
    struct Member {
        Presence presence = Presence::never_heard;
        bool draining = false;
        std::uint64_t nonce = 0;
        common::Instant last_heard{};
        std::uint64_t served = 0;      ///< the sequence number of its last occupy()
        common::Offer offer;           ///< valid_part_of() its last offer
        common::TakenResources usage;  ///< the slots that are occupied
        std::set<std::int64_t> chains;
        std::deque<std::uint64_t> retired;  ///< nonces of its earlier boots, the oldest first
        /// One at a time, so that strangers cannot fill the memory; others wait for their turn.
        std::optional<Contender> contender;
    };
    using Members = std::map<common::WorkerName, Member>;
    /// Free slots (negated), when served, name. The least rank gets the next lease.
    using Rank = std::tuple<std::int32_t, std::uint64_t, common::WorkerName>;

    /// The resources of an offer that have a valid name and a count above 0, in the order of their
    /// names, within the limits that heartbeat() states. Of equal names the first one counts.
    static common::Offer valid_part_of(const common::Offer& offer);
    static std::int32_t free_slots(const Member& member, const common::ResourceName& resource);
    /// Whether a boot with another nonce may have the name of `member`. Its silence counts only
    /// from expire() on: after a pause of the broker its heartbeats may not have been read yet.
    [[nodiscard]] static bool gives_way(const Member& member, Incumbent incumbent);
    /// heartbeat() of a boot that does not get the name of `member`.
    [[nodiscard]] Heartbeat contest(Member& member, std::uint64_t nonce, common::Instant now) const;
    /// unrank() takes a member out of the rankings before its free slots change, and rank() puts it
    /// back.
    void unrank(const common::WorkerName& name, const Member& member);
    void rank(const common::WorkerName& name, const Member& member);
    /// The member of that name, made if there is none.
    Member& member(const common::WorkerName& name) { return members_[name]; }

    Settings settings_;
    Members members_;
    /// The members that have free slots, by resource; no set is empty.
    std::map<common::ResourceName, std::set<Rank>> ranking_;
    std::optional<common::Instant> next_expiry_;  ///< when expire() has to look at the members next
    std::uint64_t sequence_ = 0;                  ///< the last number given for Member::served
};

}  // namespace tradepit::broker
