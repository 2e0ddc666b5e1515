#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "query/requests/parameter_rule.h"
#include "query/requests/parameters.h"
#include "query/requests/request.h"
#include "query/requests/tokens.h"
#include "query/storage/reader.h"

/// The routes of the REST surface: the one place that dispatch, checks and GET /openapi.json have
/// them from. To add a call: a row here, and its schemas in schemas.cpp.
namespace tradepit::query {

enum class AnsweredBy {
    reader,       ///< a SELECT, on any thread
    long_reader,  ///< one that may take minutes, with the size of its job: no limit of time
    writer,       ///< after the writer's commit
    loop,         ///< the server's loop alone, which knows how the pipeline does
    text,         ///< nobody: it is always the same
};

/// What the writer is to do.
enum class Command { trigger, cancel, retry, maintain };

struct Route {
    std::string_view method;
    std::string_view path;  ///< "{…}" stands for one segment that is not empty
    std::string_view name;  ///< the operation's, as generated clients have it
    std::string_view says;  ///< for people
    AnsweredBy by = AnsweredBy::reader;
    /// Of a reader.
    Answered (*read)(Reader&, const std::string& job_id, Parameters&, const Elsewhere&) = nullptr;
    Reply (*text)() = nullptr;
    Command command = Command::trigger;
    ParameterRules parameters = {};
    Scope scope = Scope::read;          ///< of the token that it takes, where tokens are asked for
    std::string_view answers;           ///< the schema of a 200
    std::string_view type = JSON_TYPE;  ///< of a 200
    std::string_view refusals;          ///< the other statuses, parted by spaces
    /// Of a list: the member of its answer that has the rows, and the schema of one. It may be
    /// exported, by the parameter format.
    std::string_view rows = {};
    std::string_view row = {};
    std::string_view body = {};  ///< the schema of the request's body; empty: it has none
    bool body_required = true;

    [[nodiscard]] bool takes(std::string_view parameter) const {
        return std::ranges::any_of(parameters,
                                   [&](const auto* rule) { return rule->is_of(parameter); });
    }
};

[[nodiscard]] std::span<const Route> all_routes();

struct FoundRoute {
    const Route* route = nullptr;  ///< null: there is none
    std::string_view job_id;       ///< within the path that was asked for
    bool other_method = false;     ///< there is none, but one of another method
};

[[nodiscard]] FoundRoute find_route(std::string_view method, std::string_view path);

/// 404, or 405 where another method would do.
[[nodiscard]] Reply no_route(const FoundRoute& found);

/// What a 405 on that path says in Allow.
[[nodiscard]] std::string allowed_methods(std::string_view path);

/// A read that may take minutes.
[[nodiscard]] bool is_long_read(std::string_view path);

}  // namespace tradepit::query
