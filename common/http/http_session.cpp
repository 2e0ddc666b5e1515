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

#include "common/http/gzip.h"
#include "common/http/http_message.h"
#include "common/process/clock.h"
#include "common/text/quoted.h"

namespace tradepit::common {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using Parser = http::request_parser<http::string_body>;

/// How much is read at once from a connection that is idle or is being refused.
constexpr std::size_t READ_BYTES = 4 << 10;
/// Room in the buffer of a connection beside the largest header, for reading a body.
constexpr std::size_t BUFFER_BYTES = 64 << 10;
/// How much is read from a refused connection, at most, before it is closed.
constexpr std::size_t LINGER_BYTES_MAX = 2 << 20;
constexpr std::string_view EMPTY_LINE = "\r\n";
/// When a client that was turned away may try again.
constexpr int RETRY_AFTER_S = 1;

/// Makes an operation of Asio awaitable. It stores its result in `error` and does not throw.
auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

/// The refusal of a request that could not be read.
HttpReply refusal_of(const error_code& error, const HttpLimits& limits) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return http_refusal(431, "the request line and the header fields have more than " +
                                     std::to_string(limits.header_bytes_max) +
                                     " bytes, the limit of a header");
    if (error == http::error::body_limit)
        return http_refusal(413, "the body has more than " + std::to_string(limits.body_bytes_max) +
                                     " bytes, the limit of a request's body");
    return http_refusal(400, "not a well-formed HTTP request: " + error.message());
}

/// The next piece; nothing where HttpPieces::next returns nothing or throws.
std::optional<HttpPiece> next_of(const HttpPieces& pieces, Complaints& complaints) {
    try {
        return pieces.next();
    } catch (const std::exception& error) {
        complaints.add("a cut answer", std::string{"an answer is cut short: "} + error.what(),
                       steady_now(), Complaints::Level::error);
        return std::nullopt;
    }
}

class Session;

}  // namespace

/// What all connections of one HTTP thread share.
struct HttpSessions::Parts {
    const HttpServer::Settings& settings;
    HttpHandler handler;
    LateAnswers& answers;
    std::atomic<int>& connections;  ///< of all threads, without those being refused
    HttpFiles files;
    std::unordered_set<Session*> sessions;  ///< every open connection, also those being refused
    std::size_t refusals = 0;               ///< connections that are being refused
    bool stopping = false;
    std::function<void()> on_empty;  ///< called when the last session ends after stop()
};

