#include "common/http/http_session.h"

#include <string>
#include <unordered_set>
#include <utility>  // before Asio 1.74, which uses it without including it

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

#include "common/http/gzip.h"
#include "common/http/http_message.h"

namespace tradepit::common {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using Parser = http::request_parser<http::string_body>;

/// How much is read in one go while a connection is idle.
constexpr std::size_t READ_BYTES = 4 << 10;
/// Room in the buffer for reading a body behind the largest header.
constexpr std::size_t BUFFER_BYTES = 64 << 10;
/// Read of a refused connection before it is closed.
constexpr std::size_t LINGER_BYTES_MAX = 2 << 20;
constexpr int RETRY_AFTER_S = 1;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

HttpReply reply_to(const error_code& error, const HttpLimits& limits) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return http_refusal(431, "the request line and the header fields have more than " +
                                     std::to_string(limits.header_bytes_max) +
                                     " bytes, the limit of a header");
    if (error == http::error::body_limit)
        return http_refusal(413, "the body has more than " + std::to_string(limits.body_bytes_max) +
                                     " bytes, the limit of a request's body");
    return http_refusal(400, "not a well-formed HTTP request: " + error.message());
}

/// The next piece; nothing where there is none or making it failed.
std::optional<HttpPiece> next_of(const HttpPieces& pieces) {
    try {
        return pieces.next();
    } catch (const std::exception& error) {
        spdlog::error("an answer is cut short: {}", error.what());
        return std::nullopt;
    }
}

class Session;

}  // namespace

struct HttpSessions::Parts {
    const HttpServer::Settings& settings;
    HttpHandler handler;
    LateAnswers& answers;
    std::atomic<int>& connections;
    HttpFiles files;
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
          buffer_(thread->settings.limits.header_bytes_max + BUFFER_BYTES),
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
    asio::awaitable<bool> answer(HttpMessage message);
    asio::awaitable<HttpReply> ask(HttpRequest request);
    [[nodiscard]] HttpReply counted(HttpReply refusal) const;
    asio::awaitable<bool> write(HttpReply reply, const ResponseOptions& options);
    template <class Body>
    asio::awaitable<bool> write(http::response<Body> response, bool keep);
    asio::awaitable<bool> stream(HttpReply reply, const ResponseOptions& options);
    asio::awaitable<error_code> write_piece(std::string piece, bool chunks);
    asio::awaitable<void> refuse(HttpReply reply);
    asio::awaitable<void> linger();

    [[nodiscard]] const HttpLimits& limits() const { return thread_->settings.limits; }

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
    auto reply =
        http_refusal(503, "there are more than " + std::to_string(limits().connections_max) +
                              " connections, the limit of this server");
    reply.retry_after_s = RETRY_AFTER_S;
    co_await refuse(std::move(reply));
    --thread_->refusals;
}

/// Waits for the first octets of the next request, which are there already when the client sent
/// them ahead. Returns false when the connection is to end.
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

/// Reads one request and answers it. Returns whether the connection stays open.
asio::awaitable<bool> Session::exchange() {
    error_code error;
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits().header_bytes_max));
    parser.body_limit(limits().body_bytes_max);
    stream_.expires_after(limits().header);
    const std::size_t bytes =
        co_await http::async_read_header(stream_, buffer_, parser, into(error));
    // The parser's own limit is not exact.
    if (!error && bytes > limits().header_bytes_max) error = http::error::header_limit;
    if (error == http::error::end_of_stream || error == beast::error::timeout) co_return false;
    if (!error) {
        if (auto fault = framing_fault(parser.get())) {
            co_await refuse(std::move(*fault));
            co_return false;
        }
        error = co_await read_body(parser);
    }
    if (error == beast::error::timeout) co_return false;
    if (error) {
        auto reply = reply_to(error, limits());
        co_await refuse(std::move(reply));
        co_return false;
    }
    auto message = parser.release();
    co_return co_await answer(std::move(message));
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

/// Returns whether the connection stays open.
asio::awaitable<bool> Session::answer(HttpMessage message) {
    auto options = options_of(message, message.keep_alive());
    auto read = read_request(std::move(message), thread_->settings.address.is_loopback());
    HttpReply reply;
    if (auto* fault = std::get_if<HttpReply>(&read)) {
        reply = counted(std::move(*fault));
    } else {
        auto& request = std::get<HttpRequest>(read);
        reply = co_await ask(std::move(request));
    }
    options.keep = options.keep && !thread_->stopping;
    if (std::holds_alternative<HttpPieces>(reply.body))
        co_return co_await stream(std::move(reply), options);
    co_return co_await write(std::move(reply), options);
}

