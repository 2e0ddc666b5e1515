#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/accounting/running_stats.h"
#include "common/limits.h"
#include "common/messages/messages.h"
#include "common/messages/parts.h"
#include "common/time.h"
#include "writer/intake/job_check.h"
#include "writer/intake/open_chain.h"
#include "writer/intake/operations.h"
#include "writer/intake/past_answer.h"

namespace tradepit::writer {

/// How many bytes the recorded orders of all days of one claim may have. With this limit the answer
/// to the claim, and the assignment that is made from it, fit into a frame together with the
/// opening portfolio. The orders of a single day are always within the limit.
inline constexpr std::size_t CLAIM_ORDERS_BYTES_MAX = common::FRAME_BYTES_MAX / 2;
static_assert(common::DAY_ORDERS_BYTES_MAX <= CLAIM_ORDERS_BYTES_MAX);

/// Limits of the commands that arrive in parts. When there is no room, the transfer that was silent
/// for longest is dropped: a submitter that gets no answer sends all parts again.
inline constexpr common::Assembly::Limits COMMAND_PARTS{
    .whole_bytes_max = common::REQUEST_BYTES_MAX,
    .parts_max = common::REQUEST_BYTES_MAX / common::PART_BYTES_MAX + 1,
    .under_way_max = 4,
    .bytes_max = 4 * common::REQUEST_BYTES_MAX,
    .idle_max = std::chrono::minutes{1},
    .when_full = common::Assembly::WhenFull::drop_quietest,
    .too_large_status = 507};

/// The routing id of a peer of the events socket.
using Peer = std::string;

/// A message to a peer. It is sent after the commit that it belongs to, never before.
struct Reply {
    Peer peer;
    common::Message message;
};

/// The last number that was given out, for each kind of number.
struct Counters {
    std::int64_t epoch = 0;
    std::int64_t change = 0;
    std::int64_t job = 0;
    std::int64_t chain = 0;
    std::int64_t claim = 0;
    std::int64_t detail = 0;
    std::int64_t position = 0;
};

/// The state of intake, as the store has it.
struct IntakeState {
    Counters counters;
    std::map<std::uint64_t, std::int64_t> epochs;  ///< by the broker's nonce
    std::map<std::int64_t, OpenChain> chains;      ///< of unfinished jobs
};

/// An attempt of a day that has ended, from the store.
struct PastAttempt {
    std::uint64_t nonce = 0;
    std::int64_t last_batch = 0;
    common::AttemptState state = common::AttemptState::completed;
};

/// A change number with its chain, from the store.
struct PastChange {
    std::int64_t number = 0;
    std::int64_t chain = 0;
    std::optional<common::ChainState> past;  ///< of a chain that intake no longer knows
};

/// A stored chain that a chain of a new job is to continue.
struct Predecessor {
    common::JobId job;
    std::pair<std::int64_t, std::int64_t> job_chains;  ///< the first and the last chain of that job
    common::JobId successor;  ///< a job that continues one of these already; empty: none
    common::ModelName model;
    common::MarketName market;
    // The state of its series before the first day of the new chain.
    common::SeriesOpening opening;
    std::optional<common::RunningStats> stats;
    common::Close close;  ///< what the new chain opens with
};

/// A model's last completed close in a market: the one of the latest date, and for that date of the
/// newest job.
struct LastClose {
    std::int64_t chain = 0;
    common::Stamp date;
};

/// The stored chains that the models of a job are to continue.
struct Predecessors {
    std::map<std::int64_t, Predecessor> chains;
    /// For a resume: by model, for models that have one.
    std::map<common::ModelName, LastClose> last;
};

/// What intake decided: one transaction, and the replies that leave once it is committed.
struct Commit {
    std::vector<Operation> operations;
    std::vector<Reply> replies;
    /// One sentence for each attempt that was refused for its content. Either the worker has a bug,
    /// or somebody sends false data.
    std::vector<std::string> alarms;
};

/// The writer's decisions: epochs, claims, fencing, batches, the ends of days and jobs. Pure.
/// docs/ARCHITECTURE.md explains the rules.
///
/// The inputs are taken one after the other, and each sees the effects of those before it; finish()
/// returns the resulting commit. Then either its operations are committed and committed() is
/// called, or this object is discarded and made again from the store. Input is never trusted:
/// whatever it contains, the operations violate no constraint of the schema.
class Intake {
public:
    struct Limits {
        std::int32_t max_attempts = 3;  ///< started attempts of one model-day
    };

