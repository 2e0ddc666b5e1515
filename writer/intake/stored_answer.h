#pragma once

#include <optional>
#include <string>

#include "common/messages/messages.h"

namespace tradepit::writer {

/// What the first request under a key was answered with.
struct StoredAnswer {
    std::string request_hash;  ///< of that request
    /// Nothing: the stored row is not one that this program wrote. No request then is a repeat.
    std::optional<common::CommandOutcome> outcome;
};

/// The answer to another request under that key. A repeat, which has the same hash, gets the
/// outcome again; any other request is refused with 409.
[[nodiscard]] common::CommandAnswer repeated_answer(const StoredAnswer& before,
                                                    const std::string& key,
                                                    const std::string& request_hash);

}  // namespace tradepit::writer
