#include "query/readers.h"

#include <algorithm>
#include <exception>
#include <string>
#include <thread>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/check.h"
#include "common/process/sockets.h"

namespace tradepit::query {

namespace {

using Answer = decltype(Readers::Done::answer);

/// How a frame to a reader says what the broker said: as its key.
constexpr std::string_view BROKER_ANSWERED = "answered";
constexpr std::string_view BROKER_SILENT = "silent";

/// Status, Retry-After and body in one frame, of whatever size: it stays within the process.
std::string frame_of(const Reply& reply) {
    return std::to_string(reply.status) + " " + std::to_string(reply.retry_after_s) + "\n" +
           reply.body;
}

/// A message is a msgpack array, which begins with no digit.
std::string frame_of(const Answer& answer) {
    if (const auto* question = std::get_if<common::WaitsRequest>(&answer))
        return common::encode(*question);
    return frame_of(std::get<Reply>(answer));
}

template <class M>
M decoded(const std::string& frame) {
    auto result = common::decode(frame);
    auto* message = std::get_if<common::Message>(&result);
    CHECK(message != nullptr);
    auto* wanted = std::get_if<M>(message);
    CHECK(wanted != nullptr);
    return std::move(*wanted);
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

Answer answer_of(std::string frame) {
    CHECK(!frame.empty());
    if (frame.front() >= '0' && frame.front() <= '9') return reply_of(std::move(frame));
    return decoded<common::WaitsRequest>(frame);
}

std::string frame_of(const ReadQueue::Next& read) {
    const auto& [method, path, parameters] = read.question;
    common::Lookup lookup{
        .method = method, .path = path, .parameters = parameters, .key = {}, .body = {}};
    if (read.broker) {
        lookup.key = read.broker->waits ? BROKER_ANSWERED : BROKER_SILENT;
        lookup.id = read.broker->silent_ms;
        if (read.broker->waits) lookup.body.octets = common::encode(*read.broker->waits);
    }
    return common::encode(lookup);
}

std::optional<BrokerWord> broker_word(const common::Lookup& lookup) {
    if (lookup.key.empty()) return std::nullopt;
    BrokerWord word{.waits = {}, .silent_ms = lookup.id};
    if (lookup.key == BROKER_ANSWERED) word.waits = decoded<common::Waits>(lookup.body.octets);
    return word;
}

Answer answer(const Readers::Read& read, const std::string& frame) {
    auto lookup = decoded<common::Lookup>(frame);
    const auto broker = broker_word(lookup);
    try {
        auto answered = read({.method = std::move(lookup.method),
                              .path = lookup.path,
                              .parameters = std::move(lookup.parameters),
                              .key = {},
                              .body = {},
                              .broker = broker ? &*broker : nullptr});
        if (auto* question = std::get_if<common::WaitsRequest>(&answered))
            return std::move(*question);
        return std::get<Reply>(std::move(answered));
    } catch (const std::exception& error) {
        spdlog::error("GET {}: {}", lookup.path, error.what());
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
    CHECK(common::send((*free)->line, frame_of(read)) == common::Sent::queued);
}

std::optional<Readers::Done> Readers::take() {
    for (auto& thread : threads_) {
        auto frame = common::receive(thread->line);
        if (!frame) continue;
        CHECK(thread->at.has_value());
        Done done{*thread->at, answer_of(std::move(*frame))};
        thread->at.reset();
        return done;
    }
    return std::nullopt;
}

void Readers::watch(std::vector<zmq::pollitem_t>& items) const {
    for (const auto& thread : threads_) items.push_back({thread->line.handle(), 0, ZMQ_POLLIN, 0});
}

}  // namespace tradepit::query
