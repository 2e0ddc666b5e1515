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
#include "writer/intake/stored_answer.h"

namespace tradepit::writer {

/// How many bytes the recorded orders of all days of one claim may have. With this limit the answer
/// to the claim, and the assignment that is made from it, fit into a frame together with the
/// opening portfolio. The orders of a single day are always within the limit.
inline constexpr std::size_t CLAIM_ORDERS_BYTES_MAX = common::FRAME_BYTES_MAX / 2;
static_assert(common::DAY_ORDERS_BYTES_MAX <= CLAIM_ORDERS_BYTES_MAX);

/// Limits of the commands that arrive in parts. When there is no room, the transfer that was silent
/// for longest is dropped. Its sender gets no answer, and then sends all parts again.
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
    std::int64_t job = 0;  ///< jobs in the order of their submission; not the job's id
    std::int64_t chain = 0;
    std::int64_t claim = 0;
    std::int64_t detail = 0;    ///< id of a row of job_details
    std::int64_t position = 0;  ///< id of a row of positions
};

/// The state of intake, as the store has it.
struct IntakeState {
    Counters counters;
    std::map<std::uint64_t, std::int64_t> epochs;  ///< by the broker's nonce
    std::map<std::int64_t, OpenChain> chains;      ///< of unfinished jobs
};

/// An attempt of a day that has ended, from the store.
struct StoredAttempt {
    std::uint64_t nonce = 0;      ///< of the worker's boot
    std::int64_t last_batch = 0;  ///< number of the last batch that was taken or counted as late
    common::AttemptState state = common::AttemptState::completed;
};

/// The last change of a chain, from the store.
struct StoredChange {
    std::int64_t number = 0;
    std::int64_t chain = 0;
    /// The state of the chain, where its job has ended and intake no longer knows it.
    std::optional<common::ChainState> ended_chain;
};

/// A stored chain that a chain of a new job is to continue.
struct Predecessor {
    common::JobId job;
    std::pair<std::int64_t, std::int64_t> job_chains;  ///< the first and the last chain of that job
    common::JobId successor;  ///< a job that continues a chain of that job already; empty: none
    common::ModelName model;
    common::MarketName market;
    // The state of this chain's series before the first day of the new chain.
    common::SeriesOpening opening;
    std::optional<common::RunningStats> stats;  ///< nothing: no day of it is completed
    common::Close close;                        ///< what the new chain opens with
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
    /// For a resume, by model: its last completed close. A model without one has no entry.
    std::map<common::ModelName, LastClose> last_closes;
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
              const std::vector<StoredChange>& changes);
    /// `ended_chain`: the state of a chain of a finished job, if the store has that chain.
    void take(const Peer& peer, const common::Claim& claim,
              const std::optional<common::ChainState>& ended_chain, common::UtcTime now);
    /// `stored`: the stored attempt, if there is one. It is used only where needs_stored_attempt()
    /// is true.
    void take(const Peer& peer, common::Batch batch, const std::optional<StoredAttempt>& stored,
              common::UtcTime now);
    /// A job whose parts have all arrived. `before`: the stored answer to its key, if there is one;
    /// `id_taken`: the store has a job with this id; `predecessors`: the stored chains that its
    /// models are to continue.
    void take(const Peer& peer, std::shared_ptr<const common::Job> job,
              const std::optional<StoredAnswer>& before, bool id_taken,
              const Predecessors& predecessors = {});
    /// `stored`: the job's status in the store; nothing when the store does not have it.
    void take(const Peer& peer, const common::CancelJob& request,
              const std::optional<StoredAnswer>& before, std::optional<JobStatus> stored,
              common::UtcTime now);
    /// Records a refusal under its key. Other statuses than 400 to 499 are answered with 400 and
    /// not recorded. The caller has checked the key.
    void take(const Peer& peer, const common::RecordRefusal& request,
              const std::optional<StoredAnswer>& before);

    /// Whether the message is of another epoch than the newest. If so, it is answered with
    /// StaleEpoch; if not, `peer` is remembered as the broker.
    [[nodiscard]] bool is_stale(const Peer& peer, std::int64_t epoch);
    /// Whether the chain belongs to an unfinished job.
    [[nodiscard]] bool knows(std::int64_t chain) const { return known_.chains.contains(chain); }
    /// The peer of the newest epoch's broker; empty until that broker has sent something.
    [[nodiscard]] const Peer& broker() const { return broker_; }
    /// Whether a day of this chain may have recorded orders; also true for a chain that is not
    /// known here.
    [[nodiscard]] bool may_have_orders(std::int64_t chain) const;
    /// Whether take() needs the stored state of this attempt, because its day or its chain has
    /// ended.
    [[nodiscard]] bool needs_stored_attempt(const common::AttemptKey& key) const;
    /// The last change number that was committed or is about to be.
    [[nodiscard]] std::int64_t cursor() const { return known_.counters.change; }

    /// Reserves numbers for rows that are decided elsewhere (imports): as many of each kind as
    /// `count` says. Numbers whose rows are not committed stay unused.
    /// @return the last number of each kind that was given before.
    [[nodiscard]] Counters reserve(const Counters& count);

    /// The operations, replies and alarms of all inputs since the last finish().
    [[nodiscard]] Commit finish();
    /// Must be called once the commit of finish() is in the store. Drops the days and jobs that
    /// have ended from memory.
    void committed();

