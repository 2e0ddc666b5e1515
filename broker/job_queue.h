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
#include "broker/fairness.h"
#include "broker/job.h"
#include "broker/workers.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// A lease for a worker. When it cannot be sent, undelivered() wants it back.
struct Assignment {
    common::WorkerName worker;
    common::Assign assign;
};
/// For a worker that runs a day of a cancelled job. It may be lost: the worker's next heartbeat is
/// answered so too.
struct Stop {
    common::WorkerName worker;
    common::Drop drop;
};
/// What the caller is to send: claims to the writer, assignments and stops to workers.
using Decision = std::variant<common::Claim, Assignment, Stop>;
/// The answer to a heartbeat, for whoever sent it.
using HelloReply = std::variant<common::Pulse, common::Retired, common::Drop>;

/// Which model-day runs next, and where: every decision of the broker (DESIGN.md, sections 3 and
/// 4).
///
/// Chains and their states come from the writer, workers from their heartbeats; what follows from
/// them leaves as messages that the caller sends. Any message may come twice, late or never. Each
/// event costs O(log n) in the number of chains. Not thread-safe; asks no clock.
class JobQueue {
public:
    struct Settings {
        common::Instant lease = std::chrono::seconds{10};
        /// Of an attempt, counting the agent alone.
        common::Instant time_limit = std::chrono::minutes{10};
        /// An unanswered claim is repeated after this, and then after twice as long, up to
        /// RESEND_MAX.
        common::Instant resend = std::chrono::milliseconds{250};
        /// Open jobs that run at once; 0: any number.
        std::size_t jobs_max = 0;
    };
    /// A lease that its worker showed once and shows no more is over after this: what ended it is
    /// on its way from the writer.
    static constexpr common::Instant SETTLE = std::chrono::seconds{1};
    /// Before the next day is claimed again, when a claim changed nothing.
    static constexpr common::Instant CLAIM_AGAIN = std::chrono::milliseconds{100};

    explicit JobQueue(Settings settings);

    /// The writer's epoch for the boot `nonce` of this broker; once, before anything else.
    void begin(std::int64_t epoch, std::uint64_t nonce);
    /// Every unfinished job is known: from now on days are handed out. Again it changes nothing: a
    /// job that is new then is known in part until its last page.
    void go_live(common::Instant now);

    /// A chain, from a page. One that is known only brings its state.
    void learn(common::Chain chain, common::Instant now);
    /// A chain's present state. @return false when the chain is not known.
    bool merge(const common::ChainState& state, common::Instant now);
    void claimed(const common::Claimed& answer, common::Instant now);
    void claim_ended(const common::ClaimEnded& answer, common::Instant now);

    std::vector<HelloReply> hello(const common::Hello& hello, common::Instant now);
    /// Whether this is the worker's latest boot that was heard.
    [[nodiscard]] bool is_current(const common::WorkerName& worker, std::uint64_t nonce) const {
        return workers_.is_current(worker, nonce);
    }
    /// Whether this worker was heard, and is not forgotten.
    [[nodiscard]] bool is_known(const common::WorkerName& worker) const {
        return workers_.is_known(worker);
    }
    void slot_freed(const common::SlotFreed& freed);
    /// This assignment reached nobody: its lease ends, and its worker gets nothing until it is
    /// heard again.
    void undelivered(const Assignment& assignment, common::Instant now);

    /// Expires what is due, repeats claims, hands out ready days; returns all that is to be sent.
    /// To be called after every batch of events, at next_deadline(), and with everything read that
    /// had arrived before: a call that comes much too late is taken for a pause of the broker
    /// itself, and leases are extended by it before any of them expires.
    [[nodiscard]] std::vector<Decision> decide(common::Instant now);
    /// When decide() has something to do though nothing arrived.
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

    /// How things stand; `id` and `writer_silent_ms` are the caller's to fill in.
    [[nodiscard]] common::BrokerState state(common::Instant now) const;
    /// What the asked chains of a job wait for, in O(chains of the job); `writer_silent_ms` and
    /// `max_attempts` are the caller's to fill in.
    [[nodiscard]] common::Waits waits(const common::WaitsRequest& request,
                                      common::Instant now) const;
    /// Recounts everything from scratch, and CHECKs.
    void check_invariants() const;

private:
    using Held = std::vector<common::Held>;

    // places (job_queue.cpp)
    void move_to(BrokerChain& chain, Place place, common::Instant now);
    void leave(BrokerChain& chain);
    void enter(BrokerChain& chain);
    void settle(BrokerChain& chain, common::Instant now);
    void take_in(BrokerChain& chain, const common::ChainState& state, common::Instant now);
    void stop_lease(const BrokerChain& chain);
    void next_day_moved(BrokerChain& chain, std::size_t from, common::Instant now);
    void open_barrier(std::int64_t job, common::Instant now);
    void settle_barred(std::int64_t chain, common::Instant now);
    [[nodiscard]] bool may_start(const BrokerChain& chain) const;
    void forget_if_over(std::int64_t job);
    void no_more_chains(std::int64_t job, common::Instant now);
    void hold_open_attempts(BrokerChain& chain, const std::vector<common::DayAttempt>& attempts,
                            common::Instant now);
    void grant(BrokerChain& chain, Leased lease, common::Instant now);
    void set_idle(BrokerChain& chain, bool idle);
    FairShare& share_of(const BrokerChain& chain);

    // heartbeats (heartbeat.cpp)
    void end_other_boots(const common::WorkerName& worker, std::uint64_t nonce,
                         common::Instant now);
    void weigh(const common::Hello& hello, const Held& held, common::Instant now,
               std::vector<HelloReply>& replies);
    void adopt(BrokerChain& chain, const common::Hello& hello, const Held& held,
               common::Instant now);
    void settle_unshown(const common::Hello& hello, const Held& sorted, common::Instant now);
    [[nodiscard]] std::optional<std::string> reason_to_drop(const BrokerChain* chain,
                                                            const common::Held& held) const;

    // waits (job_queue_waits.cpp)
    [[nodiscard]] common::Awaited awaited(const BrokerChain& chain) const;
    [[nodiscard]] common::Wait wait_of(const BrokerChain& chain, common::Instant now) const;

    // time (job_queue_time.cpp)
    void extend_after_pause(common::Instant now);
    void fall_due(BrokerChain& chain, common::Instant now);
    void admit_jobs(common::Instant now);
    void hand_out(common::Instant now);
    void claim_for(BrokerChain& chain, Workers::Candidate worker, common::Instant now);
    [[nodiscard]] std::size_t ready_chains() const;
    [[nodiscard]] common::Instant pause() const { return settings_.lease / 5; }
    void check_place(const BrokerChain& chain) const;

    Settings settings_;
    std::int64_t epoch_ = 0;
    std::uint64_t nonce_ = 0;
    bool live_ = false;
    std::uint64_t claims_made_ = 0;
    std::optional<common::Instant> last_decided_;
    std::vector<Decision> decisions_;

    std::unordered_map<std::int64_t, BrokerChain> chains_;
    std::unordered_map<std::int64_t, BrokerJob> jobs_;
    Admission admission_;
    std::map<common::Needs, FairShare> shares_;  ///< of chains by what they need
    Deadlines deadlines_;
    std::size_t leased_ = 0;
    Workers workers_;
};

}  // namespace tradepit::broker
