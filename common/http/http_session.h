#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <utility>  // before Asio 1.74, which forgets it

#include <boost/asio/ip/tcp.hpp>

#include "common/http/http_server.h"
#include "common/http/late_answers.h"

namespace tradepit::common {

/// The connections of one HTTP thread. Used on that thread alone.
class HttpSessions {
public:
    /// `connections` counts those of all threads. What is referred to must outlive the io_context's
    /// completion handlers.
    HttpSessions(const HttpServer::Settings& settings, HttpHandler handler, LateAnswers& answers,
                 std::atomic<int>& connections);
    ~HttpSessions();
    HttpSessions(const HttpSessions&) = delete;
    HttpSessions& operator=(const HttpSessions&) = delete;

    /// Serves a connection, or answers 503 when there are too many.
    void take(boost::asio::ip::tcp::socket socket);
    /// Closes the idle ones, lets the others finish their request, and calls `empty` after the
    /// last.
    void stop(std::function<void()> empty);

    struct Parts;

private:
    std::shared_ptr<Parts> parts_;
};

}  // namespace tradepit::common
