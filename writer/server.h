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

/// The writer's loop: takes what waits on the events socket, decides, commits once, answers.
/// Batches grow with the load, and nothing is waited for to make one larger. One thread.
class Server {
public:
    struct Settings {
        Intake::Limits limits;
        // A commit takes what the socket holds, up to these limits.
        std::size_t commit_frames = 1'000;
        std::size_t commit_bytes = std::size_t{512} << 10;
        /// After a commit that failed for a reason that may pass.
        std::chrono::milliseconds hold{200};
        /// Begins no commit later than this after it is to stop.
        std::chrono::milliseconds stop_within{2'000};
        /// Log pages that call for a checkpoint in the middle of work; 16,384 are 64 MiB.
        int log_pages = 16'384;
        /// The same while maintenance is at work, which writes much: 4 MiB, so that a commit that
        /// comes meanwhile is not held up.
        int log_pages_at_maintenance = 1'024;
        /// While there are commits, maintenance rests this many times as long as its last slice
        /// took, with the checkpoint after it. Without a rest events would wait until their windows
        /// are full.
        int maintenance_rests = 3;
        Maintenance::Settings maintenance{};
    };

    /// Since the start.
    struct Counts {
        std::uint64_t commits = 0;
        std::uint64_t malformed = 0;
        std::uint64_t unexpected = 0;  ///< messages that nobody sends to a writer
        std::uint64_t refused = 0;     ///< attempts, with an alarm
        std::uint64_t superseded = 0;  ///< batches of attempts that may not go on
        std::uint64_t failed_commits = 0;
    };

    /// Serves `events`, a bound ROUTER.
    Server(zmq::socket_t& events, Store& store, Settings settings);

    /// Until `stop` (a descriptor) is readable; then commits what has arrived, for at most
    /// `stop_within`, and returns.
    /// @throws SQLite::Exception for what does not pass by itself.
    void run(int stop);

    /// Waits for input for at most `wait`, and commits what came. Says whether it did: not when
    /// nothing waits, and not when it could not be committed.
    bool step(std::chrono::milliseconds wait);

    [[nodiscard]] const Counts& counts() const { return counts_; }

private:
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
    void on_command(const Peer& peer, const common::CommandPart& last, const std::string& octets);
    void carry_out(const Peer& peer, common::Job& job);
    void carry_out(const Peer& peer, const common::CancelJob& request);
    void carry_out(const Peer& peer, const common::KeepRefusal& request);
    void carry_out(const Peer& peer, const common::RunMaintenance& request);
    void commit_and_answer();
    void hold(const SQLite::Exception& error);
    void make_room_after(const SQLite::Exception& error);
    void be_in_trouble(const std::string& what, const SQLite::Exception& error);
    void be_well();
    void look_for_the_end_of_trouble();
    void fill_orders(std::vector<Reply>& replies);
    void send(const Reply& reply);
    void answer_uploads();
    void start_again();
    void answer_maintenance();
    void mark_cancelled_days();
    [[nodiscard]] bool maintain();
    void rest_from_maintenance(common::Instant began);
    [[nodiscard]] std::chrono::milliseconds patience() const;
    [[nodiscard]] bool is_at_rest() const;
    void tidy_log(bool idle);

    zmq::socket_t& events_;
    Store& store_;
    Settings settings_;
    Intake intake_;
    common::Assembly parts_{COMMAND_PARTS};
    Uploads uploads_;
    Series series_;
    std::optional<CancelledDays> cancelled_days_;  ///< made anew with what is read anew
    Maintenance maintenance_;
    Counts counts_;

    // Since the last commit.
    common::UtcTime now_;
    std::vector<Reply> replies_;  ///< of what intake does not see
    std::vector<std::pair<Peer, common::Upload>> upload_parts_;
    std::vector<std::pair<Peer, common::RunMaintenance>> maintenance_requests_;
    std::optional<Commit> uncommitted_;  ///< decided, and not in the store yet
    std::size_t refusals_ = 0;           ///< commits of it that were refused

    bool away_ = false;                 ///< intake has to be made anew from the store
    common::Instant held_until_{0};     ///< no commit before
    common::Instant maintain_from_{0};  ///< no slice before
    bool is_loaded_ = false;            ///< there were commits since the last slice
    Peer broker_;                       ///< intake's, which forgets it when it is made anew
    struct Trouble {
        common::Instant since{};
        std::uint64_t failures = 0;
    };
    std::optional<Trouble> trouble_;  ///< while nothing can be committed
    common::LogRateLimiter log_limit_;
    common::LogRateLimiter failures_;
};

}  // namespace tradepit::writer
