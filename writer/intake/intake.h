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

#include "common/limits.h"
#include "common/messages/messages.h"
#include "common/messages/parts.h"
#include "common/time.h"
#include "writer/intake/chain_record.h"
#include "writer/intake/job_check.h"
#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Recorded orders of all days of one claim, so that it and its assignment fit into a frame with
/// the opening portfolio. One day alone is within it.
inline constexpr std::size_t CLAIM_ORDERS_BYTES_MAX = common::FRAME_BYTES_MAX / 2;
static_assert(common::DAY_ORDERS_BYTES_MAX <= CLAIM_ORDERS_BYTES_MAX);

/// Requests in parts on their way to the writer. A submitter that is not answered sends all parts
/// again, so a transfer that was given up makes room.
inline constexpr common::Assembly::Limits COMMAND_PARTS{
    .whole_bytes_max = common::REQUEST_BYTES_MAX,
    .parts_max = common::REQUEST_BYTES_MAX / common::PART_BYTES_MAX + 1,
    .under_way_max = 4,
    .bytes_max = 4 * common::REQUEST_BYTES_MAX,
    .idle_max = std::chrono::minutes{1},
    .when_full = common::Assembly::WhenFull::drop_quietest,
    .too_large_status = 507};

/// Octets that name a peer of the events socket.
using Peer = std::string;

/// Leaves after the commit that it belongs to, never before.
struct Reply {
    Peer peer;
    common::Message message;
};

/// The last number given of each kind.
struct Counters {
    std::int64_t epoch = 0;
    std::int64_t change = 0;
    std::int64_t job = 0;
    std::int64_t chain = 0;
    std::int64_t claim = 0;
    std::int64_t detail = 0;
    std::int64_t position = 0;
};

/// What intake knows, as the store has it.
struct IntakeState {
    Counters counters;
    std::map<std::uint64_t, std::int64_t> epochs;  ///< by the broker's nonce
    std::map<std::int64_t, ChainRecord> chains;    ///< of unfinished jobs
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

/// A chain of a job that a new one is to go on from, from the store.
struct Predecessor {
    common::JobId job;
    std::pair<std::int64_t, std::int64_t> job_chains;  ///< of that job, the first and the last
    common::JobId successor;  ///< a job that goes on from one of those; empty: none
    common::ModelName model;
    common::MarketName market;
    // Of its series, before the day that the new chain starts with:
    SeriesOpening opening;
    std::optional<Standing> standing;
    common::Close close;  ///< what the new chain opens with
};

/// A model's last completed close in a market: the latest date, and of that the newest job.
struct LastClose {
    std::int64_t chain = 0;
    common::Stamp date;
};

/// What the store has of the chains that a job's models are to go on from.
struct Predecessors {
    std::map<std::int64_t, Predecessor> chains;
    std::map<common::ModelName, LastClose> last;  ///< of a resume, by model; if it has any
};

/// What a key was answered with, from the store.
struct PastAnswer {
    std::string request_hash;
    /// Nothing for what was no command, such as an import.
    std::optional<common::CommandOutcome> outcome;
};

/// What intake decided: one transaction, and the replies that leave once it is committed.
struct Commit {
    std::vector<Operation> operations;
    std::vector<Reply> replies;
    /// Attempts refused for what they said: somebody has a bug, or lies.
    std::vector<std::string> alarms;
};

/// The writer's decisions: epochs, claims, fencing, batches, the ends of days and jobs. Pure;
/// DESIGN section 3 has the rules, and model/protocol_model.py is their reference.
///
/// Inputs are taken one after the other, each seeing what the ones before it did; finish() gives
/// what they come to. Then either the operations are committed and committed() is called, or this
/// object is thrown away and made anew from the store. Bytes from outside are believed nowhere:
/// whatever the inputs, the operations break no constraint of the schema.
class Intake {
public:
    struct Limits {
        std::int32_t max_attempts = 3;  ///< started attempts of one model-day
    };

    Intake(Limits limits, IntakeState state) : limits_{limits}, known_{std::move(state)} {}

    void take(const Peer& peer, const common::EpochRequest& request);
    void take(const Peer& peer, const common::PageRequest& request);
    /// `changes`: what the store has after the request's cursor, in order; may be cut anywhere.
    void take(const Peer& peer, const common::ChangesRequest& request,
              const std::vector<PastChange>& changes);
    /// `past`: the state of a chain of a finished job, if the store has that chain.
    void take(const Peer& peer, const common::Claim& claim,
              const std::optional<common::ChainState>& past, common::UtcTime now);
    /// `past`: asked for when needs_past() says so.
    void take(const Peer& peer, common::Batch batch, const std::optional<PastAttempt>& past,
              common::UtcTime now);
    /// A job whose parts are together. `past`: what its key was answered with before; `id_taken`:
    /// the store has a job of that id; `predecessors`: what the store has of the chains that its
    /// models name.
    void take(const Peer& peer, std::shared_ptr<const common::Job> job,
              const std::optional<PastAnswer>& past, bool id_taken,
              const Predecessors& predecessors = {});
    /// `stored`: the job's status in the store, which has it or not.
    void take(const Peer& peer, const common::CancelJob& request,
              const std::optional<PastAnswer>& past, std::optional<JobStatus> stored,
              common::UtcTime now);
    void take(const Peer& peer, const common::KeepRefusal& request,
              const std::optional<PastAnswer>& past);

