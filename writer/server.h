#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "common/process/complaints.h"
#include "common/process/kept_endpoint.h"
#include "common/process/log_rate_limiter.h"
#include "common/process/sockets.h"
#include "common/time.h"
#include "writer/imports/uploads.h"
#include "writer/intake/intake.h"
#include "writer/maintenance/cancelled_days.h"
#include "writer/maintenance/maintenance.h"
#include "writer/store/store.h"

namespace tradepit::writer {

/// The writer's event loop: it receives what waits on the events socket, lets Intake decide,
/// commits everything in one transaction and then sends the answers. It never waits for more input
/// to make a commit larger, so commits grow with the load. Not thread-safe.
class Server {
public:
    struct Settings {
        Intake::Limits limits;
        // One commit takes the frames that wait in the socket, up to these two limits.
        std::size_t commit_frames_max = 1'000;
        std::size_t commit_bytes_max = std::size_t{512} << 10;
        /// How long the loop pauses before the next attempt, after a commit failed for a reason
        /// that may pass (may_pass()).
        std::chrono::milliseconds pause_after_failure{200};
        /// How long after a stop was requested another commit may begin. One is tried in any case.
        std::chrono::milliseconds stop_within{2'000};
        /// How many pages in the write-ahead log cause a checkpoint although there is work; 16,384
        /// pages are 64 MiB.
        int checkpoint_pages = 16'384;
        /// The same limit while maintenance runs, which writes a lot: 4 MiB, so that the checkpoint
        /// holds up a commit only briefly.
        int checkpoint_pages_at_maintenance = 1'024;
        /// While there are commits, maintenance pauses after each slice for this many times as long
        /// as the slice took, including the checkpoint after it. Without the pause a writer
        /// under load would spend most of its time in slices, and workers would wait for room.
        int maintenance_pause_factor = 3;
        Maintenance::Settings maintenance{};
    };

    /// Totals since this object was made.
    struct Counts {
        std::uint64_t commits = 0;     ///< also those in which intake decided to write nothing
        std::uint64_t malformed = 0;   ///< frames and commands
        std::uint64_t unexpected = 0;  ///< messages of a kind that a writer does not take
        std::uint64_t refused = 0;  ///< attempts that were refused, each with an alarm in the log
        std::uint64_t superseded = 0;  ///< batches that were answered with `superseded`
        /// Also those that only tried whether writing works again.
        std::uint64_t failed_commits = 0;
    };

    /// Serves `events`, a bound ROUTER, and loads the state of `store`. Both must outlive this.
    /// @throws SQLite::Exception; Corrupt for rows that no writer wrote; Replaced.
    Server(zmq::socket_t& events, Store& store, Settings settings);

    /// Runs until `stop_descriptor` is readable. Then it commits what has arrived, for at most
    /// `stop_within`, empties the write-ahead log and returns.
    /// @throws SQLite::Exception for an error that does not pass by itself; Replaced; Misplaced and
    /// LogDetached (file_witness.h).
    void run(int stop_descriptor);

    /// Runs one iteration: waits for input for at most `wait`, commits what came, marks some days
    /// of cancelled jobs as cancelled, and runs a slice of maintenance if one is due. While writes
    /// fail, it only tries whether they work again.
    /// @return whether input was committed and answered: false when nothing waited, and when the
    /// commit failed.
    /// @throws as run().
    bool step(std::chrono::milliseconds wait);

