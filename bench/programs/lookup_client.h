#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "bench/programs/link.h"

namespace tradepit::bench {

/// A client of the ZeroMQ socket on which query answers requests (`lookup`). It sends one request
/// at a time. Not thread-safe. Every request throws std::runtime_error when query has ended, is
/// silent for 30 s or sends parts that make no answer, and Interrupted on SIGINT or SIGTERM.
class LookupClient {
public:
    struct Request {
        std::string method = "GET";
        std::string path;
        std::vector<common::Parameter> parameters{};
        std::string body{};
    };
    struct Response {
        int status = 0;
        std::string body;
    };

    /// While it waits for an answer, it looks whether `query` has ended and, by `progress`, whether
    /// a signal has come. `query` may also be the program that has started query.
    LookupClient(zmq::context_t& context, const std::string& endpoint, Program& query,
                 Progress& progress)
        : lookup_(context, endpoint, query, progress) {}

    /// Sends a request once, and waits for the whole answer, whatever its status.
    Response ask(const Request& request);
    /// The body of an answer with status 200. @throws std::runtime_error for any other status.
    std::string accepted(const Request& request);

private:
    Link lookup_;
    std::int64_t id_ = 0;  ///< of the last request; answers to earlier ones are discarded
};

}  // namespace tradepit::bench
