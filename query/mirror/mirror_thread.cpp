#include "query/mirror/mirror_thread.h"

#include <chrono>
#include <utility>

#include "common/check.h"
#include "common/process/clock.h"
#include "common/process/sockets.h"
#include "query/mirror/mirror_follower.h"

namespace tradepit::query {

namespace {

constexpr const char* LINE = "records";

/// Runs rounds until `line` receives a message.
void follow(zmq::socket_t& line, MirrorFollower& follower) {
    while (!common::receive(line)) {
        const bool more = follower.round(common::steady_now());
        const auto wait =
            more ? common::Instant::zero()
                 : (follower.follows() ? MirrorThread::FOLLOW_EVERY : MirrorThread::LOOK_EVERY);
        zmq::pollitem_t item{line.handle(), 0, ZMQ_POLLIN, 0};
        common::poll({&item, 1}, std::chrono::ceil<std::chrono::milliseconds>(wait));
    }
}

}  // namespace

MirrorThread::MirrorThread(zmq::context_t& context, Snapshots::Settings database,
                           std::filesystem::path folder, MirrorCounts& counts)
    : line_{common::bind_pair(context, LINE)} {
    database.stopping = &stopping_;
    thread_ = std::thread{[this, line = common::connect_pair(context, LINE),
                           database = std::move(database), folder = std::move(folder),
                           &counts]() mutable {
        MirrorFollower follower{std::move(database), std::move(folder), counts};
        follow(line, follower);
        while (!stopping_ && follower.round(common::steady_now())) continue;
        CHECK(common::send(line, "ended") == common::Sent::queued);
    }};
}

MirrorThread::~MirrorThread() {
    CHECK(common::send(line_, "stop") == common::Sent::queued);
    zmq::pollitem_t item{line_.handle(), 0, ZMQ_POLLIN, 0};
    common::poll({&item, 1}, std::chrono::ceil<std::chrono::milliseconds>(FINISH_WITHIN));
    stopping_ = true;
    thread_.join();
}

}  // namespace tradepit::query
