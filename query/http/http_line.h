#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "query/requests/request.h"

namespace boost::asio {
class io_context;
}

namespace tradepit::query {

/// One HTTP thread's line to the server's loop: requests go out as Lookup, replies come back as
/// Answer, by number. Lives on the thread of its io_context.
class HttpLine {
public:
    using Done = std::function<void(Reply)>;

    HttpLine(zmq::context_t& context, const std::string& lookup, boost::asio::io_context& io);
    ~HttpLine();
    HttpLine(const HttpLine&) = delete;
    HttpLine& operator=(const HttpLine&) = delete;

    /// `done` is called at most once, on the io_context's thread, never from within ask().
    /// @return the number for forget().
    std::int64_t ask(const Request& request, Done done);
    /// `done` is not called any more.
    void forget(std::int64_t id);
    /// Lets go of the io_context, which can then run dry.
    void close();

private:
    struct Waiting {
        Done done;
        std::string body;
        std::int32_t next_part = 0;
    };
    struct Watch;

    void watch();
    void take_answers();
    void take(common::Answer answer);

    boost::asio::io_context& io_;
    zmq::socket_t dealer_;
    std::unique_ptr<Watch> watch_;
    std::map<std::int64_t, Waiting> waiting_;
    std::int64_t last_id_ = 0;
};

}  // namespace tradepit::query
