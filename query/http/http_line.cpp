#include "query/http/http_line.h"

#include <algorithm>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>

#include "common/check.h"
#include "common/limits.h"
#include "common/process/sockets.h"

namespace tradepit::query {

namespace {

/// A line's own retry is the client's: what is refused here comes back as 503.
constexpr int RETRY_AFTER_S = 1;

}  // namespace

/// libzmq's descriptor says that something may have happened, in either direction; it is libzmq's
/// to close.
struct HttpLine::Watch {
    Watch(boost::asio::io_context& io, int descriptor) : stream(io, descriptor) {}
    ~Watch() { stream.release(); }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    boost::asio::posix::stream_descriptor stream;
};

HttpLine::HttpLine(zmq::context_t& context, const std::string& lookup, boost::asio::io_context& io)
    : io_(io),
      dealer_(common::make_dealer(context, lookup)),
      watch_(std::make_unique<Watch>(io, dealer_.get(zmq::sockopt::fd))) {
    watch();
}

HttpLine::~HttpLine() = default;

void HttpLine::close() { watch_.reset(); }

std::int64_t HttpLine::ask(const Request& request, Done done) {
    const std::int64_t id = ++last_id_;
    waiting_.emplace(id, Waiting{.done = std::move(done), .body = {}, .next_part = 0});
    const std::size_t parts = std::max<std::size_t>(
        (request.body.size() + common::PART_BYTES_MAX - 1) / common::PART_BYTES_MAX, 1);
    common::Lookup lookup{.id = id,
                          .method = request.method,
                          .path = request.path,
                          .parameters = request.parameters,
                          .key = request.key,
                          .part = 0,
                          .parts = static_cast<std::int32_t>(parts),
                          .body = {}};
    for (; lookup.part < lookup.parts; ++lookup.part) {
        lookup.body.octets = request.body.substr(
            static_cast<std::size_t>(lookup.part) * common::PART_BYTES_MAX, common::PART_BYTES_MAX);
        if (common::send(dealer_, common::encode(lookup)) == common::Sent::queued) continue;
        boost::asio::post(io_, [this, id] {
            take({.id = id, .status = 503, .body = {R"({"detail":"query is overloaded"})"}});
        });
        break;
    }
    // Sending may have swallowed the descriptor's edge for an answer that came meanwhile.
    boost::asio::post(io_, [this] { take_answers(); });
    return id;
}

void HttpLine::forget(std::int64_t id) { waiting_.erase(id); }

void HttpLine::watch() {
    using Stream = boost::asio::posix::stream_descriptor;
    watch_->stream.async_wait(Stream::wait_read, [this](const boost::system::error_code& error) {
        if (error || !watch_) return;
        take_answers();
        watch();
    });
}

void HttpLine::take_answers() {
    while (const auto frame = common::receive(dealer_)) {
        auto decoded = common::decode(*frame);
        // The other end is this program's.
        auto* message = std::get_if<common::Message>(&decoded);
        CHECK(message != nullptr);
        auto* answer = std::get_if<common::Answer>(message);
        CHECK(answer != nullptr);
        take(std::move(*answer));
    }
}

void HttpLine::take(common::Answer answer) {
    const auto entry = waiting_.find(answer.id);
    if (entry == waiting_.end()) return;
    Waiting& waiting = entry->second;
    CHECK(answer.part == waiting.next_part);
    waiting.body += answer.body.octets;
    if (++waiting.next_part < answer.parts) return;
    const Done done = std::move(waiting.done);
    Reply reply{.status = answer.status,
                .body = std::move(waiting.body),
                .retry_after_s = answer.status == 503 ? RETRY_AFTER_S : 0};
    waiting_.erase(entry);
    done(std::move(reply));
}

}  // namespace tradepit::query