    /// Answers a message of an older epoch, and says so; else remembers the broker's peer.
    [[nodiscard]] bool is_stale(const Peer& peer, std::int64_t epoch);
    [[nodiscard]] bool knows(std::int64_t chain) const { return known_.chains.contains(chain); }
    /// Of the newest epoch; empty: not heard of yet.
    [[nodiscard]] const Peer& broker() const { return broker_; }
    /// Whether a day of this chain may have recorded orders, as far as is known.
    [[nodiscard]] bool may_have_orders(std::int64_t chain) const;
    /// Whether only the store can say what this attempt was.
    [[nodiscard]] bool needs_past(const common::AttemptKey& key) const;
    /// The last change number that was committed or is about to be.
    [[nodiscard]] std::int64_t cursor() const { return known_.counters.change; }

    /// Gives numbers to rows that are not decided here: as many of each kind as `count` says.
    /// Numbers whose rows are not committed stay unused.
    /// @return the last number given before, of each kind
    [[nodiscard]] Counters reserve(const Counters& count);

    [[nodiscard]] Commit finish();
    /// The commit is in the store: forgets what ended.
    void committed();

private:
    ChainRecord* find(std::int64_t chain);
    void reply(const Peer& peer, common::Message message);

    // Commands.
    /// What a command is known by: a repeat has both, a misuse of its key another hash.
    struct CommandKey {
        const std::string& key;
        const std::string& hash;
    };
    [[nodiscard]] bool answer_again(const Peer& peer, const CommandKey& command,
                                    const std::optional<PastAnswer>& past);
    void answer(const Peer& peer, const CommandKey& command, common::CommandOutcome outcome);
    void refuse(const Peer& peer, const CommandKey& command, std::int32_t status,
                std::string detail);
    void cancel(JobRecord& job, common::UtcTime now);
    std::shared_ptr<JobRecord> job_of(const common::JobId& job) const;

    // Jobs.
    [[nodiscard]] std::optional<JobFault> fault_of_predecessors(
        const common::Job& job, const Predecessors& predecessors) const;
    [[nodiscard]] std::optional<JobFault> fault_of_successors(
        const Predecessors& predecessors) const;
    [[nodiscard]] std::optional<JobFault> fault_of_open_jobs(const common::Job& job) const;
    void add_job(const std::shared_ptr<const common::Job>& job, const Predecessors& predecessors);
    void add_chain(const common::Job& job, const common::JobModel& model,
                   const std::shared_ptr<JobRecord>& record, const Predecessors& predecessors);
    void settle(JobRecord& job, common::UtcTime now);
    void save(const std::shared_ptr<JobRecord>& job);

    // Claims.
    bool is_repeat(const ChainRecord& chain, const common::Claim& claim) const;
    void remember(ChainRecord& chain, const common::Claim& claim);
    void open_attempts(ChainRecord& chain, const common::Claim& claim);
    void supersede(ChainRecord& chain, const std::string& reason);

    // Batches.
    struct Target {
        ChainRecord& chain;
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
    void set_running(ChainRecord& chain, std::int32_t day, OpenDay& open, common::UtcTime now);
    void set_pending(ChainRecord& chain, std::int32_t day, OpenDay& open);
    void end_day(ChainRecord& chain, std::int32_t day, DayStatus status, const std::string& error,
                 common::UtcTime now, common::UtcTime started);
    void changed(ChainRecord& chain);

    void finish_attempts();
    void finish_changes();

    Limits limits_;
    IntakeState known_;
    Peer broker_;  ///< of the newest epoch; empty: not heard of yet

    // Since the last commit.
    Commit commit_;
    std::vector<std::pair<std::int64_t, std::int32_t>>
        touched_;  ///< (chain, day) with unsaved attempts
    std::vector<std::int64_t> changed_;
    std::vector<std::pair<std::int64_t, std::int32_t>> ended_;
    std::vector<std::shared_ptr<JobRecord>> unsaved_jobs_;
    std::unordered_map<std::string, PastAnswer> answered_keys_;
};

}  // namespace tradepit::writer