    [[nodiscard]] const Counts& counts() const { return counts_; }

private:
    /// Looks whether the database is still where it was, and whether another program has written to
    /// it. @return whether it could be looked at.
    [[nodiscard]] bool look_at_the_database();
    /// Takes the frames that wait, up to the limits of a commit. @return how many.
    std::size_t take_waiting();
    void take(common::Received received);
    void on(const Peer& peer, common::EpochRequest& request);
    void on(const Peer& peer, common::PageRequest& request);
    void on(const Peer& peer, common::ChangesRequest& request);
    void on(const Peer& peer, common::Claim& claim);
    void on(const Peer& peer, common::Batch& batch);
    void on(const Peer& peer, common::CommandPart& part);
    void on(const Peer& peer, common::Upload& part);
    void on(const Peer& peer, common::WriterStateRequest& request);
    /// Executes a command that has come whole. @param part its last part, without the octets.
    void on_command(const Peer& peer, const common::CommandPart& part, const std::string& octets);
    void execute(const Peer& peer, common::Job& job);
    void execute(const Peer& peer, const common::CancelJob& request);
    void execute(const Peer& peer, const common::RecordRefusal& request);
    void execute(const Peer& peer, const common::RunMaintenance& request);
    void commit_and_answer();
    /// Decides what becomes of the commit after an error that may pass.
    void on_failed_commit(const SQLite::Exception& error);
    /// Begins a pause of the loop (held_until_), and tells log and broker why. With a full disk,
    /// maintenance frees what it can. @param what what was not done; the log line begins with it.
    void enter_failure(const std::string& what, const SQLite::Exception& error);
    /// Says, if writes failed before, that they succeed again.
    void leave_failure();
    /// Tries, while writes fail, whether a commit succeeds now.
    void try_to_recover();
    /// Adds to the answers to claims the orders that replayed days repeat: intake leaves them
    /// empty.
    void fill_orders(std::vector<Reply>& replies);
    void send(const Reply& reply);
    /// Gives upload_parts_ to the imports, each in a transaction of its own, and sends the answers.
    void answer_uploads();
    /// Loads intake's state from the store again.
    void reload();
    /// Begins the tasks of maintenance_requests_, and sends the answers that are due.
    void answer_maintenance();
    /// Marks one slice of the days of cancelled jobs as cancelled.
    void mark_cancelled_days();
    /// Runs a slice of maintenance, if one is due and maintenance is not paused.
    /// @return whether one was.
    [[nodiscard]] bool maintain();
    /// After a slice that began at `began`: pauses maintenance if there was a commit since the
    /// slice before.
    void pause_maintenance(common::Instant began);
    /// How long the loop may wait for input.
    [[nodiscard]] std::chrono::milliseconds poll_timeout() const;
    /// Whether there is nothing to do without input: no cancelled day is to be marked, and no
    /// maintenance is due.
    [[nodiscard]] bool is_at_rest() const;
    /// Checkpoints the write-ahead log if it is large, or if the writer is `idle`.
    void checkpoint_if_due(bool idle);

    zmq::socket_t& events_;
    common::KeptEndpoint events_kept_{events_};
    Store& store_;
    Settings settings_;
    Intake intake_;
    common::Assembly command_parts_{COMMAND_PARTS};
    Uploads uploads_;
    CancelledDays cancelled_days_;   ///< reloaded whenever intake_ is
    common::Complaints complaints_;  ///< about what peers send
    Maintenance maintenance_;
    Counts counts_;

    common::UtcTime now_;  ///< when the present step() began

    // Collected since the last commit.
    std::vector<Reply> replies_;  ///< replies that do not come from intake
    std::vector<std::pair<Peer, common::Upload>> upload_parts_;
    std::vector<std::pair<Peer, common::RunMaintenance>> maintenance_requests_;
    std::optional<Commit> uncommitted_;  ///< decided by intake, but not in the store yet
    /// How often committing `uncommitted_` has failed, each time with changed_nothing().
    std::size_t failed_tries_ = 0;

    bool needs_reload_ = false;         ///< intake must be loaded from the store again
    common::Instant held_until_{0};     ///< no commit before this time
    common::Instant maintain_from_{0};  ///< no slice of maintenance before this time
    /// Whether there was a commit since the last slice of maintenance.
    bool committed_since_slice_ = false;
    /// The last broker that intake knew. After reload() intake knows none.
    Peer broker_;
    /// A time in which writes fail.
    struct Failing {
        common::Instant since{};
        std::uint64_t failures = 0;  ///< writes that failed since then
    };
    std::optional<Failing> failing_;            ///< set while writes fail
    common::LogRateLimiter failure_log_limit_;  ///< of lines about writes that fail
    common::LogRateLimiter foreign_log_limit_;  ///< of lines about other programs' writes
};

}  // namespace tradepit::writer