private:
    /// Null: the chain belongs to no unfinished job.
    OpenChain* find(std::int64_t chain);
    void reply(const Peer& peer, common::Message message);

    // Commands.
    /// Identifies a command. A repeat has the same key and the same hash; the same key with another
    /// hash is a misuse of the key.
    struct CommandKey {
        const std::string& key;
        const std::string& hash;
    };
    /// Answers a command whose key has an answer already. @return whether it has.
    [[nodiscard]] bool answer_again(const Peer& peer, const CommandKey& command,
                                    const std::optional<StoredAnswer>& before);
    /// Answers a command, and records the answer under its key.
    void answer(const Peer& peer, const CommandKey& command, common::CommandOutcome outcome);
    void refuse(const Peer& peer, const CommandKey& command, std::int32_t status,
                std::string detail);
    void cancel(OpenJob& job, common::UtcTime now);
    /// Null: no chain of such a job is known here.
    std::shared_ptr<OpenJob> job_of(const common::JobId& job) const;

    // Jobs.
    [[nodiscard]] std::optional<JobFault> fault_of_predecessors(
        const common::Job& job, const Predecessors& predecessors) const;
    [[nodiscard]] std::optional<JobFault> fault_of_successors(
        const Predecessors& predecessors) const;
    [[nodiscard]] std::optional<JobFault> fault_of_open_jobs(const common::Job& job) const;
    void add_job(const std::shared_ptr<const common::Job>& job, const Predecessors& predecessors);
    void add_chain(const common::Job& job, const common::JobModel& model,
                   const std::shared_ptr<OpenJob>& open_job, const Predecessors& predecessors);
    /// Sets the job's final status and end time once all its days have ended.
    void end_job_if_done(OpenJob& job, common::UtcTime now);
    /// Notes that the next commit has to save the job.
    void mark_unsaved(const std::shared_ptr<OpenJob>& job);

    // Claims.
    /// Whether a claim with the same request id was taken before.
    bool is_repeat(const OpenChain& chain, const common::Claim& claim) const;
    /// Keeps the claim's request id for is_repeat().
    void remember_request(OpenChain& chain, const common::Claim& claim);
    void open_attempts(OpenChain& chain, const common::Claim& claim);
    /// Ends the open attempts of the chain as superseded.
    void supersede(OpenChain& chain, const std::string& reason);

    // Batches.
    /// An attempt that is known here, with its day and chain.
    struct Target {
        OpenChain& chain;
        std::int32_t day;  ///< index of the day in the chain
        OpenDay& open;     ///< that day
        Attempt& attempt;
    };
    /// Counts the events of a batch that came too late to be stored.
    void count_late(const common::Batch& batch);
    void take_batch(const Peer& peer, common::Batch& batch, const Target& target,
                    common::UtcTime now);
    void take_end(const Peer& peer, common::Batch& batch, const Target& target,
                  common::UtcTime now);
    /// Decodes the batch's events into `events` and checks them; `opening` is as for
    /// DayLedger::add(). @return why the attempt must be refused; nothing when all is well.
    std::optional<std::string> take_events(common::Batch& batch, const Target& target,
                                           const common::Close* opening,
                                           std::vector<common::Event>& events);
    /// Ends the day as completed. @return why the attempt must be refused instead; nothing when the
    /// day has ended.
    std::optional<std::string> complete(common::Batch& batch, const Target& target,
                                        common::UtcTime now);
    void store_events(const Target& target, std::vector<common::Event> events,
                      std::int32_t last_stored_step, const std::optional<common::Figures>& figures);
    /// Ends the attempt as refused, with an alarm.
    void refuse(const Peer& peer, const Target& target, const std::string& reason);
    /// Ends an attempt that did not complete the day, and deletes its rows.
    void close_attempt(const Target& target, common::AttemptState state, const std::string& error);
    /// Notes that the next commit has to save the attempt.
    void mark_unsaved(const Target& target);

    // Days.
    void set_running(OpenChain& chain, std::int32_t day, OpenDay& open, common::UtcTime now);
    void set_pending(OpenChain& chain, std::int32_t day, OpenDay& open);
    /// Ends the chain's next open day, as completed or failed.
    void end_day(OpenChain& chain, std::int32_t day, DayStatus status, const std::string& error,
                 common::UtcTime now, common::UtcTime started);
    /// Notes that the chain takes a change number with the next commit.
    void mark_changed(OpenChain& chain);

    /// Adds the operations that save the unsaved attempts.
    void save_attempts();
    /// Gives the changed chains their numbers, and tells the broker their states.
    void number_changes();

    Limits limits_;
    IntakeState known_;
    Peer broker_;  ///< broker()

    // Since the last commit.
    Commit commit_;
    /// (chain, index of the day) of days with unsaved attempts.
    std::vector<std::pair<std::int64_t, std::int32_t>> unsaved_days_;
    std::vector<std::int64_t> changed_chains_;
    /// (chain, index of the day) of days that have ended.
    std::vector<std::pair<std::int64_t, std::int32_t>> ended_days_;
    std::vector<std::shared_ptr<OpenJob>> unsaved_jobs_;
    std::unordered_map<std::string, StoredAnswer> answered_keys_;  ///< the answers, by key
};

}  // namespace tradepit::writer
