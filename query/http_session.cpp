#include "query/http_session.h"

#include <ctime>
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

#include "common/limits.h"
#include "query/http_target.h"

namespace tradepit::query {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using Message = http::request<http::string_body>;
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

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

/// Why a request that could be parsed is still refused: what another server in front of us might
/// read in another way (RFC 9112, sections 3.2 and 6).
std::optional<Reply> framing_fault(const Message& message) {
    const auto length = message[http::field::content_length];
    if (message.count(http::field::content_length) > 1 ||
        length.find_first_not_of("0123456789") != beast::string_view::npos)
        return refused(400, "Content-Length is not one number");
    if (const auto encodings = message.count(http::field::transfer_encoding); encodings > 0) {
        if (message.count(http::field::content_length) > 0)
            return refused(400, "Content-Length and Transfer-Encoding are both given");
        if (encodings > 1 || !beast::iequals(message[http::field::transfer_encoding], "chunked"))
            return refused(400, "a Transfer-Encoding other than chunked");
        if (message.version() < 11) return refused(400, "Transfer-Encoding before HTTP/1.1");
    }
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() >= 11) ||
        message[http::field::host].find_first_of(" \t,") != beast::string_view::npos)
        return refused(400, "not exactly one Host");
    const auto expect = message[http::field::expect];
    if (!expect.empty() && !beast::iequals(expect, "100-continue"))
        return refused(417, "an expectation other than 100-continue");
    return std::nullopt;
}

/// A page of another site may send simple requests here, but not see the answer; it must not
/// submit jobs either.
bool is_foreign(const Message& message) {
    const auto origin = message[http::field::origin];
    if (origin.empty() || message.method() == http::verb::get ||
        message.method() == http::verb::head)
        return false;
    const auto host = message[http::field::host];
    return origin != "http://" + std::string{host} && origin != "https://" + std::string{host};
}

/// Before a listener that only this machine reaches, what is addressed to another name comes from a
/// page that has that name lead here (DNS rebinding): its own Origin would be no foreign one.
bool is_addressed_elsewhere(const Message& message) {
    if (message.count(http::field::host) == 0) return false;
    const auto field = message[http::field::host];
    const std::string_view host{field.data(), field.size()};
    const bool v6 = host.starts_with('[');
    const auto end = v6 ? host.find(']') + 1 : host.find(':');
    const auto port = end < host.size() ? host.substr(end) : std::string_view{};
    const bool port_fits = port.empty() || (port.front() == ':' &&
                                            port.find_first_not_of("0123456789", 1) == port.npos);
    const auto name = host.substr(0, end);
    return !port_fits || (!beast::iequals({name.data(), name.size()}, "localhost") &&
                          name != "127.0.0.1" && name != "[::1]");
}

std::optional<Reply> key_fault(const Message& message) {
    if (message.count("Idempotency-Key") > 1) return refused(400, "Idempotency-Key is given twice");
    const auto key = message["Idempotency-Key"];
    if (key.size() > common::NAME_BYTES_MAX)
        return refused(400, "Idempotency-Key is longer than " +
                                std::to_string(common::NAME_BYTES_MAX) + " bytes");
    for (const char c : key)
        if (c < ' ' || c > '~') return refused(400, "Idempotency-Key is not printable ASCII");
    return std::nullopt;
}

/// The request as the surface knows it; HEAD is a GET whose body is left out.
std::variant<Request, Reply> read_request(const Message& message, bool on_loopback) {
    if (on_loopback && is_addressed_elsewhere(message))
        return refused(403, "the request is addressed to another host; here it is localhost");
    if (is_foreign(message)) return refused(403, "the request comes from another site");
    if (auto fault = key_fault(message)) return std::move(*fault);
    const auto text = message.target();
    auto target = parse_target({text.data(), text.size()});
    if (const auto* fault = std::get_if<TargetFault>(&target))
        return refused(fault->status, fault->detail);
    auto& [path, parameters] = std::get<Target>(target);
    return Request{.method = message.method() == http::verb::head
                                 ? "GET"
                                 : std::string{message.method_string()},
                   .path = std::move(path),
                   .parameters = std::move(parameters),
                   .key = std::string{message["Idempotency-Key"]},
                   .body = message.body()};
}

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
    const bool on_loopback;
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
    asio::awaitable<Reply> reply_for(const Message& message);
    asio::awaitable<Reply> ask_the_loop(const Request& request);
    asio::awaitable<bool> write(Reply reply, http::verb method, bool keep);
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
    const Message message = parser.release();
    Reply reply = co_await reply_for(message);
    const bool keep = message.keep_alive() && !thread_->stopping;
    const bool written = co_await write(std::move(reply), message.method(), keep);
    co_return keep&& written;
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

asio::awaitable<Reply> Session::reply_for(const Message& message) {
    auto read = read_request(message, thread_->on_loopback);
    if (auto* fault = std::get_if<Reply>(&read)) co_return std::move(*fault);
    const auto& request = std::get<Request>(read);
    std::optional<Reply> reply;
    try {
        reply = thread_->answer(request);
    } catch (const std::exception& error) {
        spdlog::error("{} {}: {}", request.method, request.path, error.what());
        reply = refused(500, "an error inside tradepit; its log says more");
    }
    if (!reply) reply = co_await ask_the_loop(request);
    if (reply->status == 405) reply->allow = allowed_methods(request.path);
    co_return std::move(*reply);
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
    if (reply) co_return std::move(*reply);
    co_return unavailable("query is busy; repeat the request, with its key");
}

asio::awaitable<bool> Session::write(Reply reply, http::verb method, bool keep) {
    http::response<http::string_body> response{static_cast<http::status>(reply.status), 11};
    response.set(http::field::date, http_date());
    response.set(http::field::content_type, "application/json; charset=utf-8");
    response.set("Content-Security-Policy", "default-src 'self'");
    response.set("X-Content-Type-Options", "nosniff");
    response.set(http::field::cache_control, "no-store");
    if (reply.retry_after_s > 0)
        response.set(http::field::retry_after, std::to_string(reply.retry_after_s));
    if (!reply.allow.empty()) response.set(http::field::allow, reply.allow);
    response.keep_alive(keep);
    response.content_length(reply.body.size());
    if (method != http::verb::head) response.body() = std::move(reply.body);
    error_code error;
    stream_.expires_after(limits().write);
    co_await http::async_write(stream_, response, into(error));
    co_return !error;
}

/// An answer to what cannot be gone on with.
asio::awaitable<void> Session::refuse(const Reply& reply) {
    const bool written = co_await write(reply, http::verb::unknown, false);
    if (written) co_await linger();
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

HttpSessions::HttpSessions(const HttpLimits& limits, bool on_loopback,
                           HttpServer::AnswerHere answer, HttpLine& line,
                           std::atomic<int>& connections)
    : parts_(std::make_shared<Parts>(
          Parts{limits, on_loopback, std::move(answer), line, connections, {}, 0, false, {}})) {}

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
