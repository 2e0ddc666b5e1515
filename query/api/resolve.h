#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/http/accept.h"
#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/requests/request.h"

namespace tradepit::query {

struct Route;

/// A request after its route was found and its parameters were checked, which happens once. From it
/// follow the thread that answers, the scope that a token needs, the content type and the counter.
struct ResolvedRequest {
    const Route* route = nullptr;  ///< null: no route matches; `fault` says so
    std::size_t route_index = 0;   ///< in the table of routes; without a route the table's size
    std::string method;
    std::string path;
    std::string argument;  ///< the path's segment in place of the route's "{…}"; empty without one
    Parameters parameters;
    common::ListFormat format = common::ListFormat::json;
    bool first_page = true;  ///< false: a later page of an export, without the CSV header
    std::string key;         ///< Idempotency-Key, may be empty
    std::string body;
    /// A 400, 404, 405 or 422 that is the answer to the request. Nothing for a request whose route
    /// and parameters are valid.
    std::optional<Reply> fault;
    std::string allow;  ///< with 405: the methods that the path has
};

/// The result of find_route().
struct FoundRoute {
    const Route* route = nullptr;  ///< null: no route has this path and method
    std::string argument = {};     ///< the path's segment in place of "{…}"; empty without one
    /// Without a route: the methods of the routes with this path, as the header Allow lists them;
    /// empty: no route has this path.
    std::string allowed = {};

    /// Whether any route has the path.
    [[nodiscard]] bool has_path() const { return route != nullptr || !allowed.empty(); }
};

/// The first route with this method and path.
[[nodiscard]] FoundRoute find_route(std::span<const Route> routes, std::string_view method,
                                    std::string_view path);

/// Finds the route and checks the parameters. The routes must outlive the result.
[[nodiscard]] ResolvedRequest resolve(std::span<const Route> routes, Request request);

/// Whether the two are reads of one route with the same argument and parameters, so that one answer
/// serves both. False for commands (Action). Both must have a route.
[[nodiscard]] bool same_read(const ResolvedRequest& left, const ResolvedRequest& right);

/// Whether the request is a read that may take minutes (ByLongRead).
[[nodiscard]] bool is_long(const ResolvedRequest& request);

/// The request for the page of the same export that begins at `cursor`.
[[nodiscard]] ResolvedRequest next_page(ResolvedRequest request, const std::string& cursor);

/// The content type of the reply to the request: that of the file, JSON for a refusal, else that of
/// the format or of the route. The view is valid as long as the program runs.
[[nodiscard]] std::string_view content_type(const ResolvedRequest& request, const Reply& reply);

}  // namespace tradepit::query
