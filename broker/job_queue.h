#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "broker/admission.h"
#include "broker/chain.h"
#include "broker/deadlines.h"
#include "broker/fair_share.h"
#include "broker/job.h"
#include "broker/workers.h"
#include "common/limits.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// A lease to be sent to a worker. If it cannot be sent, call undelivered().
struct Assignment {
    common::WorkerName worker;
    common::Assign assign;
};
/// Tells a worker to stop a day of a cancelled job. The message may be lost: the worker's next
/// heartbeat gets the same answer.
struct Stop {
    common::WorkerName worker;
    common::Drop drop;
};
/// What the caller has to send: claims to the writer, assignments and stops to workers.
using Decision = std::variant<common::Claim, Assignment, Stop>;
/// One answer to a heartbeat, for the peer that sent it.
using HelloReply =
    std::variant<common::HelloAnswer, common::Retired, common::NameTaken, common::Drop>;

/// Makes every decision of the broker: which model-day runs next, and on which worker
/// (docs/PROTOCOL.md, sections 3 to 5).
///
/// Chains and their states come from the writer, and workers announce themselves by heartbeats. The
/// caller passes each message on to the function for it, and sends what hello() and decide()
/// return. Any message may arrive twice, late or never. To take in what a message says of one chain
/// costs O(log n) in the number of chains. Each claim that decide() makes costs a look at every
/// distinct set of needs among the ready chains (FairShare::next(), Workers::freest()). Not
/// thread-safe; reads no clock.
class JobQueue {
public:
    struct Settings {
        /// A lease expires when no heartbeat has listed it for this long.
        common::Duration lease = std::chrono::seconds{10};
        /// Limit of the agent's own time in one attempt; waits for the pipeline do not count.
        common::Duration time_limit = std::chrono::milliseconds{common::TIME_LIMIT_MS};
        /// The wait before an unanswered claim is repeated. Each repeat doubles it, up to
        /// RESEND_MAX.
        common::Duration resend = std::chrono::milliseconds{250};
        /// Open jobs that may run at once; 0 means any number.
        std::size_t jobs_max = 0;
    };
    /// A lease ends this long after the first heartbeat that shows that its worker has let it go.
    /// Normally the worker has finished with it, and the writer's change that says how its days
    /// ended is on its way.
    static constexpr common::Duration UNLISTED_LEASE_MAX = std::chrono::seconds{1};
    /// The wait before a day is claimed again after the writer refused a claim and did not end the
    /// day.
    static constexpr common::Duration CLAIM_AGAIN_AFTER = std::chrono::milliseconds{100};

    explicit JobQueue(Settings settings);

    /// Sets the epoch that the writer gave to this boot of the broker, whose nonce is `nonce`.
    /// Called once (CHECKed), before learn() and go_live().
    void begin(std::int64_t epoch, std::uint64_t nonce);
    /// The last page that lists the chains of unfinished jobs was read, so decide() hands out days
    /// from now on. A job of which only some chains are known has ended while the pages were read,
    /// and its other chains are no longer expected. Later calls change nothing: a job that was
    /// submitted since then may have chains on pages that were not read yet.
    void go_live(common::Instant now);

    /// Takes a chain from a page (message Page). If the chain is known, only its state is merged.
    void learn(common::Chain chain, common::Instant now);
    /// Merges a chain's state from the writer. @return false when the chain is not known.
    bool merge(const common::ChainState& state, common::Instant now);
    /// The writer recorded a claim: decide() will return the Assignment. Ignored unless it answers
    /// the chain's latest claim.
    void claimed(const common::Claimed& answer, common::Instant now);
    /// The writer recorded no claim, or it ended the day as failed because the day had no attempts
    /// left. The chain's state in the answer is merged also when the claim was an earlier one.
    void claim_refused(const common::ClaimRefused& answer, common::Instant now);

    /// Takes a heartbeat: renews the leases that it lists, makes leases for days that the worker
    /// runs without one, shortens to UNLISTED_LEASE_MAX those that the worker has let go, and ends
    /// those of its earlier boots. The worker has let go a lease that it listed before and lists no
    /// more, and one of an earlier broker that it does not list although it has heard this broker's
    /// epoch. A heartbeat from an earlier boot changes nothing.
    /// @return the answers in the order in which to send them: HelloAnswer and a Drop for each
    /// attempt to stop; or only Retired for an earlier boot, or NameTaken for a second process of
    /// one name. None before begin(), none to a second process while it is contested
    /// (Workers::heartbeat()), and none to a new worker when WORKERS_MAX are known.
    std::vector<HelloReply> hello(const common::Hello& hello, common::Instant now,
                                  Workers::Incumbent incumbent);
    /// Whether the worker's latest boot that was heard has another nonce than this.
    [[nodiscard]] bool has_other_boot(const common::WorkerName& worker, std::uint64_t nonce) const {
        return workers_.has_other_boot(worker, nonce);
    }
    /// Whether `nonce` is that of the worker's latest boot that sent a heartbeat.
    [[nodiscard]] bool is_current(const common::WorkerName& worker, std::uint64_t nonce) const {
        return workers_.is_current(worker, nonce);
    }
    /// Whether the queue keeps anything of this worker: it has sent a heartbeat or holds a chain. A
    /// worker without a chain is forgotten when it has been silent for 60 lease lengths.
    [[nodiscard]] bool is_known(const common::WorkerName& worker) const {
        return workers_.is_known(worker);
    }
    /// The agent's work of a lease is done, so its slots are free. The lease stays until its days
    /// have ended, but loses the days after freed.last, which the worker does not run. Ignored
    /// unless this boot of the worker has a lease with that attempt.
    void slot_freed(const common::SlotFreed& freed);
    /// The assignment could not be sent. Its lease ends, and its worker gets no new one until its
    /// next heartbeat.
    void undelivered(const Assignment& assignment, common::Instant now);

