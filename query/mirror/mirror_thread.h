#pragma once

#include <atomic>
#include <filesystem>
#include <thread>
#include <variant>

#include "common/process/mailbox.h"
#include "common/time.h"
#include "query/mirror/mirror_counts.h"
#include "query/storage/snapshots.h"

namespace tradepit::query {

/// A signal from one thread to another. It carries no values: closing it is the signal.
using MirrorSignal = common::Mailbox<std::monostate>;

/// Runs a MirrorFollower on a thread of its own, so that no request waits while a file is written.
class MirrorThread {
public:
    /// The wait between two rounds while MirrorFollower::follows() is true. A round without changes
    /// takes a few microseconds.
    static constexpr common::Duration FOLLOW_EVERY = std::chrono::milliseconds{200};
    /// The wait between two rounds while it is false.
    static constexpr common::Duration LOOK_EVERY = std::chrono::seconds{1};
    /// How long the destructor lets the thread write. Days that are not written by then are written
    /// when query runs again.
    static constexpr common::Duration FINISH_WITHIN = std::chrono::seconds{5};

    /// Starts the thread. `counts` must outlive the object. `folder` is made when there is
    /// something to write. `database.stopping` is replaced by the object's own flag.
    MirrorThread(Snapshots::Settings database, std::filesystem::path folder, MirrorCounts& counts);
    /// Lets the thread write what is committed by now, for FINISH_WITHIN at most, and joins the
    /// thread.
    ~MirrorThread();
    MirrorThread(const MirrorThread&) = delete;
    MirrorThread& operator=(const MirrorThread&) = delete;

private:
    /// Set by the destructor when the thread must end: interrupts its read of the database.
    std::atomic<bool> stopping_ = false;
    MirrorSignal stop_{1};   ///< to the thread: write what is committed, and end
    MirrorSignal ended_{1};  ///< from the thread: it writes no more
    std::thread thread_;
};

}  // namespace tradepit::query
