#include "query/requests/reply.h"

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

constexpr int RETRY_AFTER_S = 1;
/// The refusal whose detail is a list (Faults); its body is this, the list, and a brace.
constexpr int UNPROCESSABLE = 422;
constexpr std::string_view DETAIL = "{\"detail\":";

}  // namespace

Reply refused(int status, std::string_view detail) {
    return {status, common::json_text({{"detail", detail}}), 0};
}

std::string detail_of(const Reply& refusal) {
    if (refusal.status == UNPROCESSABLE)
        return refusal.body.substr(DETAIL.size(), refusal.body.size() - DETAIL.size() - 1);
    return Json::parse(refusal.body).at("detail").get<std::string>();
}

Reply refused_with(int status, const std::string& detail) {
    if (status != UNPROCESSABLE) return refused(status, detail);
    return {status, std::string{DETAIL} + detail + "}", 0};
}

Reply unavailable(std::string_view detail) {
    auto reply = refused(503, detail);
    reply.retry_after_s = RETRY_AFTER_S;
    return reply;
}

}  // namespace tradepit::query
