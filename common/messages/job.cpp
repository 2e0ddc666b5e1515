#include "common/messages/job.h"

#include "common/text/quoted.h"

namespace tradepit::common {

std::string key_misused(const std::string& key) {
    return "The Idempotency-Key " + quoted_text(key) + " belongs to another request";
}

}  // namespace tradepit::common