    Intake(Limits limits, IntakeState state) : limits_{limits}, known_{std::move(state)} {}

    /// Grants the next epoch to a nonce that is new; a known nonce gets its epoch again.
    void take(const Peer& peer, const common::EpochRequest& request);
    /// Answers with the next page of unfinished chains; an empty page is the end.
    void take(const Peer& peer, const common::PageRequest& request);
    /// `changes`: the stored changes after the request's cursor, in order. The list may end early;
    /// the broker then asks again.
    void take(const Peer& peer, const common::ChangesRequest& request,
              const std::vector<PastChange>& changes);
    /// `past`: the state of a chain of a finished job, if the store has that chain.
    void take(const Peer& peer, const common::Claim& claim,
              const std::optional<common::ChainState>& past, common::UtcTime now);
    /// `past`: the stored attempt. Only looked up when needs_past() says so.
    void take(const Peer& peer, common::Batch batch, const std::optional<PastAttempt>& past,
              common::UtcTime now);
    /// A job whose parts have all arrived. `past`: the stored answer to its key, if there is one;
    /// `id_taken`: the store has a job with this id; `predecessors`: the stored chains that its
    /// models are to continue.
    void take(const Peer& peer, std::shared_ptr<const common::Job> job,
              const std::optional<PastAnswer>& past, bool id_taken,
              const Predecessors& predecessors = {});
    /// `stored`: the job's status in the store; nothing when the store does not have it.
    void take(const Peer& peer, const common::CancelJob& request,
              const std::optional<PastAnswer>& past, std::optional<JobStatus> stored,
              common::UtcTime now);
    /// Records a refusal under its key. Other statuses than 400 to 499, and keys without 1 to
    /// NAME_BYTES_MAX bytes, are answered with 400 and not recorded.
    void take(const Peer& peer, const common::KeepRefusal& request,
              const std::optional<PastAnswer>& past);

    /// Whether the message is of another epoch than the newest. If so, it is answered with
    /// StaleEpoch; if not, `peer` is remembered as the broker.
    [[nodiscard]] bool is_stale(const Peer& peer, std::int64_t epoch);
    /// Whether the chain belongs to an unfinished job.
    [[nodiscard]] bool knows(std::int64_t chain) const { return known_.chains.contains(chain); }
    /// The peer of the newest epoch's broker; empty until it was heard of.
    [[nodiscard]] const Peer& broker() const { return broker_; }
    /// Whether a day of this chain may have recorded orders; also true for a chain that is not
    /// known here.
    [[nodiscard]] bool may_have_orders(std::int64_t chain) const;
    /// Whether take() needs the stored state of this attempt, because its day or its chain has
    /// ended.
    [[nodiscard]] bool needs_past(const common::AttemptKey& key) const;
    /// The last change number that was committed or is about to be.
    [[nodiscard]] std::int64_t cursor() const { return known_.counters.change; }

    /// Reserves numbers for rows that are decided elsewhere (imports): as many of each kind as
    /// `count` says. Numbers whose rows are not committed stay unused.
    /// @return the last number of each kind that was given before.
    [[nodiscard]] Counters reserve(const Counters& count);

    /// The operations, replies and alarms of all inputs since the last finish().
    [[nodiscard]] Commit finish();
    /// Must be called once the commit of finish() is in the store; drops the days and jobs that
    /// have ended.
    void committed();

private:
    OpenChain* find(std::int64_t chain);
    void reply(const Peer& peer, common::Message message);

