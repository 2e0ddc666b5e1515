#include "query/readers.h"

#include <algorithm>
#include <exception>
#include <string>
#include <thread>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/check.h"
#include "common/sockets.h"

namespace tradepit::query {

namespace {

/// Status, Retry-After and body in one frame, of whatever size: it stays within the process.
std::string frame_of(const Reply& reply) {
    return std::to_string(reply.status) + " " + std::to_string(reply.retry_after_s) + "\n" +
           reply.body;
}

Reply reply_of(std::string frame) {
    const auto end = frame.find('\n');
    CHECK(end != std::string::npos);
    std::size_t status_end = 0;
    Reply reply;
    reply.status = std::stoi(frame, &status_end);
    reply.retry_after_s = std::stoi(frame.substr(status_end, end - status_end));
    reply.body = std::move(frame.erase(0, end + 1));
    return reply;
}

std::string frame_of(const Question& question) {
    return common::encode(common::Lookup{.method = question.method,
                                         .path = question.path,
                                         .parameters = question.parameters,
                                         .key = {},
                                         .body = {}});
}

Reply answer(const Readers::Read& read, const std::string& frame) {
    auto decoded = common::decode(frame);
    auto* message = std::get_if<common::Message>(&decoded);
    CHECK(message != nullptr);
    auto* lookup = std::get_if<common::Lookup>(message);
    CHECK(lookup != nullptr);
    try {
        return read({.method = std::move(lookup->method),
                     .path = lookup->path,
                     .parameters = std::move(lookup->parameters),
                     .key = {},
                     .body = {}});
    } catch (const std::exception& error) {
        spdlog::error("GET {}: {}", lookup->path, error.what());
        return refused(500, "an error inside tradepit; its log says more");
    }
}

}  // namespace

struct Readers::Thread {
    zmq::socket_t line;
    std::optional<std::int64_t> at;  ///< the read that it is at
    std::thread thread;
};

Readers::Readers(zmq::context_t& context, std::size_t count, MakeRead make)
    : make_(std::move(make)) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto name = "reader-" + std::to_string(i);
        threads_.push_back(std::make_unique<Thread>(common::bind_pair(context, name)));
        threads_.back()->thread = std::thread{
            [this, line = common::connect_pair(context, name)]() mutable { run(line); }};
    }
}

Readers::~Readers() {
    stopping_ = true;
    for (auto& thread : threads_) CHECK(common::send(thread->line, "") == common::Sent::queued);
    for (auto& thread : threads_) thread->thread.join();
}

void Readers::run(zmq::socket_t& line) const {
    const Read read = make_(stopping_);
    while (true) {
        zmq::pollitem_t item{line.handle(), 0, ZMQ_POLLIN, 0};
        zmq::poll(&item, 1, std::chrono::milliseconds{-1});
        const auto frame = common::receive(line);
        if (!frame) continue;
        if (frame->empty()) return;
        CHECK(common::send(line, frame_of(answer(read, *frame))) == common::Sent::queued);
    }
}

bool Readers::has_room() const {
    return std::ranges::any_of(threads_, [](const auto& thread) { return !thread->at; });
}

void Readers::give(const ReadQueue::Next& read) {
    const auto free = std::ranges::find_if(threads_, [](const auto& each) { return !each->at; });
    CHECK(free != threads_.end());
    (*free)->at = read.number;
    CHECK(common::send((*free)->line, frame_of(read.question)) == common::Sent::queued);
}

std::optional<Readers::Done> Readers::take() {
    for (auto& thread : threads_) {
        auto frame = common::receive(thread->line);
        if (!frame) continue;
        CHECK(thread->at.has_value());
        Done done{*thread->at, reply_of(std::move(*frame))};
        thread->at.reset();
        return done;
    }
    return std::nullopt;
}

void Readers::watch(std::vector<zmq::pollitem_t>& items) const {
    for (const auto& thread : threads_) items.push_back({thread->line.handle(), 0, ZMQ_POLLIN, 0});
}

}  // namespace tradepit::query
