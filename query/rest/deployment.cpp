#include "query/rest/deployment.h"

#include <string_view>

#include "common/check.h"

namespace tradepit::query {

Reply with_deployment(Reply reply, const common::Deployment& deployment) {
    // A page of a status has a thousand details: it is not read to be written again.
    CHECK(reply.body.ends_with('}'));
    reply.body.pop_back();
    reply.body += R"(,"deployment_mode":")" + deployment.mode + R"(","is_dev_mode":)";
    reply.body += deployment.is_dev() ? "true" : "false";
    reply.body += R"(,"preserve_dev_data":)";
    const std::string_view preserved = deployment.preserve_dev_data ? "true" : "false";
    reply.body += deployment.is_dev() ? preserved : "null";
    reply.body += '}';
    return reply;
}

}  // namespace tradepit::query