    // Commands.
    /// Identifies a command. A repeat has the same key and the same hash; the same key with another
    /// hash is a misuse of the key.
    struct CommandKey {
        const std::string& key;
        const std::string& hash;
    };
    [[nodiscard]] bool answer_again(const Peer& peer, const CommandKey& command,
                                    const std::optional<PastAnswer>& past);
    void answer(const Peer& peer, const CommandKey& command, common::CommandOutcome outcome);
    void refuse(const Peer& peer, const CommandKey& command, std::int32_t status,
                std::string detail);
    void cancel(OpenJob& job, common::UtcTime now);
    std::shared_ptr<OpenJob> job_of(const common::JobId& job) const;

    // Jobs.
    [[nodiscard]] std::optional<JobFault> fault_of_predecessors(
        const common::Job& job, const Predecessors& predecessors) const;
    [[nodiscard]] std::optional<JobFault> fault_of_successors(
        const Predecessors& predecessors) const;
    [[nodiscard]] std::optional<JobFault> fault_of_open_jobs(const common::Job& job) const;
    void add_job(const std::shared_ptr<const common::Job>& job, const Predecessors& predecessors);
    void add_chain(const common::Job& job, const common::JobModel& model,
                   const std::shared_ptr<OpenJob>& record, const Predecessors& predecessors);
    void settle(OpenJob& job, common::UtcTime now);
    void save(const std::shared_ptr<OpenJob>& job);

    // Claims.
    bool is_repeat(const OpenChain& chain, const common::Claim& claim) const;
    void remember(OpenChain& chain, const common::Claim& claim);
    void open_attempts(OpenChain& chain, const common::Claim& claim);
    void supersede(OpenChain& chain, const std::string& reason);

    // Batches.
    struct Target {
        OpenChain& chain;
        std::int32_t day;
        OpenDay& open;
        Attempt& attempt;
    };
    void count_late(const common::Batch& batch);
    void take_batch(const Peer& peer, common::Batch& batch, const Target& target,
                    common::UtcTime now);
    void take_end(const Peer& peer, common::Batch& batch, const Target& target,
                  common::UtcTime now);
    std::optional<std::string> take_events(common::Batch& batch, const Target& target,
                                           const common::Close* opening,
                                           std::vector<common::Event>& events);
    std::optional<std::string> complete(common::Batch& batch, const Target& target,
                                        common::UtcTime now);
    void store_events(const Target& target, std::vector<common::Event> events,
                      std::int32_t steps_before, const std::optional<common::Figures>& figures);
    void refuse(const Peer& peer, const Target& target, const std::string& reason);
    void close_attempt(const Target& target, common::AttemptState state, const std::string& error);
    void touch(const Target& target);

    // Days.
    void set_running(OpenChain& chain, std::int32_t day, OpenDay& open, common::UtcTime now);
    void set_pending(OpenChain& chain, std::int32_t day, OpenDay& open);
    void end_day(OpenChain& chain, std::int32_t day, DayStatus status, const std::string& error,
                 common::UtcTime now, common::UtcTime started);
    void changed(OpenChain& chain);

    void finish_attempts();
    void finish_changes();

    Limits limits_;
    IntakeState known_;
    Peer broker_;  ///< peer of the newest epoch's broker; empty until it was heard of

    // Since the last commit.
    Commit commit_;
    std::vector<std::pair<std::int64_t, std::int32_t>>
        touched_;  ///< (chain, day) with unsaved attempts
    std::vector<std::int64_t> changed_;
    std::vector<std::pair<std::int64_t, std::int32_t>> ended_;
    std::vector<std::shared_ptr<OpenJob>> unsaved_jobs_;
    std::unordered_map<std::string, PastAnswer> answered_keys_;
};

}  // namespace tradepit::writer
