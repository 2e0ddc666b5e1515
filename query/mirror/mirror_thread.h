#pragma once

#include <atomic>
#include <filesystem>
#include <thread>

#include <zmq.hpp>

#include "common/time.h"
#include "query/mirror/mirror_counts.h"
#include "query/storage/snapshots.h"

namespace tradepit::query {

/// A thread with a MirrorFollower, so that no lookup waits for a file.
class MirrorThread {
public:
    /// Between two looks at the database's change counter, a few microseconds each: while there is
    /// a job to follow, and while there is none.
    static constexpr common::Instant FOLLOW_EVERY = std::chrono::milliseconds{200};
    static constexpr common::Instant LOOK_EVERY = std::chrono::seconds{1};
    /// At the end it goes on for so long at most; what is left then is written by the next one.
    static constexpr common::Instant FINISH_WITHIN = std::chrono::seconds{5};

    /// `counts` must outlive it. Below `folder` it writes, as soon as there is something.
    MirrorThread(zmq::context_t& context, Snapshots::Settings database,
                 std::filesystem::path folder, MirrorCounts& counts);
    /// Writes what is committed by now, within FINISH_WITHIN, and ends it.
    ~MirrorThread();
    MirrorThread(const MirrorThread&) = delete;
    MirrorThread& operator=(const MirrorThread&) = delete;

private:
    std::atomic<bool> stopping_ = false;  ///< what is being read is given up
    zmq::socket_t line_;
    std::thread thread_;
};

}  // namespace tradepit::query
