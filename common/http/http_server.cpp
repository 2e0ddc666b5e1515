#include "common/http/http_server.h"

#include <atomic>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>  // before Asio 1.74, which uses it without including it
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/check.h"
#include "common/http/http_session.h"
#include "common/http/late_answers.h"
#include "common/process/clock.h"
#include "common/process/set_up_fault.h"

namespace tradepit::common {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// The pause before the next try when a connection could not be accepted, for example because no
/// descriptor was left.
constexpr std::chrono::milliseconds ACCEPT_PAUSE{100};

/// Listens at the address. @throws as the constructor of HttpServer.
tcp::acceptor listen_at(const HttpAddress& address, asio::io_context& io) {
    try {
        return {io, tcp::endpoint{asio::ip::make_address(address.ip), address.port}};
    } catch (const boost::system::system_error& error) {
        const auto text = "--http " + address.text() + ": " + error.code().message();
        if (error.code() == boost::system::errc::address_in_use) throw std::runtime_error(text);
        throw SetUpFault(text);
    }
}

/// Keeps a socket from programs that this process starts: Asio opens and accepts sockets without
/// SOCK_CLOEXEC.
void close_on_exec(int descriptor) { CHECK(::fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0); }

/// One thread of the server, with all that its connections need.
///
/// Every thread accepts from a duplicate of the listening socket, so that a thread which is free
/// takes the next connection.
class HttpThread {
public:
    HttpThread(const HttpServer::Settings& settings, HttpHandler handler,
               std::atomic<int>& connections)
        : limits_(settings.limits),
          complaints_(*settings.complaints),
          // Each connection waits for at most one answer, and one more may come too late.
          answers_(io_, 2 * static_cast<std::size_t>(settings.limits.connections_max)),
          sessions_(settings, std::move(handler), answers_, connections),
          acceptor_(io_),
          accept_timer_(io_),
          drain_timer_(io_) {}

    void listen_on(tcp::acceptor& listening) {
        const int descriptor = ::fcntl(listening.native_handle(), F_DUPFD_CLOEXEC, 0);
        if (descriptor < 0)
            throw std::system_error(errno, std::generic_category(), "the listening socket");
        acceptor_.assign(listening.local_endpoint().protocol(), descriptor);
        accept();
    }

    /// Returns once the thread has ended, by stop() or end().
    void run() { io_.run(); }

    /// Ends the thread as HttpServer::stop() says. May be called from any thread.
    void stop() {
        asio::post(io_, [this] {
            error_code ignored;
            acceptor_.close(ignored);
            drain_timer_.expires_after(limits_.drain);
            drain_timer_.async_wait([this](const error_code& error) {
                if (!error) io_.stop();
            });
            sessions_.stop([this] { io_.stop(); });
        });
    }

    /// Ends the thread at once. May be called from any thread.
    void end() { io_.stop(); }

private:
    void accept();
    void accept_later();

    const HttpLimits& limits_;
    Complaints& complaints_;
    // io_ is destroyed after the members below it, and with it the completion handlers that it
    // still holds. So the destructors of these handlers must not use those members.
    asio::io_context io_{1};
    LateAnswers answers_;
    HttpSessions sessions_;
    tcp::acceptor acceptor_;
    asio::steady_timer accept_timer_;  ///< runs during ACCEPT_PAUSE
    asio::steady_timer drain_timer_;   ///< runs from stop() on, for HttpLimits::drain
};

void HttpThread::accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
        if (!acceptor_.is_open()) return;
        if (error) {
            complaints_.add("no accept", "a connection cannot be accepted: " + error.message(),
                            steady_now());
            return accept_later();
        }
        close_on_exec(socket.native_handle());
        sessions_.take(std::move(socket));
        accept();
    });
}

void HttpThread::accept_later() {
    accept_timer_.expires_after(ACCEPT_PAUSE);
    accept_timer_.async_wait([this](const error_code& error) {
        if (!error && acceptor_.is_open()) accept();
    });
}

}  // namespace

struct HttpServer::Parts {
    explicit Parts(Settings given)
        : settings(with_complaints(std::move(given))), ended(::eventfd(0, EFD_CLOEXEC)) {
        if (ended < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    ~Parts() {
        for (auto& thread : threads) thread->end();
        for (auto& system_thread : system_threads) system_thread.join();
        ::close(ended);
    }

    Settings with_complaints(Settings given) {
        if (given.complaints == nullptr) given.complaints = &own_complaints;
        return given;
    }

    /// Runs one HTTP thread to its end. The last one that ends makes `ended` readable.
    void run(HttpThread& thread) {
        thread.run();
        if (--running > 0) return;
        const std::uint64_t one = 1;
        CHECK(::write(ended, &one, sizeof one) == sizeof one);
    }

    Complaints own_complaints;  ///< used where the settings have none
    const Settings settings;
    std::string address;
    const int ended;                  ///< an eventfd
    std::atomic<int> connections{0};  ///< open ones of all threads, without those being refused
    std::atomic<int> running{0};      ///< threads that have not ended
    std::vector<std::unique_ptr<HttpThread>> threads;
    std::vector<std::thread> system_threads;  ///< each runs one of `threads`
};

HttpServer::HttpServer(Settings settings, const std::function<HttpHandler()>& make_handler)
    : parts_(std::make_unique<Parts>(std::move(settings))) {
    const HttpAddress& address = parts_->settings.address;
    const int threads = parts_->settings.threads;
    asio::io_context io{1};
    auto listening = listen_at(address, io);
    close_on_exec(listening.native_handle());
    parts_->address = HttpAddress{address.ip, listening.local_endpoint().port()}.text();
    for (int i = 0; i < threads; ++i) {
        parts_->threads.push_back(
            std::make_unique<HttpThread>(parts_->settings, make_handler(), parts_->connections));
        parts_->threads.back()->listen_on(listening);
    }
    parts_->running = threads;
    for (auto& thread : parts_->threads)
        parts_->system_threads.emplace_back([this, &thread = *thread] { parts_->run(thread); });
}

HttpServer::~HttpServer() = default;

const std::string& HttpServer::address() const { return parts_->address; }

void HttpServer::stop() {
    for (auto& thread : parts_->threads) thread->stop();
}

int HttpServer::ended() const { return parts_->ended; }

}  // namespace tradepit::common
