#include "cli/pipeline/connection.h"

#include <nlohmann/json.hpp>

#include "cli/display/views.h"
#include "cli/failures.h"
#include "cli/pipeline/pipeline.h"
#include "cli/terminal.h"
#include "common/shapes/long_reads.h"

namespace tradepit::cli {

namespace {

constexpr int BAD_REQUEST = 400;
constexpr int UNPROCESSABLE = 422;

/// Whether the user's input was refused, which becomes a UsageError.
bool is_usage_error(const Response& response) {
    return response.status == BAD_REQUEST || response.status == UNPROCESSABLE;
}

}  // namespace

Connection::Connection(const Session& session)
    : Connection(session.settings.endpoints.lookup, watch_signals(session.signals)) {}

Connection::Connection(const std::string& lookup, std::vector<Watched> watched)
    : channel_(context_, lookup, std::move(watched)), client_(channel_) {
    client_.on_wait([](const std::string& endpoint) {
        print_error("waiting for the pipeline at " + endpoint + "\n");
    });
}

std::string Connection::get(const std::string& path, std::vector<common::Parameter> parameters) {
    const auto response = client_.ask({.path = path,
                                       .parameters = std::move(parameters),
                                       .key = {},
                                       .body = {},
                                       .is_long = common::is_long_read(path)});
    if (is_usage_error(response)) throw UsageError(detail_of(response));
    return accepted(response);
}

nlohmann::ordered_json Connection::submit(const nlohmann::json& body, const std::string& key) {
    const auto response = client_.ask({.method = "POST",
                                       .path = "/simulate/trigger",
                                       .parameters = {},
                                       .key = key,
                                       .body = body.dump()});
    if (is_usage_error(response)) throw UsageError("the job is refused: " + detail_of(response));
    return parse_answer(accepted(response));
}

nlohmann::ordered_json Connection::post(const std::string& path, const std::string& key,
                                        const std::string& body) {
    const auto response =
        client_.ask({.method = "POST", .path = path, .parameters = {}, .key = key, .body = body});
    if (is_usage_error(response)) throw UsageError(detail_of(response));
    return parse_answer(accepted(response));
}

}  // namespace tradepit::cli
