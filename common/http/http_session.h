#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <utility>  // before Asio 1.74, which uses it without including it

#include <boost/asio/ip/tcp.hpp>

#include "common/http/http_server.h"
#include "common/http/late_answers.h"

namespace tradepit::common {

/// The connections of one HTTP thread. Used on that thread alone.
class HttpSessions {
public:
    /// @param connections counts the connections of all threads. It and `settings` must outlive the
    /// completion handlers of the thread's io_context
    /// @param answers must outlive the run() of that io_context
    HttpSessions(const HttpServer::Settings& settings, HttpHandler handler, LateAnswers& answers,
                 std::atomic<int>& connections);
    ~HttpSessions();
    HttpSessions(const HttpSessions&) = delete;
    HttpSessions& operator=(const HttpSessions&) = delete;

    /// Serves a connection. When HttpLimits::connections_max are open already, the connection is
    /// answered 503; when HttpLimits::refusals_max are being answered so, it is closed at once.
    void take(boost::asio::ip::tcp::socket socket);
    /// Closes idle connections, lets the others finish their request, and calls `on_empty` when the
    /// last one has ended.
    void stop(std::function<void()> on_empty);

    struct Parts;  ///< public for the class Session of http_session.cpp

private:
    std::shared_ptr<Parts> parts_;
};

}  // namespace tradepit::common
