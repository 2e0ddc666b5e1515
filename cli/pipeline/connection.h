#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <zmq.hpp>

#include "cli/channel.h"
#include "cli/client.h"
#include "cli/session.h"

namespace tradepit::cli {

/// A command's connection to a running pipeline's query.
class Connection {
public:
    explicit Connection(const Session& session);
    Connection(const std::string& lookup, std::vector<Watched> watched);

    Client& client() { return client_; }
    Channel& channel() { return channel_; }

    /// The body of GET `path`. @throws UsageError for a parameter that query does not understand;
    /// Refused, Unreachable.
    std::string get(const std::string& path, std::vector<common::Parameter> parameters = {});
    /// Submits a job and gives the answer back. The key makes it one job, however often it is sent.
    /// @throws UsageError when query refuses what was asked for; Refused, Unreachable.
    nlohmann::ordered_json submit(const nlohmann::json& body, const std::string& key);
    /// POST `path`, which is done once under its key, and its answer. @throws as get.
    nlohmann::ordered_json post(const std::string& path, const std::string& key,
                                const std::string& body = {});

private:
    zmq::context_t context_;
    Channel channel_;
    Client client_;
};

/// One line on standard output, at once.
void print_line(const std::string& text);
/// Text on standard output as it is, at once.
void print_text(const std::string& text);

}  // namespace tradepit::cli
