#include "writer/intake/stored_answer.h"

#include "common/protocol_rule.h"

namespace tradepit::writer {

using namespace common;

CommandAnswer repeated_answer(const StoredAnswer& before, const std::string& key,
                              const std::string& request_hash) {
    CommandAnswer answer{.key = key,
                         .request_hash = request_hash,
                         .outcome = CommandRefused{409, key_misused_detail(key)}};
    // keeps() is true, except where tests/simulation compiles this file without the rule.
    const bool is_same = before.request_hash == request_hash || !keeps(ProtocolRule::one_key);
    if (!is_same || !before.outcome) return answer;
    answer.outcome = *before.outcome;
    answer.repeated = !std::holds_alternative<CommandRefused>(answer.outcome);
    return answer;
}

}  // namespace tradepit::writer
