#include "query/http/http_session.h"

#include <string>
#include <unordered_set>
#include <utility>  // before Asio 1.74, which forgets it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <spdlog/spdlog.h>

#include "query/http/docs_pages.h"
#include "query/http/gzip.h"
#include "query/http/http_request.h"
#include "query/http/http_response.h"
#include "query/rest/exports.h"
#include "query/rest/routes.h"

namespace tradepit::query {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using Parser = http::request_parser<http::string_body>;

/// Read at once while a connection is idle.
constexpr std::size_t READ_BYTES = 4 << 10;
/// Room for a body's read beside a whole header.
constexpr std::size_t BUFFER_BYTES = 64 << 10;
/// Connections above the limit that are still told so, and what is read from one that was refused
/// so that it gets to see the answer (a close with unread data resets the connection).
constexpr std::size_t REFUSALS_MAX = 64;
constexpr std::size_t LINGER_BYTES_MAX = 2 << 20;
constexpr std::chrono::milliseconds LINGER{1'000};

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

Reply reply_to(const error_code& error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return refused(431, "the header is too large");
    if (error == http::error::body_limit) return refused(413, "the body is too large");
    return refused(400, "not a well-formed HTTP request: " + error.message());
}

class Session;

}  // namespace

struct HttpSessions::Parts {
    const HttpLimits& limits;
    HttpGate gate;
    HttpServer::AnswerHere answer;
    HttpLine& line;
    std::atomic<int>& connections;
    std::unordered_set<Session*> sessions;
    std::size_t refusals = 0;
    bool stopping = false;
    std::function<void()> empty;
};

namespace {

/// One connection, from accept to close. Its coroutine keeps it alive.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(asio::ip::tcp::socket socket, std::shared_ptr<HttpSessions::Parts> thread)
        : stream_(std::move(socket)),
          buffer_(thread->limits.header_bytes_max + BUFFER_BYTES),
          thread_(std::move(thread)) {
        thread_->sessions.insert(this);
        error_code ignored;
        stream_.socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
    }
    ~Session() {
        thread_->sessions.erase(this);
        if (counted_) --thread_->connections;
        if (thread_->stopping && thread_->sessions.empty() && thread_->empty) thread_->empty();
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void start() {
        counted_ = true;
        asio::co_spawn(
            stream_.get_executor(), [self = shared_from_this()] { return self->converse(); },
            asio::detached);
    }
    void start_refusing() {
        ++thread_->refusals;
        asio::co_spawn(
            stream_.get_executor(), [self = shared_from_this()] { return self->turn_away(); },
            asio::detached);
    }
    void close_if_idle() {
        if (idle_) stream_.close();
    }

private:
    asio::awaitable<void> converse();
    asio::awaitable<void> turn_away();
    asio::awaitable<bool> first_octets();
    asio::awaitable<bool> exchange();
    asio::awaitable<error_code> read_body(Parser& parser);
    asio::awaitable<bool> answer(const HttpMessage& message);
    void count(std::string_view method, std::string_view path, const Reply& refusal) const;
    std::optional<Reply> token_fault(const HttpMessage& message, const Request& request);
    std::optional<Reply> answer_here(const Request& request);
    asio::awaitable<Reply> ask_the_loop(const Request& request);
    asio::awaitable<bool> write(Reply reply, const Wants& wants);
    asio::awaitable<bool> stream(Request request, Reply page, const Wants& wants);
    asio::awaitable<error_code> write_piece(std::string piece, bool chunks);
    asio::awaitable<void> refuse(const Reply& reply);
    asio::awaitable<void> linger();

    [[nodiscard]] const HttpLimits& limits() const { return thread_->limits; }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    std::shared_ptr<HttpSessions::Parts> thread_;
    bool counted_ = false;  ///< against connections_max
    bool idle_ = false;
};

asio::awaitable<void> Session::converse() {
    bool more = co_await first_octets();
    while (more) {
        more = co_await exchange();
        if (more) more = co_await first_octets();
    }
    error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> Session::turn_away() {
    const Reply reply = unavailable("too many connections");
    co_await refuse(reply);
    --thread_->refusals;
}

/// Waits for the next request to begin; what was sent ahead is there already.
asio::awaitable<bool> Session::first_octets() {
    if (buffer_.size() > 0) co_return true;
    if (thread_->stopping) co_return false;
    error_code error;
    idle_ = true;
    stream_.expires_after(limits().idle);
    const std::size_t bytes =
        co_await stream_.async_read_some(buffer_.prepare(READ_BYTES), into(error));
    idle_ = false;
    buffer_.commit(bytes);
    co_return !error;
}

/// One request and its answer. Says whether the connection goes on.
asio::awaitable<bool> Session::exchange() {
    error_code error;
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits().header_bytes_max));
    parser.body_limit(limits().body_bytes_max);
    stream_.expires_after(limits().header);
    const std::size_t bytes =
        co_await http::async_read_header(stream_, buffer_, parser, into(error));
    // The parser's own count is not exact.
    if (!error && bytes > limits().header_bytes_max) error = http::error::header_limit;
    if (error == http::error::end_of_stream || error == beast::error::timeout) co_return false;
    if (!error) {
        if (const auto fault = framing_fault(parser.get())) {
            co_await refuse(*fault);
            co_return false;
        }
        error = co_await read_body(parser);
    }
    if (error == beast::error::timeout) co_return false;
    if (error) {
        const Reply reply = reply_to(error);
        co_await refuse(reply);
        co_return false;
    }
    const HttpMessage message = parser.release();
    co_return co_await answer(message);
}

asio::awaitable<error_code> Session::read_body(Parser& parser) {
    error_code error;
    stream_.expires_after(limits().body);
    if (!parser.is_done() && !parser.get()[http::field::expect].empty()) {
        static constexpr std::string_view CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(stream_, asio::buffer(CONTINUE), into(error));
    }
    if (!error && !parser.is_done())
        co_await http::async_read(stream_, buffer_, parser, into(error));
    co_return error;
}

/// Says whether the connection goes on.
asio::awaitable<bool> Session::answer(const HttpMessage& message) {
    auto read = read_request(message, thread_->gate.on_loopback);
    Reply reply;
    if (auto* fault = std::get_if<Reply>(&read)) {
        reply = std::move(*fault);
        count("", "", reply);
    } else {
        const auto& request = std::get<Request>(read);
        if (auto refusal = token_fault(message, request)) {
            reply = std::move(*refusal);
            count(request.method, request.path, reply);
        } else if (auto page = docs_page(request.path)) {
            reply = request.method == "GET" ? std::move(*page) : refused(405, "Method Not Allowed");
        } else if (auto here = answer_here(request)) {
            reply = std::move(*here);
        } else {
            reply = co_await ask_the_loop(request);
        }
        if (reply.status == 405) reply.allow = allowed_methods(request.path);
    }
    const auto wants = wants_of(message, message.keep_alive() && !thread_->stopping);
    if (reply.next.empty()) co_return co_await write(std::move(reply), wants);
    co_return co_await stream(std::get<Request>(std::move(read)), std::move(reply), wants);
}

void Session::count(std::string_view method, std::string_view path, const Reply& refusal) const {
    if (auto* counts = thread_->gate.counts; counts != nullptr)
        counts->refused(method, path, refusal.status);
}

/// Why the request is not let in: before anything of it is looked at.
std::optional<Reply> Session::token_fault(const HttpMessage& message, const Request& request) {
    auto& tokens = thread_->gate.tokens;
    if (!tokens) return std::nullopt;
    const auto* route = find_route(request.method, request.path).route;
    auto needed = route == nullptr ? Scope::read : route->scope;
    if (request.path == "/docs" || request.path.starts_with("/docs/")) needed = Scope::open;
    if (message.count(http::field::authorization) > 1)
        return refused(400, "Authorization is given twice");
    const auto field = message[http::field::authorization];
    switch (tokens->verdict(bearer_token({field.data(), field.size()}), needed)) {
        case TokenList::Verdict::granted:
            return std::nullopt;
        case TokenList::Verdict::unknown:
            return refused(401, "a bearer token is needed, and this is none that is known");
        case TokenList::Verdict::out_of_scope:
            break;
    }
    return refused(403, "the token has not the scope " + std::string{name_of(needed)});
}

/// Nothing where the loop has to.
std::optional<Reply> Session::answer_here(const Request& request) {
    try {
        return thread_->answer(request);
    } catch (const std::exception& error) {
        spdlog::error("{} {}: {}", request.method, request.path, error.what());
        return refused(500, "an error inside tradepit; its log says more");
    }
}

asio::awaitable<Reply> Session::ask_the_loop(const Request& request) {
    std::optional<Reply> reply;
    const auto patience = request.method == "GET" && is_long_read(request.path)
                              ? limits().long_read
                              : limits().forwarded;
    asio::steady_timer answered{stream_.get_executor(), patience};
    const std::int64_t id = thread_->line.ask(request, [&](Reply said) {
        reply = std::move(said);
        answered.cancel();
    });
    error_code ignored;
    co_await answered.async_wait(into(ignored));
    thread_->line.forget(id);
    if (reply) {
        const auto* route = find_route(request.method, request.path).route;
        if (route != nullptr && reply->status == 200) reply->type = route->type;
        co_return std::move(*reply);
    }
    co_return unavailable("query is busy; repeat the request, with its key");
}

asio::awaitable<bool> Session::write(Reply reply, const Wants& wants) {
    auto response = response_to(std::move(reply), wants);
    error_code error;
    stream_.expires_after(limits().write);
    co_await http::async_write(stream_, response, into(error));
    co_return wants.keep && !error;
}

/// An export, a page at a time: the next one is read when the client has taken the one before. What
/// goes wrong on the way cuts it, which the client sees by the last chunk that is missing.
asio::awaitable<bool> Session::stream(Request request, Reply page, const Wants& wants) {
    auto head = head_of_stream(page, wants);
    http::response_serializer<http::empty_body> serializer{head};
    error_code error;
    stream_.expires_after(limits().write);
    co_await http::async_write_header(stream_, serializer, into(error));
    const bool keep = wants.keep && wants.chunks;
    if (error || wants.head) co_return error ? false : keep;
    std::optional<Gzip> gzip;
    if (wants.gzip) gzip.emplace();
    while (true) {
        auto piece = gzip ? gzip->add(page.body) : std::move(page.body);
        error = co_await write_piece(std::move(piece), wants.chunks);
        if (error || page.next.empty()) break;
        request = next_page(std::move(request), page.next);
        auto next = answer_here(request);
        if (!next || next->status != 200) co_return false;
        page = std::move(*next);
    }
    if (!error && gzip) error = co_await write_piece(gzip->finish(), wants.chunks);
    if (!error && wants.chunks)
        co_await asio::async_write(stream_, http::make_chunk_last(), into(error));
    co_return error ? false : keep;
}

asio::awaitable<error_code> Session::write_piece(std::string piece, bool chunks) {
    error_code error;
    if (piece.empty()) co_return error;
    stream_.expires_after(limits().write);
    const auto octets = asio::buffer(piece);
    if (chunks)
        co_await asio::async_write(stream_, http::make_chunk(octets), into(error));
    else
        co_await asio::async_write(stream_, octets, into(error));
    co_return error;
}

/// An answer to what cannot be gone on with.
asio::awaitable<void> Session::refuse(const Reply& reply) {
    count("", "", reply);
    const Wants wants;
    co_await write(reply, wants);
    co_await linger();
}

/// Reads what still comes, for a while, so that the answer is not lost to a reset.
asio::awaitable<void> Session::linger() {
    error_code error;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
    stream_.expires_after(LINGER);
    for (std::size_t bytes = 0; !error && bytes < LINGER_BYTES_MAX;) {
        buffer_.clear();
        bytes += co_await stream_.async_read_some(buffer_.prepare(READ_BYTES), into(error));
    }
}

}  // namespace

HttpSessions::HttpSessions(const HttpLimits& limits, HttpGate gate, HttpServer::AnswerHere answer,
                           HttpLine& line, std::atomic<int>& connections)
    : parts_(std::make_shared<Parts>(Parts{
          limits, std::move(gate), std::move(answer), line, connections, {}, 0, false, {}})) {}

HttpSessions::~HttpSessions() { parts_->empty = nullptr; }

void HttpSessions::take(asio::ip::tcp::socket socket) {
    const bool room = ++parts_->connections <= parts_->limits.connections_max;
    if (!room) --parts_->connections;
    if (!room && parts_->refusals >= REFUSALS_MAX) return;
    const auto session = std::make_shared<Session>(std::move(socket), parts_);
    if (room)
        session->start();
    else
        session->start_refusing();
}

void HttpSessions::stop(std::function<void()> empty) {
    parts_->stopping = true;
    parts_->empty = std::move(empty);
    if (parts_->sessions.empty()) return parts_->empty();
    for (auto* session : parts_->sessions) session->close_if_idle();
}

}  // namespace tradepit::query
