#include "query/mirror/mirror_thread.h"

#include <chrono>
#include <utility>

#include <zmq.hpp>

#include "common/process/clock.h"
#include "common/process/sockets.h"
#include "query/mirror/mirror_follower.h"

namespace tradepit::query {

namespace {

/// Waits until the signal is given, for `wait_max` at most. @return whether it is given.
bool wait_for(const MirrorSignal& signal, common::Duration wait_max) {
    zmq::pollitem_t item{nullptr, signal.descriptor(), ZMQ_POLLIN, 0};
    common::poll({&item, 1}, std::chrono::ceil<std::chrono::milliseconds>(wait_max));
    return item.revents != 0;
}

/// Runs rounds until `stop` is given.
void follow(const MirrorSignal& stop, MirrorFollower& follower) {
    auto wait = common::Duration::zero();
    while (!wait_for(stop, wait)) {
        const bool more = follower.round(common::steady_now());
        wait = follower.follows() ? MirrorThread::FOLLOW_EVERY : MirrorThread::LOOK_EVERY;
        if (more) wait = common::Duration::zero();
    }
}

}  // namespace

MirrorThread::MirrorThread(Snapshots::Settings database, std::filesystem::path folder,
                           MirrorCounts& counts) {
    database.stopping = &stopping_;
    thread_ = std::thread{
        [this, database = std::move(database), folder = std::move(folder), &counts]() mutable {
            MirrorFollower follower{std::move(database), std::move(folder), counts};
            follow(stop_, follower);
            // What is committed by now is still written, until the destructor sets stopping_.
            while (!stopping_ && follower.round(common::steady_now())) continue;
            ended_.close();
        }};
}

MirrorThread::~MirrorThread() {
    stop_.close();
    static_cast<void>(wait_for(ended_, FINISH_WITHIN));
    stopping_ = true;
    thread_.join();
}

}  // namespace tradepit::query
