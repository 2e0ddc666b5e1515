#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <zmq.hpp>

#include "cli/channel.h"
#include "cli/client.h"
#include "cli/session.h"

namespace tradepit::cli {

/// A command's connection to query of a running pipeline. It says on standard error that it waits:
/// after a second without a connection, or when it sends a request again because no answer came.
/// Not thread-safe.
class Connection {
public:
    /// Connects to query's socket `lookup` at the endpoint in the session's settings. A stop signal
    /// ends a wait with Stopped.
    explicit Connection(const Session& session);
    /// Connects to query's socket at the endpoint `lookup`. Every wait serves the `watched`
    /// descriptors, and throws what they throw.
    Connection(const std::string& lookup, std::vector<Watched> watched);

    Client& client() { return client_; }
    Channel& channel() { return channel_; }

    /// The body of the answer to GET `path`. @throws UsageError for status 400 or 422; Unreachable
    /// when no answer comes in time, or for status 503; Refused for other errors; what a watched
    /// descriptor throws (Stopped, ProgramEndedForGood).
    std::string get(const std::string& path, std::vector<common::Parameter> parameters = {});
    /// Submits a job (POST /simulate/trigger). @return the answer. One key makes one job, however
    /// often the request is sent. @throws as get(); std::runtime_error when the answer is not JSON.
    nlohmann::ordered_json submit(const nlohmann::json& body, const std::string& key);
    /// Sends POST `path`, which is carried out once under its key. @return the answer. @throws as
    /// submit().
    nlohmann::ordered_json post(const std::string& path, const std::string& key,
                                const std::string& body = {});

private:
    zmq::context_t context_;
    Channel channel_;
    Client client_;
};

}  // namespace tradepit::cli