    /// Ends expired leases and waits, repeats unanswered claims, and claims ready days for workers
    /// with free slots. @return all that is to be sent.
    ///
    /// Call it when all messages that have arrived were passed on: after messages came, and at
    /// next_deadline(). If more than a fifth of a lease has passed since the last call, the broker
    /// itself is taken to have been paused: leases are extended by that time before any of them
    /// expires.
    [[nodiscard]] std::vector<Decision> decide(common::Instant now);
    /// When decide() is to be called even if nothing arrives; nothing when it need not be.
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

    /// A snapshot for query. The caller fills in `id`, `writer_trouble` and `writer_silent_ms`.
    [[nodiscard]] common::BrokerState state(common::Instant now) const;
    /// What the chains of a job wait for: each requested one that has an open day, one example of
    /// every other kind of wait, and the counts. It costs O(chains of the job). Counts and chains
    /// are empty when no requested chain is a known one of the job. The caller fills in
    /// `writer_silent_ms` and `max_attempts`.
    [[nodiscard]] common::Waits waits(const common::WaitsRequest& request,
                                      common::Instant now) const;
    /// Recounts all counters and indexes from the chains, and CHECKs that they agree.
    void check_invariants() const;

private:
    using HeldList = std::vector<common::Held>;

    // phases and states of chains (job_queue.cpp)
    void move_to(BrokerChain& chain, ChainPhase phase, common::Instant now);
    void leave_phase(BrokerChain& chain);
    void enter_phase(BrokerChain& chain);
    void update_phase(BrokerChain& chain, common::Instant now);
    void merge_state(BrokerChain& chain, const common::ChainState& state, common::Instant now);
    void stop_lease(const BrokerChain& chain);
    void next_day_moved(BrokerChain& chain, std::size_t from, common::Instant now);
    void update_chains_at_earliest_date(std::int64_t job, common::Instant now);
    void update_phase_if_barred(std::int64_t chain, common::Instant now);
    [[nodiscard]] bool may_start(const BrokerChain& chain) const;
    void forget_if_over(std::int64_t job);
    void no_more_chains(std::int64_t job, common::Instant now);
    void lease_open_attempts(BrokerChain& chain, const std::vector<common::DayAttempt>& attempts,
                             common::Instant now);
    void grant(BrokerChain& chain, Leased lease, common::Instant now);
    void set_needs_no_slot(BrokerChain& chain, bool needs_no_slot);

    // heartbeats (job_queue_heartbeats.cpp)
    void end_leases_of_other_boots(const common::WorkerName& worker, std::uint64_t nonce,
                                   common::Instant now);
    void take_held(const common::Hello& hello, const HeldList& held, common::Instant now,
                   std::vector<HelloReply>& replies);
    void adopt(BrokerChain& chain, const common::Hello& hello, const HeldList& held,
               common::Instant now);
    [[nodiscard]] bool is_let_go(const Leased& lease, const common::Hello& hello) const;
    void shorten_unlisted(const common::Hello& hello, const HeldList& sorted, common::Instant now);
    [[nodiscard]] std::optional<std::string> reason_to_drop(const BrokerChain* chain,
                                                            const common::Held& held) const;

    // waits (job_queue_waits.cpp)
    [[nodiscard]] common::Awaited awaited_by(const BrokerChain& chain) const;
    [[nodiscard]] common::Wait wait_of(const BrokerChain& chain, common::Instant now) const;

    // time (job_queue_time.cpp)
    void extend_after_pause(common::Instant now);
    void on_deadline(BrokerChain& chain, common::Instant now);
    void admit_jobs(common::Instant now);
    void hand_out(common::Instant now);
    void claim_for(BrokerChain& chain, Workers::Candidate worker, common::Instant now);
    /// A longer gap between two calls of decide() means that the broker was paused.
    [[nodiscard]] common::Duration gap_max() const { return settings_.lease / 5; }
    void check_phase(const BrokerChain& chain) const;

    Settings settings_;
    std::int64_t epoch_ = 0;
    std::uint64_t nonce_ = 0;
    bool has_all_jobs_ = false;                    ///< go_live() was called
    std::uint64_t claims_made_ = 0;                ///< without their repeats
    std::optional<common::Instant> last_decided_;  ///< when decide() was last called
    std::vector<Decision> decisions_;              ///< what the next decide() returns

    std::unordered_map<std::int64_t, BrokerChain> chains_;  ///< by chain number
    std::unordered_map<std::int64_t, BrokerJob> jobs_;      ///< by job number
    Admission admission_;
    FairShare fair_share_;
    Deadlines deadlines_;
    std::size_t leased_ = 0;  ///< chains in the phase Leased
    Workers workers_;
};

}  // namespace tradepit::broker
