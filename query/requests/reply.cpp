#include "query/requests/reply.h"

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/process/deployment.h"
#include "common/text/json_text.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

constexpr int RETRY_AFTER_S = 1;
/// The status of the refusals whose detail is a list (Faults).
constexpr int UNPROCESSABLE = 422;
constexpr std::string_view DETAIL_OPENING = "{\"detail\":";

/// Visits a Reply::Body.
struct BodyText {
    std::string_view operator()(const std::string& text) const { return text; }
    std::string_view operator()(const ExportPage& page) const { return page.text; }
    std::string_view operator()(const StaticFile& file) const { return file.octets; }
};

}  // namespace

std::string_view Reply::text() const { return std::visit(BodyText{}, body); }

Reply refused(int status, std::string_view detail) {
    return {status, common::json_text({{"detail", detail}})};
}

Reply unknown_job(const std::string& job_id) {
    return refused(404, "Job " + job_id + " not found");
}

std::string detail_of(const Reply& refusal) {
    const auto body = refusal.text();
    if (refusal.status == UNPROCESSABLE)
        // Cut out as text, without its "}" at the end, so that refused_with() restores it exactly.
        return std::string{
            body.substr(DETAIL_OPENING.size(), body.size() - DETAIL_OPENING.size() - 1)};
    return Json::parse(body).at("detail").get<std::string>();
}

Reply refused_with(int status, const std::string& detail) {
    if (status != UNPROCESSABLE) return refused(status, detail);
    return {status, std::string{DETAIL_OPENING} + detail + "}"};
}

Reply inner_error() { return refused(500, common::INNER_ERROR_DETAIL); }

Reply unavailable(std::string_view detail) {
    auto reply = refused(503, detail);
    reply.retry_after_s = RETRY_AFTER_S;
    return reply;
}

Reply with_deployment(Reply reply, const common::Deployment& deployment) {
    // The text is extended without parsing it, because a job's status may list a thousand days.
    auto& body = std::get<std::string>(reply.body);
    CHECK(body.ends_with('}'));
    body.pop_back();
    body += R"(,"deployment_mode":")" + deployment.mode + R"(","is_dev_mode":)";
    body += deployment.is_dev() ? "true" : "false";
    body += R"(,"preserve_dev_data":)";
    const std::string_view in_dev_mode = deployment.preserve_dev_data ? "true" : "false";
    body += deployment.is_dev() ? in_dev_mode : "null";
    body += '}';
    return reply;
}

}  // namespace tradepit::query
