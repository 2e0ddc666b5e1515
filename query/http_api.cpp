#include "query/http_api.h"

#include <optional>
#include <utility>
#include <variant>

#include "common/http/accept.h"
#include "common/http/http_target.h"
#include "query/api/routes.h"

namespace tradepit::query {

namespace {

using common::HttpReply;

/// The body of an export that begins with `page`. Each further page is read when the client has
/// taken the one before; a page that cannot be read ends the connection (HttpPieces).
common::HttpPieces pieces_of(const std::shared_ptr<Api>& api, const ResolvedRequest& request,
                             ExportPage page) {
    return {std::move(page.text),
            [api, next = next_page(
                      request, page.next_cursor)]() mutable -> std::optional<common::HttpPiece> {
                auto outcome = api->answer(next, nullptr);
                auto* reply = std::get_if<Reply>(&outcome);
                if (reply == nullptr || reply->status != 200) return std::nullopt;
                auto* more = std::get_if<ExportPage>(&reply->body);
                if (more == nullptr)  // the last page is a plain text
                    return common::HttpPiece{std::string{reply->text()}, /*is_last=*/true};
                next = next_page(std::move(next), more->next_cursor);
                return common::HttpPiece{std::move(more->text), /*is_last=*/false};
            }};
}

/// The path without empty segments: "/jobs" for "//jobs/".
std::string without_empty_segments(std::string_view path) {
    std::string plain;
    for (const char c : path)
        if (c != '/' || !plain.ends_with('/')) plain += c;
    if (plain.size() > 1 && plain.ends_with('/')) plain.pop_back();
    return plain;
}

/// The field Allow for a path whose routes have these methods. Every path has OPTIONS, which
/// HttpApi answers itself.
std::string allow_of(const std::string& methods) { return methods + ", OPTIONS"; }
/// The same for the whole server, "*".
constexpr std::string_view ALL_METHODS = "GET, HEAD, POST, OPTIONS";

class HttpApi {
public:
    HttpApi(std::shared_ptr<Api> api, Calls& calls, const HttpApiSettings& settings)
        : api_{std::move(api)}, calls_{calls}, settings_{settings} {}

    std::variant<HttpReply, common::AnswerLater> handle(common::HttpRequest request,
                                                        const common::HttpResponder& respond) {
        if (auto reply = answer_by_path(request)) return std::move(*reply);
        auto resolved =
            api_->resolve({.method = std::move(request.method),
                           .path = std::move(request.path),
                           .parameters = std::move(request.parameters),
                           .key = std::move(request.key),
                           .body = std::move(request.body),
                           .preferred_format = common::accepted_format(request.accept)});
        const auto needed = resolved.route == nullptr ? Scope::read : resolved.route->scope;
        if (auto refusal = token_fault(needed, request.authorization)) {
            if (settings_.counts != nullptr)
                settings_.counts->refused(resolved.route_index, refusal->status);
            return http_reply(resolved, std::move(*refusal));
        }
        if (!is_answered_here(resolved)) return hand_over(std::move(resolved), respond);
        auto outcome = api_->answer(resolved, nullptr);
        if (auto* reply = std::get_if<Reply>(&outcome))
            return http_reply(resolved, std::move(*reply));
        // The broker must be asked first, or the read takes too long for this thread. A thread of
        // ReaderThreads answers the request from the beginning.
        return hand_over(std::move(resolved), respond);
    }

private:
    /// The answer to a request that its path alone decides: to an OPTIONS, and to a path of which
    /// only the form without empty segments has a route ("/jobs/"). The second is redirected to
    /// that form, as the original's framework does. Nothing for any other request.
    std::optional<HttpReply> answer_by_path(const common::HttpRequest& request) {
        if (request.method == "OPTIONS") return counted(methods_of(request.path));
        auto plain = without_empty_segments(request.path);
        if (plain == request.path || api_->find(request.method, request.path).has_path())
            return std::nullopt;
        const auto found = api_->find(request.method, plain);
        if (!found.has_path()) return std::nullopt;
        const auto needed = found.route == nullptr ? Scope::read : found.route->scope;
        if (auto refusal = token_fault(needed, request.authorization))
            return counted(http_reply({}, std::move(*refusal)));
        // 308: the client repeats a POST as a POST, with its body.
        auto reply = common::http_refusal(308, "this path has empty segments; see Location");
        reply.location = common::target_text({std::move(plain), request.parameters});
        return counted(std::move(reply));
    }

