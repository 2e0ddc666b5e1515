#pragma once

#include "common/process/deployment.h"
#include "query/requests/reply.h"

namespace tradepit::query {

/// The reply, whose body is one JSON object with members, with the kind of pipeline that gave it:
/// deployment_mode, is_dev_mode, and in dev mode preserve_dev_data (else null).
[[nodiscard]] Reply with_deployment(Reply reply, const common::Deployment& deployment);

}  // namespace tradepit::query
