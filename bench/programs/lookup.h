#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "bench/programs/link.h"

namespace tradepit::bench {

/// A client of query's lookup socket that sends one request at a time. It throws as Link does. Not
/// thread-safe.
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

    LookupClient(zmq::context_t& context, const std::string& endpoint, Program& query,
                 Progress& progress)
        : lookup_(context, endpoint, query, progress) {}

    /// Sends a request once and waits for the whole answer, whatever its status.
    Response ask(const Request& request);
    /// The body of an answer with status 200. @throws std::runtime_error for any other status.
    std::string accepted(const Request& request);

private:
    Link lookup_;
    std::int64_t id_ = 0;
};

}  // namespace tradepit::bench