namespace {

/// One connection, from accept to close. The coroutine that start() or start_refusing() begins
/// keeps it alive.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(asio::ip::tcp::socket socket, std::shared_ptr<HttpSessions::Parts> shared)
        : stream_(std::move(socket)),
          buffer_(shared->settings.limits.header_bytes_max + BUFFER_BYTES),
          shared_(std::move(shared)) {
        shared_->sessions.insert(this);
        error_code ignored;
        stream_.socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
    }
    ~Session() {
        shared_->sessions.erase(this);
        if (is_counted_) --shared_->connections;
        if (shared_->stopping && shared_->sessions.empty() && shared_->on_empty)
            shared_->on_empty();
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Serves the connection, which take() has counted in Parts::connections.
    void start() {
        is_counted_ = true;
        asio::co_spawn(
            stream_.get_executor(), [self = shared_from_this()] { return self->converse(); },
            asio::detached);
    }
    /// Answers the connection 503.
    void start_refusing() {
        ++shared_->refusals;
        asio::co_spawn(
            stream_.get_executor(), [self = shared_from_this()] { return self->turn_away(); },
            asio::detached);
    }
    void close_if_idle() {
        if (is_idle_) stream_.close();
    }

private:
    asio::awaitable<void> converse();
    asio::awaitable<void> turn_away();
    asio::awaitable<bool> first_octets();
    asio::awaitable<bool> exchange();
    asio::awaitable<error_code> read_body(Parser& parser);
    asio::awaitable<bool> answer(BeastRequest message);
    asio::awaitable<HttpReply> ask(HttpRequest request);
    [[nodiscard]] HttpReply reported(HttpReply refusal) const;
    asio::awaitable<bool> write(HttpReply reply, const ResponseOptions& options);
    template <class Body>
    asio::awaitable<bool> write(http::response<Body> response, bool keep);
    asio::awaitable<bool> stream(HttpReply reply, const ResponseOptions& options);
    asio::awaitable<error_code> write_piece(std::string piece, bool chunks);
    void reset_at_close(bool resets);
    asio::awaitable<void> refuse(HttpReply reply, const ResponseOptions& options);
    asio::awaitable<void> linger();

    [[nodiscard]] ResponseOptions refusal_options(const Parser& parser) const;
    [[nodiscard]] const HttpLimits& limits() const { return shared_->settings.limits; }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    std::shared_ptr<HttpSessions::Parts> shared_;
    bool is_counted_ = false;  ///< in Parts::connections
    bool is_idle_ = false;     ///< waits for the first octets of a request
};

/// Serves the requests of the connection one after the other, until it is to end.
asio::awaitable<void> Session::converse() {
    bool more = co_await first_octets();
    while (more) {
        more = co_await exchange();
        if (more) more = co_await first_octets();
    }
    error_code ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

/// Refuses the connection, because there are too many.
asio::awaitable<void> Session::turn_away() {
    auto reply =
        http_refusal(503, "there are more than " + std::to_string(limits().connections_max) +
                              " connections, the limit of this server");
    reply.retry_after_s = RETRY_AFTER_S;
    const ResponseOptions options;
    co_await refuse(std::move(reply), options);
    --shared_->refusals;
}

/// Waits for the first octets of the next request. They are in the buffer already when the client
/// sent them together with the request before. Skips one empty line before the request, which old
/// clients send behind a body (RFC 9112, section 2.2). Returns false when the connection is to end.
asio::awaitable<bool> Session::first_octets() {
    error_code error;
    stream_.expires_after(limits().idle);
    for (bool has_skipped = false; !error;) {
        const auto octets = buffer_.data();
        const std::string_view read{static_cast<const char*>(octets.data()), octets.size()};
        if (!has_skipped && read.starts_with(EMPTY_LINE)) {
            buffer_.consume(EMPTY_LINE.size());
            has_skipped = true;
            continue;
        }
        // A part of an empty line, or nothing, is not a request yet.
        if (has_skipped ? !read.empty() : !EMPTY_LINE.starts_with(read)) co_return true;
        if (shared_->stopping) break;
        is_idle_ = true;
        const std::size_t bytes =
            co_await stream_.async_read_some(buffer_.prepare(READ_BYTES), into(error));
        is_idle_ = false;
        buffer_.commit(bytes);
    }
    co_return false;
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
    // The parser itself lets some headers pass that are above its limit.
    if (!error && bytes > limits().header_bytes_max) error = http::error::header_limit;
    if (error == http::error::end_of_stream || error == beast::error::timeout) co_return false;
    if (!error) {
        if (auto fault = framing_fault(parser.get())) {
            const auto options = refusal_options(parser);
            co_await refuse(std::move(*fault), options);
            co_return false;
        }
        error = co_await read_body(parser);
    }
    if (error == beast::error::timeout) co_return false;
    if (error) {
        auto reply = refusal_of(error, limits());
        const auto options = refusal_options(parser);
        co_await refuse(std::move(reply), options);
        co_return false;
    }
    auto message = parser.release();
    co_return co_await answer(std::move(message));
}

/// Reads the body. A client that waits for a "100 Continue" is first told to send the body.
asio::awaitable<error_code> Session::read_body(Parser& parser) {
    error_code error;
    stream_.expires_after(limits().body);
    if (!parser.is_done() && expects_continue(parser.get())) {
        static constexpr std::string_view CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(stream_, asio::buffer(CONTINUE), into(error));
    }
    if (!error && !parser.is_done())
        co_await http::async_read(stream_, buffer_, parser, into(error));
    co_return error;
}

/// Answers a request that was read. Returns whether the connection stays open.
asio::awaitable<bool> Session::answer(BeastRequest message) {
    const auto& settings = shared_->settings;
    auto options = options_of(message, message.keep_alive(), settings.access);
    const auto reach = settings.address.is_loopback() ? HttpReach::loopback : HttpReach::network;
    HttpReply reply;
    if (auto fault = access_fault(sender_of(message), reach, settings.access)) {
        reply = reported(std::move(*fault));
    } else if (auto read = read_request(std::move(message), limits().body_bytes_max);
               auto* refusal = std::get_if<HttpReply>(&read)) {
        reply = reported(std::move(*refusal));
    } else {
        auto& request = std::get<HttpRequest>(read);
        reply = co_await ask(std::move(request));
    }
    options.keep = options.keep && !shared_->stopping;
    if (std::holds_alternative<HttpPieces>(reply.body))
        co_return co_await stream(std::move(reply), options);
    co_return co_await write(std::move(reply), options);
}

/// The handler's answer: at once, or as soon as another thread gives it, or AnswerLater::otherwise
/// when the patience is over. 500 when the handler throws.
asio::awaitable<HttpReply> Session::ask(HttpRequest request) {
    const auto number = shared_->answers.next_number();
    std::variant<HttpReply, AnswerLater> result;
    const auto method_and_path = request.method + " " + request.path;
    try {
        result = shared_->handler(std::move(request), shared_->answers.responder(number));
    } catch (const std::exception& error) {
        shared_->settings.complaints->add("a failed HTTP request",
                                          printable_text(method_and_path) + ": " + error.what(),
                                          steady_now(), Complaints::Level::error);
        result = http_refusal(500, INNER_ERROR_DETAIL);
    }
    if (auto* reply = std::get_if<HttpReply>(&result)) co_return std::move(*reply);
    auto& later = std::get<AnswerLater>(result);
    std::optional<HttpReply> reply;
    // Waits for the answer: the timer ends when it comes, or when the client's patience ends.
    asio::steady_timer timer{stream_.get_executor(), later.patience};
    shared_->answers.expect(number, [&](HttpReply late) {
        reply = std::move(late);
        timer.cancel();
    });
    error_code ignored;
    co_await timer.async_wait(into(ignored));
    shared_->answers.forget(number);
    co_return reply ? std::move(*reply) : std::move(later.otherwise);
}

/// Reports a refusal of a request that reaches no handler to Settings::on_refusal, and returns it.
HttpReply Session::reported(HttpReply refusal) const {
    const auto& on_refusal = shared_->settings.on_refusal;
    if (on_refusal) on_refusal(refusal.status);
    return refusal;
}

/// Sends a reply whose body is a string or a file. Returns whether the connection stays open.
asio::awaitable<bool> Session::write(HttpReply reply, const ResponseOptions& options) {
    if (const auto* file = std::get_if<HttpFile>(&reply.body)) {
        auto response = file_response_to(reply, shared_->files.of(*file), options);
        co_return co_await write(std::move(response), options.keep);
    }
    auto response = response_to(std::move(reply), options);
    co_return co_await write(std::move(response), options.keep);
}

/// Sends a response. Returns whether the connection stays open: with `keep`, unless that failed.
template <class Body>
asio::awaitable<bool> Session::write(http::response<Body> response, bool keep) {
    error_code error;
    stream_.expires_after(limits().write);
    co_await http::async_write(stream_, response, into(error));
    co_return keep && !error;
}

/// Sends a reply whose body is in pieces. The next piece is made when the client has taken the one
/// before. Returns whether the connection stays open. It ends after a failure: a client that
/// understands chunks sees that the last one is missing, and any other one that the connection is
/// reset, because for it an orderly end would be the end of the body.
asio::awaitable<bool> Session::stream(HttpReply reply, const ResponseOptions& options) {
    auto head = head_of_stream(reply, options);
    http::response_serializer<http::empty_body> serializer{head};
    error_code error;
    stream_.expires_after(limits().write);
    co_await http::async_write_header(stream_, serializer, into(error));
    const bool keep = options.keep && options.chunks;
    if (error || options.head) co_return error ? false : keep;
    if (!options.chunks) reset_at_close(true);
    std::optional<Gzip> gzip;
    if (options.gzip) gzip.emplace();
    auto& pieces = std::get<HttpPieces>(reply.body);
    HttpPiece piece{.text = std::move(pieces.first)};
    while (true) {
        auto octets = gzip ? gzip->add(piece.text) : std::move(piece.text);
        error = co_await write_piece(std::move(octets), options.chunks);
        if (error || piece.is_last) break;
        auto next = next_of(pieces, *shared_->settings.complaints);
        if (!next) {
            // converse() would first send an orderly end.
            if (!options.chunks) stream_.close();
            co_return false;
        }
        piece = std::move(*next);
    }
    if (!error && gzip) error = co_await write_piece(gzip->finish(), options.chunks);
    if (!error && options.chunks) {
        stream_.expires_after(limits().write);
        co_await asio::async_write(stream_, http::make_chunk_last(), into(error));
    }
    if (!options.chunks && !error) reset_at_close(false);
    co_return error ? false : keep;
}

/// Whether closing the connection resets it, also when the server stops or a timeout closes it.
void Session::reset_at_close(bool resets) {
    error_code ignored;
    stream_.socket().set_option(asio::socket_base::linger{resets, 0}, ignored);
}

/// Sends a piece of a body; nothing for an empty piece.
/// @param chunks whether the piece is sent as a chunk, or as it is
asio::awaitable<error_code> Session::write_piece(std::string piece, bool chunks) {
    error_code error;
    if (piece.empty()) co_return error;  // an empty chunk would be the last one
    stream_.expires_after(limits().write);
    const auto octets = asio::buffer(piece);
    if (chunks)
        co_await asio::async_write(stream_, http::make_chunk(octets), into(error));
    else
        co_await asio::async_write(stream_, octets, into(error));
    co_return error;
}

/// How a request is refused that could not be read: as those of its fields ask that were read.
ResponseOptions Session::refusal_options(const Parser& parser) const {
    return options_of(parser.get(), /*keep=*/false, shared_->settings.access);
}

/// Sends a refusal and ends the connection. After a request that could not be read, nobody knows
/// where the next one begins.
asio::awaitable<void> Session::refuse(HttpReply reply, const ResponseOptions& options) {
    reply = reported(std::move(reply));
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

// Sessions whose coroutine the io_context still holds are destroyed later, and must not call
// on_empty.
HttpSessions::~HttpSessions() { parts_->on_empty = nullptr; }

void HttpSessions::take(asio::ip::tcp::socket socket) {
    const bool has_room = ++parts_->connections <= parts_->settings.limits.connections_max;
    if (!has_room) --parts_->connections;
    // The destructor of `socket` closes the connection.
    if (!has_room && parts_->refusals >= parts_->settings.limits.refusals_max) return;
    const auto session = std::make_shared<Session>(std::move(socket), parts_);
    if (has_room)
        session->start();
    else
        session->start_refusing();
}

void HttpSessions::stop(std::function<void()> on_empty) {
    parts_->stopping = true;
    parts_->on_empty = std::move(on_empty);
    if (parts_->sessions.empty()) return parts_->on_empty();
    for (auto* session : parts_->sessions) session->close_if_idle();
}

}  // namespace tradepit::common
