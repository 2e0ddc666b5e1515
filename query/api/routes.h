#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "query/requests/parameter_rule.h"
#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/requests/request.h"
#include "query/requests/tokens.h"
#include "query/storage/reader.h"

/// The routes of the API: dispatch, the checks of parameters and tokens, and GET /openapi.json are
/// all made from the table in routes.cpp. To add a route, add a row to it, and the shapes of its
/// answer and body to common/shapes. Only the routes that start maintenance tasks are not written
/// there: they are made from common/shapes/maintenance_tasks.h.
namespace tradepit::query {

/// Answers one request from the database. `argument` is the path's segment in place of "{…}"; empty
/// for a path without one.
using ReadHandler = Outcome (*)(Reader&, const std::string& argument, Parameters&,
                                const ReadContext&);

/// A route of this kind is answered from the database, within READ_TIME_MAX.
struct ByRead {
    constexpr explicit ByRead(ReadHandler function) : handler{function} {}
    ReadHandler handler;
};
/// A route of this kind is answered from the database without a time limit: it may take minutes
/// where there is much data.
struct ByLongRead {
    constexpr explicit ByLongRead(ReadHandler function) : handler{function} {}
    ReadHandler handler;
};
/// A route of this kind is answered by a document that is always the same.
struct ByDocument {
    Reply (*text)();
};
/// A route of this kind is answered by a file that is compiled into the program, whatever its
/// parameters are. `argument` is as for ReadHandler. GET /openapi.json leaves these routes out.
struct ByFile {
    Reply (*file)(const std::string& argument);
};
/// A route of this kind makes a command for the writer: to make a job (trigger, retry), to cancel
/// one, or to run a maintenance task. The request is answered after the writer's commit.
enum class Action { trigger, cancel, retry, maintain };
/// A route of this kind is answered by the loop of query's main thread, which alone has the state
/// that the broker reported.
enum class PipelineView { health, workers, metrics };

/// How the requests of a route are answered. The first alternative has no default constructor, so
/// that a row of the table without `.answered_by` does not compile.
using AnsweredBy = std::variant<ByRead, ByLongRead, ByDocument, ByFile, Action, PipelineView>;

/// A body to try out in /docs.
struct BodyExample {
    std::string_view name;     ///< a word
    std::string_view summary;  ///< for people: what the body asks for
    std::string_view json;
};

struct Route {
    std::string_view method;            ///< "GET" or "POST"
    std::string_view path;              ///< "{…}" stands for one segment that is not empty
    std::string_view name = {};         ///< the operation's name in generated clients
    std::string_view description = {};  ///< one sentence, shown in /docs
    AnsweredBy answered_by;
    ParameterRules parameters = {};
    Scope scope = Scope::read;  ///< the scope that a token needs, where tokens are required
    std::string_view reply_schema = {};           ///< the name of the shape of a 200
    std::string_view type = JSON_TYPE;            ///< the content type of a 200
    std::string_view refusals = {};               ///< for OpenAPI: other statuses, as "404 422 503"
    std::string_view missing_schema = "Refusal";  ///< the name of the shape of a 404
    /// For a list: the member of the answer that holds the rows, and the name of the shape of a
    /// row. Such a list can be exported with the parameter `format`.
    std::string_view rows = {};
    std::string_view row = {};
    /// The handler writes that list in ReadContext::format itself, which is faster than the
    /// conversion of its JSON page.
    bool writes_formats = false;
    std::string_view body = {};  ///< the name of the shape of the body; empty: it has none
    bool body_required = true;   ///< for OpenAPI: whether a request must have the body
    std::span<const BodyExample> examples = {};  ///< for OpenAPI; /docs begins with the first

    /// Whether `answered_by` is a `Kind`, one of the alternatives of AnsweredBy.
    template <class Kind>
    [[nodiscard]] constexpr bool is() const {
        return std::holds_alternative<Kind>(answered_by);
    }
    /// Whether the route has a rule for the parameter.
    [[nodiscard]] bool takes(std::string_view parameter) const {
        return std::ranges::any_of(parameters,
                                   [&](const auto* rule) { return rule->is_of(parameter); });
    }
};

/// The handler of a route that is ByRead or ByLongRead.
[[nodiscard]] ReadHandler read_handler(const Route& route);

/// The table of all routes, valid as long as the process.
[[nodiscard]] std::span<const Route> all_routes();

}  // namespace tradepit::query
