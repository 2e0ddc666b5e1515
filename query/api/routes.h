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

/// The routes of the API: dispatch, the checks of parameters, tokens and GET /openapi.json are all
/// read from this table. To add a call, add a row here, and its schemas in schemas.cpp. The calls
/// that begin a maintenance task follow from its description (common/shapes/maintenance_tasks.h).
namespace tradepit::query {

enum class AnsweredBy {
    reader,       ///< a SELECT, on any thread
    long_reader,  ///< a SELECT that may take minutes, by the size of its job: it has no time limit
    writer,       ///< the writer, after its commit
    loop,         ///< query's loop, which alone knows how the pipeline does
    text,         ///< a document that is always the same
    file,         ///< a file that is compiled into the program; not part of GET /openapi.json
};

/// What the writer is asked to do.
enum class Action { trigger, cancel, retry, maintain };

/// What the loop tells about the pipeline.
enum class PipelineView { health, workers, metrics };

struct Route {
    std::string_view method;
    std::string_view path;              ///< "{…}" stands for one segment that is not empty
    std::string_view name = {};         ///< the operation's name in generated clients
    std::string_view description = {};  ///< for people
    AnsweredBy by = AnsweredBy::reader;
    // One of these, by `by`. `argument` is what the path has in place of "{…}".
    Outcome (*read)(Reader&, const std::string& argument, Parameters&,
                    const ReadContext&) = nullptr;
    Reply (*text)() = nullptr;
    Reply (*file)(const std::string& argument) = nullptr;
    Action action = Action::trigger;
    PipelineView view = PipelineView::health;

    ParameterRules parameters = {};
    Scope scope = Scope::read;          ///< which token it takes, where tokens are required
    std::string_view answers = {};      ///< the schema of a 200
    std::string_view type = JSON_TYPE;  ///< the content type of a 200
    std::string_view refusals = {};     ///< the other statuses, separated by spaces
    /// For a list: the member of the answer that holds the rows, and the schema of a row. A list
    /// can be exported, by the parameter format.
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

}  // namespace tradepit::query
