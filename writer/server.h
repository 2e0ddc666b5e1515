#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "common/process/log_rate_limiter.h"
#include "common/process/sockets.h"
#include "common/time.h"
#include "writer/imports/uploads.h"
#include "writer/intake/intake.h"
#include "writer/maintenance/cancelled_days.h"
#include "writer/maintenance/maintenance.h"
#include "writer/rows/series.h"
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
        /// After a stop was requested, no further commit begins later than this.
        std::chrono::milliseconds stop_within{2'000};
        /// Pages in the write-ahead log that cause a checkpoint although there is work; 16,384
        /// pages are 64 MiB.
        int checkpoint_pages = 16'384;
        /// The same limit while maintenance runs, which writes a lot: 4 MiB, so that the checkpoint
        /// holds up a commit only briefly.
        int checkpoint_pages_at_maintenance = 1'024;
        /// While there are commits, maintenance pauses after each slice for this many times as long
        /// as the slice took, including the checkpoint after it. Without the pause the batches of
        /// workers would wait until their windows are full.
        int maintenance_pause_factor = 3;
        Maintenance::Settings maintenance{};
    };

    /// Totals since this object was made.
    struct Counts {
        std::uint64_t commits = 0;
        std::uint64_t malformed = 0;
        std::uint64_t unexpected = 0;  ///< messages of a kind that a writer does not take
        std::uint64_t refused = 0;  ///< attempts that were refused, each with an alarm in the log
        std::uint64_t superseded = 0;  ///< batches that were answered with `superseded`
        std::uint64_t failed_commits = 0;
    };

    /// Serves `events`, a bound ROUTER, and loads the state of `store`. Both must outlive this.
    /// @throws SQLite::Exception; Corrupt for rows that no writer wrote; Replaced.
    Server(zmq::socket_t& events, Store& store, Settings settings);

    /// Runs until `stop_descriptor` is readable. Then it commits what has arrived, for at most
    /// `stop_within`, empties the write-ahead log and returns.
    /// @throws SQLite::Exception for an error that does not pass by itself; Replaced.
    void run(int stop_descriptor);

    /// Runs one iteration: waits for input for at most `wait`, commits what came, and runs a slice
    /// of maintenance if one is due.
    /// @return whether something was committed or answered: false when nothing waited, and when the
    /// commit failed.
    /// @throws as run().
    bool step(std::chrono::milliseconds wait);

    [[nodiscard]] const Counts& counts() const { return counts_; }

private:
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
    /// Holds the loop, and tells log and broker why. @param what the sentence that the log begins
    /// with.
    void enter_failure(const std::string& what, const SQLite::Exception& error);
    /// Says, if writes failed before, that they succeed again.
    void leave_failure();
    void try_to_recover();
    /// Adds the recorded orders to answers to claims, which intake leaves empty.
    void fill_orders(std::vector<Reply>& replies);
    void send(const Reply& reply);
    void answer_uploads();
    /// Loads intake's state from the store again.
    void reload();
    void answer_maintenance();
    void mark_cancelled_days();
    /// Runs a slice of maintenance, if one is due and maintenance is not paused.
    /// @return whether one was.
    [[nodiscard]] bool maintain();
    /// After a slice that began at `began`: pauses maintenance if there was a commit since the
    /// slice before.
    void pause_maintenance(common::Instant began);
    /// How long the loop may wait for input.
    [[nodiscard]] std::chrono::milliseconds poll_timeout() const;
    /// Whether only input makes work: no cancelled day is to be marked, and no maintenance is due.
    [[nodiscard]] bool is_at_rest() const;
    /// Checkpoints the write-ahead log if it is large, or if the writer is `idle`.
    void checkpoint_if_due(bool idle);

    zmq::socket_t& events_;
    Store& store_;
    Settings settings_;
    Intake intake_;
    common::Assembly command_parts_{COMMAND_PARTS};
    Uploads uploads_;
    Series series_;
    CancelledDays cancelled_days_;  ///< reloaded whenever intake_ is
    Maintenance maintenance_;
    Counts counts_;

    common::UtcTime now_;  ///< when the present step() began

    // Collected since the last commit.
    std::vector<Reply> replies_;  ///< replies that do not come from intake
    std::vector<std::pair<Peer, common::Upload>> upload_parts_;
    std::vector<std::pair<Peer, common::RunMaintenance>> maintenance_requests_;
    std::optional<Commit> uncommitted_;  ///< decided by intake, but not in the store yet
    std::size_t refusals_ = 0;  ///< how often the store refused `uncommitted_` (changed_nothing())

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
    common::LogRateLimiter log_limit_;          ///< of lines about what peers send
    common::LogRateLimiter failure_log_limit_;  ///< of lines about writes that fail
};

}  // namespace tradepit::writer
