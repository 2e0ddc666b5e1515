#include "query/api/resolve.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "query/api/routes.h"

namespace tradepit::query {

namespace {

constexpr std::string_view FORMAT_PARAMETER = "format";

/// Where a request for a list has no parameter `format`, adds it with the format that the transport
/// prefers.
void add_preferred_format(const Route& route, Request& request) {
    if (route.rows.empty() || request.preferred_format == common::ListFormat::json) return;
    if (std::ranges::find(request.parameters, FORMAT_PARAMETER, &common::Parameter::name) ==
        request.parameters.end())
        request.parameters.push_back(
            {std::string{FORMAT_PARAMETER}, std::string{to_text(request.preferred_format)}});
}

/// What the path has in place of the pattern's "{…}" (empty where the pattern has none); nothing
/// for a path that does not match.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    const auto open = pattern.find('{');
    if (open == pattern.npos)
        return pattern == path ? std::optional<std::string_view>{""} : std::nullopt;
    const auto before = pattern.substr(0, open);
    const auto after = pattern.substr(pattern.find('}') + 1);
    if (path.size() <= before.size() + after.size()) return std::nullopt;
    if (!path.starts_with(before) || !path.ends_with(after)) return std::nullopt;
    const auto name = path.substr(before.size(), path.size() - before.size() - after.size());
    if (name.find('/') != name.npos) return std::nullopt;
    return name;
}

}  // namespace

FoundRoute find_route(std::span<const Route> routes, std::string_view method,
                      std::string_view path) {
    FoundRoute found;
    for (const auto& route : routes) {
        const auto argument = match(route.path, path);
        if (!argument) continue;
        if (route.method == method) return {.route = &route, .argument = std::string{*argument}};
        const std::string_view methods = route.method == "GET" ? "GET, HEAD" : route.method;
        if (found.allowed.find(methods) != std::string::npos) continue;
        found.allowed += found.allowed.empty() ? "" : ", ";
        found.allowed += methods;
    }
    return found;
}

ResolvedRequest resolve(std::span<const Route> routes, Request request) {
    auto found = find_route(routes, request.method, request.path);
    ResolvedRequest resolved{.route = found.route,
                             .route_index = routes.size(),
                             .method = std::move(request.method),
                             .path = std::move(request.path),
                             .argument = std::move(found.argument),
                             .parameters = {},
                             .key = std::move(request.key),
                             .body = std::move(request.body),
                             .fault = {},
                             .allow = std::move(found.allowed)};
    if (resolved.route == nullptr) {
        resolved.fault =
            resolved.allow.empty() ? refused(404, "Not Found") : refused(405, "Method Not Allowed");
        return resolved;
    }
    const Route& route = *resolved.route;
    resolved.route_index = static_cast<std::size_t>(&route - routes.data());
    if (route.is<ByFile>()) return resolved;  // a file is answered whatever the parameters are
    add_preferred_format(route, request);
    resolved.parameters = Parameters{std::move(request.parameters), route.parameters};
    resolved.fault = resolved.parameters.fault();
    if (!resolved.fault && !route.rows.empty())
        resolved.format =
            common::from_text<common::ListFormat>(resolved.parameters.choice(FORMAT_PARAMETER))
                .value();
    return resolved;
}

bool same_read(const ResolvedRequest& left, const ResolvedRequest& right) {
    return left.route == right.route && !left.route->is<Action>() &&
           left.argument == right.argument && left.parameters.all() == right.parameters.all();
}

bool is_long(const ResolvedRequest& request) {
    return request.route != nullptr && request.route->is<ByLongRead>();
}

ResolvedRequest next_page(ResolvedRequest request, const std::string& cursor) {
    request.parameters = request.parameters.with("cursor", cursor);
    request.first_page = false;
    return request;
}

std::string_view content_type(const ResolvedRequest& request, const Reply& reply) {
    if (const auto* file = std::get_if<StaticFile>(&reply.body)) return file->type;
    if (reply.status != 200 || request.route == nullptr) return JSON_TYPE;
    switch (request.format) {
        case common::ListFormat::csv:
            return CSV_TYPE;
        case common::ListFormat::jsonl:
            return JSONL_TYPE;
        case common::ListFormat::json:
            break;
    }
    return request.route->type;
}

}  // namespace tradepit::query
