#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "query/requests/parameter_rule.h"
#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/requests/request.h"
#include "query/requests/tokens.h"
#include "query/storage/reader.h"

/// The routes of the API: dispatch, the checks of parameters and tokens, and GET /openapi.json are
/// all made from this table. To add a call, add a row to it in routes.cpp, and the shapes of its
/// answer and body to common/shapes. The calls that begin a maintenance task follow from the task's
/// description (common/shapes/maintenance_tasks.h).
namespace tradepit::query {

enum class AnsweredBy {
    reader,       ///< a SELECT, on any thread
    long_reader,  ///< a SELECT that may take minutes where there is much data: without time limit
    writer,       ///< the writer, after its commit
    loop,         ///< query's loop, which alone has the state that the broker reported
    text,         ///< a document that is always the same
    file,         ///< a file that is compiled into the program; not part of GET /openapi.json
};

/// The command of a route with AnsweredBy::writer.
enum class Action { trigger, cancel, retry, maintain };

/// The report of a route with AnsweredBy::loop.
enum class PipelineView { health, workers, metrics };

struct Route {
    std::string_view method;
    std::string_view path;              ///< "{…}" stands for one segment that is not empty
    std::string_view name = {};         ///< the operation's name in generated clients
    std::string_view description = {};  ///< for people
    AnsweredBy by = AnsweredBy::reader;
    // `by` says which one of these counts. `argument` is the path's segment in place of "{…}".
    Outcome (*read)(Reader&, const std::string& argument, Parameters&,
                    const ReadContext&) = nullptr;
    Reply (*text)() = nullptr;
    Reply (*file)(const std::string& argument) = nullptr;
    Action action = Action::trigger;
    PipelineView view = PipelineView::health;

    ParameterRules parameters = {};
    Scope scope = Scope::read;          ///< the scope that a token needs, where tokens are required
    std::string_view answers = {};      ///< the schema of a 200
    std::string_view type = JSON_TYPE;  ///< the content type of a 200
    std::string_view refusals = {};     ///< the other statuses, separated by spaces
    /// For a list: the member of the answer that holds the rows, and the schema of a row. Such a
    /// list can be exported with the parameter `format`.
    std::string_view rows = {};
    std::string_view row = {};
    std::string_view body = {};  ///< the schema of the request's body; empty: it has none
    bool body_required = true;

    /// Whether the route has a rule for the parameter.
    [[nodiscard]] bool takes(std::string_view parameter) const {
        return std::ranges::any_of(parameters,
                                   [&](const auto* rule) { return rule->is_of(parameter); });
    }
};

/// The table of all routes, valid as long as the process.
[[nodiscard]] std::span<const Route> all_routes();

}  // namespace tradepit::query
