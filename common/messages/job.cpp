#include "common/messages/job.h"

#include "common/text/shown.h"

namespace tradepit::common {

std::string key_misused(const std::string& key) {
    return "The Idempotency-Key " + shown(key) + " belongs to another request";
}

}  // namespace tradepit::common
