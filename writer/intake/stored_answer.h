#pragma once

#include <optional>
#include <string>

#include "common/messages/messages.h"

namespace tradepit::writer {

/// What the first request under a key was answered with.
struct StoredAnswer {
    std::string request_hash;  ///< of the first request
    /// Nothing: the stored row does not have the form that a writer gives it. Then no request
    /// counts as a repeat.
    std::optional<common::CommandOutcome> outcome;
};

/// The answer to a later request under the key of `before`. A repeat, which has the same hash, gets
/// the outcome again, marked as repeated unless it is a refusal. Any other request is refused with
/// 409.
[[nodiscard]] common::CommandAnswer repeated_answer(const StoredAnswer& before,
                                                    const std::string& key,
                                                    const std::string& request_hash);

}  // namespace tradepit::writer
