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
/// all made from this table. To add a call, add a row to it in routes.cpp, and the shapes of its
/// answer and body to common/shapes. The calls that begin a maintenance task follow from the task's
/// description (common/shapes/maintenance_tasks.h).
namespace tradepit::query {

/// A SELECT. `argument` is the path's segment in place of "{…}".
using ReadHandler = Outcome (*)(Reader&, const std::string& argument, Parameters&,
                                const ReadContext&);

/// Answered by a read, on any thread.
struct ByRead {
    constexpr explicit ByRead(ReadHandler one) : handler{one} {}
    ReadHandler handler;
};
/// Answered by a read that may take minutes where there is much data: it has no time limit.
struct ByLongRead {
    constexpr explicit ByLongRead(ReadHandler one) : handler{one} {}
    ReadHandler handler;
};
/// A document that is always the same.
struct ByDocument {
    Reply (*text)();
};
/// A file that is compiled into the program; not part of GET /openapi.json.
struct ByFile {
    Reply (*file)(const std::string& argument);
};
/// What the writer is asked to do; answered after its commit.
enum class Action { trigger, cancel, retry, maintain };
/// A report of query's loop, which alone has the state that the broker reported.
enum class PipelineView { health, workers, metrics };

/// None of them is the default: a row of the table without one does not compile.
using AnsweredBy = std::variant<ByRead, ByLongRead, ByDocument, ByFile, Action, PipelineView>;

struct Route {
    std::string_view method;
    std::string_view path;              ///< "{…}" stands for one segment that is not empty
    std::string_view name = {};         ///< the operation's name in generated clients
    std::string_view description = {};  ///< for people
    AnsweredBy answered_by;
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

    /// Whether a `Kind` of AnsweredBy answers it.
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