    /// The answer to an OPTIONS: the methods of the path. It needs no token and is not redirected,
    /// because a browser's preflight has no token and follows no redirect.
    [[nodiscard]] HttpReply methods_of(const std::string& path) const {
        HttpReply reply{.status = 204, .body = {}, .allow = std::string{ALL_METHODS}};
        if (path == "*") return reply;
        const auto found = api_->find("OPTIONS", without_empty_segments(path));
        if (!found.has_path()) return common::http_refusal(404, "Not Found");
        reply.allow = allow_of(found.allowed);
        return reply;
    }

    /// Counts a reply without a route, and returns it.
    HttpReply counted(HttpReply reply) {
        if (settings_.counts != nullptr) settings_.counts->without_route(reply.status);
        return reply;
    }

    static bool is_answered_here(const ResolvedRequest& request) {
        if (request.fault) return true;
        const Route& route = *request.route;
        return route.is<ByRead>() || route.is<ByDocument>() || route.is<ByFile>();
    }

    /// The refusal of a request whose token does not admit it; nothing for one that is admitted. It
    /// comes before all other faults of the request.
    std::optional<Reply> token_fault(Scope needed, const std::vector<std::string>& authorization) {
        if (settings_.tokens == nullptr) return std::nullopt;
        if (authorization.size() > 1) return refused(400, "Authorization is given twice");
        const auto field = authorization.empty() ? std::string_view{} : authorization.front();
        switch (settings_.tokens->verdict(bearer_token(field), needed)) {
            case TokenList::Verdict::granted:
                return std::nullopt;
            case TokenList::Verdict::unknown:
                return refused(
                    401, "a bearer token is required, and the request has none that is known");
            case TokenList::Verdict::out_of_scope:
                break;
        }
        return refused(403, "the token does not have the scope " + std::string{name_of(needed)});
    }

    /// Gives the request to query's loop, which answers it later.
    std::variant<HttpReply, common::AnswerLater> hand_over(ResolvedRequest request,
                                                           const common::HttpResponder& respond) {
        auto patience = is_long(request) ? settings_.long_read_patience : settings_.patience;
        if (request.route->is<ByRead>())
            patience += std::chrono::ceil<std::chrono::milliseconds>(READ_TIME_MAX);
        // Found before `request` is moved to the loop. Any other reply than a 200 is JSON.
        const auto type_of_200 = content_type(request, Reply{});
        auto answer = [respond, type_of_200](Reply reply) {
            HttpReply converted{.status = reply.status,
                                .body = std::string{reply.text()},
                                .retry_after_s = reply.retry_after_s};
            if (reply.status == 200) converted.type = type_of_200;
            respond(std::move(converted));
        };
        if (calls_.put({std::move(request), std::move(answer)}) != Calls::Put::taken)
            return HttpReply{http_reply({}, unavailable(std::to_string(CALLS_MAX) +
                                                        " requests wait for query's loop already"
                                                        " (CALLS_MAX)"))};
        return common::AnswerLater{
            patience,
            http_reply({}, unavailable("query is busy; repeat the request, with its key"))};
    }

    /// The reply to `request` for HTTP. A refusal may be converted with an empty request.
    [[nodiscard]] HttpReply http_reply(const ResolvedRequest& request, Reply reply) const {
        HttpReply converted{.status = reply.status,
                            .body = {},
                            .retry_after_s = reply.retry_after_s,
                            .type = content_type(request, reply)};
        if (reply.status == 405) converted.allow = allow_of(request.allow);
        if (auto* page = std::get_if<ExportPage>(&reply.body)) {
            converted.body = pieces_of(api_, request, std::move(*page));
        } else if (const auto* file = std::get_if<StaticFile>(&reply.body)) {
            converted.policy = file->policy;
            converted.body = common::HttpFile{file->octets};
        } else {
            converted.body = std::get<std::string>(std::move(reply.body));
        }
        return converted;
    }

    std::shared_ptr<Api> api_;
    Calls& calls_;
    const HttpApiSettings settings_;
};

}  // namespace

common::HttpHandler http_api(std::shared_ptr<Api> api, Calls& calls,
                             const HttpApiSettings& settings) {
    return [handler = std::make_shared<HttpApi>(std::move(api), calls, settings)](
               common::HttpRequest request, const common::HttpResponder& respond) {
        return handler->handle(std::move(request), respond);
    };
}

}  // namespace tradepit::query