/// The handler's answer, now or as soon as another thread gives it.
asio::awaitable<HttpReply> Session::ask(HttpRequest request) {
    const auto number = thread_->answers.next_number();
    std::variant<HttpReply, AnswerLater> said;
    const auto what = request.method + " " + request.path;
    try {
        said = thread_->handler(std::move(request), thread_->answers.responder(number));
    } catch (const std::exception& error) {
        spdlog::error("{}: {}", what, error.what());
        said = http_refusal(500, INNER_ERROR_DETAIL);
    }
    if (auto* reply = std::get_if<HttpReply>(&said)) co_return std::move(*reply);
    auto& later = std::get<AnswerLater>(said);
    std::optional<HttpReply> reply;
    asio::steady_timer answered{stream_.get_executor(), later.patience};
    thread_->answers.expect(number, [&](HttpReply late) {
        reply = std::move(late);
        answered.cancel();
    });
    error_code ignored;
    co_await answered.async_wait(into(ignored));
    thread_->answers.forget(number);
    co_return reply ? std::move(*reply) : std::move(later.otherwise);
}

/// Counts a refusal, which reaches no handler, and returns it.
HttpReply Session::counted(HttpReply refusal) const {
    const auto& on_refusal = thread_->settings.on_refusal;
    if (on_refusal) on_refusal(refusal.status);
    return refusal;
}

asio::awaitable<bool> Session::write(HttpReply reply, const ResponseOptions& options) {
    if (const auto* file = std::get_if<HttpFile>(&reply.body)) {
        auto response = file_response_to(reply, thread_->files.of(*file), options);
        co_return co_await write(std::move(response), options.keep);
    }
    auto response = response_to(std::move(reply), options);
    co_return co_await write(std::move(response), options.keep);
}

template <class Body>
asio::awaitable<bool> Session::write(http::response<Body> response, bool keep) {
    error_code error;
    stream_.expires_after(limits().write);
    co_await http::async_write(stream_, response, into(error));
    co_return keep && !error;
}

/// Sends a body piece by piece: the next one is made when the client has taken the one before. A
/// failure on the way ends the connection; the client sees that the last chunk is missing.
asio::awaitable<bool> Session::stream(HttpReply reply, const ResponseOptions& options) {
    auto head = head_of_stream(reply, options);
    http::response_serializer<http::empty_body> serializer{head};
    error_code error;
    stream_.expires_after(limits().write);
    co_await http::async_write_header(stream_, serializer, into(error));
    const bool keep = options.keep && options.chunks;
    if (error || options.head) co_return error ? false : keep;
    std::optional<Gzip> gzip;
    if (options.gzip) gzip.emplace();
    auto& pieces = std::get<HttpPieces>(reply.body);
    HttpPiece piece{.text = std::move(pieces.first)};
    while (true) {
        auto octets = gzip ? gzip->add(piece.text) : std::move(piece.text);
        error = co_await write_piece(std::move(octets), options.chunks);
        if (error || piece.is_last) break;
        auto next = next_of(pieces);
        if (!next) co_return false;
        piece = std::move(*next);
    }
    if (!error && gzip) error = co_await write_piece(gzip->finish(), options.chunks);
    if (!error && options.chunks)
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

/// Answers a request after which the connection has to end.
asio::awaitable<void> Session::refuse(HttpReply reply) {
    const ResponseOptions options;
    reply = counted(std::move(reply));
    co_await write(std::move(reply), options);
    co_await linger();
}

/// Reads what the client still sends, for a while, so that the answer is not lost to a reset.
asio::awaitable<void> Session::linger() {
    error_code error;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
    stream_.expires_after(limits().linger);
    for (std::size_t bytes = 0; !error && bytes < LINGER_BYTES_MAX;) {
        buffer_.clear();
        bytes += co_await stream_.async_read_some(buffer_.prepare(READ_BYTES), into(error));
    }
}

}  // namespace

HttpSessions::HttpSessions(const HttpServer::Settings& settings, HttpHandler handler,
                           LateAnswers& answers, std::atomic<int>& connections)
    : parts_(std::make_shared<Parts>(
          Parts{settings, std::move(handler), answers, connections, {}, {}, 0, false, {}})) {}

HttpSessions::~HttpSessions() { parts_->empty = nullptr; }

void HttpSessions::take(asio::ip::tcp::socket socket) {
    const bool room = ++parts_->connections <= parts_->settings.limits.connections_max;
    if (!room) --parts_->connections;
    if (!room && parts_->refusals >= parts_->settings.limits.refusals_max) return;
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

}  // namespace tradepit::common
