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

/// A request after its only resolution: whatever later depends on its path or parameters is read
/// from here (which thread answers, the token's scope, the content type, the counter).
struct ResolvedRequest {
    const Route* route = nullptr;  ///< null: there is none; `fault` says so
    std::size_t slot = 0;          ///< the route's place in its table; the table's size without one
    std::string method;
    std::string path;
    std::string argument;  ///< what the path has in place of the route's "{…}"
    Parameters parameters;
    common::ListFormat format = common::ListFormat::json;
    bool first_page = true;  ///< false: an export goes on, without a header
    std::string key;
    std::string body;
    /// 404, 405, 400 or 422: the answer, whatever the route is.
    std::optional<Reply> fault;
    std::string allow;  ///< with 405: the methods that the path has
};

/// The result of find_route().
struct FoundRoute {
    const Route* route = nullptr;  ///< null: no route has this path and method
    std::string argument = {};     ///< what the path has in place of "{…}"
    /// Without a route: the methods that the path has, as Allow lists them; empty: it has none.
    std::string allowed = {};
};

[[nodiscard]] FoundRoute find_route(std::span<const Route> routes, std::string_view method,
                                    std::string_view path);

/// Finds the route and checks the parameters. The routes must outlive what is returned.
[[nodiscard]] ResolvedRequest resolve(std::span<const Route> routes, Request request);

/// Whether one answer serves both: two reads of one route with the same argument and parameters.
/// Two requests for the writer never are.
[[nodiscard]] bool same_read(const ResolvedRequest& left, const ResolvedRequest& right);

/// A read that may take minutes.
[[nodiscard]] bool is_long(const ResolvedRequest& request);

/// The request for the rows of the same export from `cursor` on.
[[nodiscard]] ResolvedRequest next_page(ResolvedRequest request, const std::string& cursor);

/// The content type of a reply to the request. A literal.
[[nodiscard]] std::string_view content_type(const ResolvedRequest& request, const Reply& reply);

}  // namespace tradepit::query
