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

/// Carries no value: that it is closed is the signal.
using MirrorSignal = common::Mailbox<std::monostate>;

/// Runs a MirrorFollower on a thread of its own, so that no lookup waits for a file.
class MirrorThread {
public:
    /// The intervals between two rounds: while there is a job to follow, and while there is none. A
    /// round without changes takes a few microseconds.
    static constexpr common::Duration FOLLOW_EVERY = std::chrono::milliseconds{200};
    static constexpr common::Duration LOOK_EVERY = std::chrono::seconds{1};
    /// How long the destructor lets the thread write. What is left is written after the next start.
    static constexpr common::Duration FINISH_WITHIN = std::chrono::seconds{5};

    /// Starts the thread. `counts` must outlive the object. `folder` is made when there is
    /// something to write.
    MirrorThread(Snapshots::Settings database, std::filesystem::path folder, MirrorCounts& counts);
    /// Lets the thread write what is committed by now, for FINISH_WITHIN at most, and joins it.
    ~MirrorThread();
    MirrorThread(const MirrorThread&) = delete;
    MirrorThread& operator=(const MirrorThread&) = delete;

private:
    std::atomic<bool> stopping_ = false;  ///< interrupts the read under way
    MirrorSignal stop_{1};
    MirrorSignal ended_{1};
    std::thread thread_;
};

}  // namespace tradepit::query
