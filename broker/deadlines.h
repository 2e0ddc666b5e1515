#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "common/time.h"

namespace tradepit::broker {

/// The longest wait before a request that the writer has not answered is repeated.
inline constexpr common::Duration RESEND_MAX = std::chrono::seconds{2};

/// At most one deadline for each chain (by number), with access to the earliest.
class Deadlines {
public:
    /// Sets the chain's deadline, in place of the one that it may have.
    void set(std::int64_t chain, common::Instant at) {
        clear(chain);
        at_.emplace(chain, at);
        order_.emplace(at, chain);
    }
    void clear(std::int64_t chain) {
        const auto found = at_.find(chain);
        if (found == at_.end()) return;
        order_.erase({found->second, chain});
        at_.erase(found);
    }
    [[nodiscard]] std::optional<common::Instant> of(std::int64_t chain) const {
        const auto found = at_.find(chain);
        return found == at_.end() ? std::nullopt : std::optional{found->second};
    }
    [[nodiscard]] std::optional<common::Instant> earliest() const {
        return order_.empty() ? std::nullopt : std::optional{order_.begin()->first};
    }
    /// The chain with the earliest deadline, if that is at or before `now`.
    [[nodiscard]] std::optional<std::int64_t> due(common::Instant now) const {
        if (order_.empty() || order_.begin()->first > now) return std::nullopt;
        return order_.begin()->second;
    }
    /// The number of chains that have a deadline.
    [[nodiscard]] std::size_t size() const { return order_.size(); }

private:
    std::set<std::pair<common::Instant, std::int64_t>> order_;  ///< deadline and chain
    std::unordered_map<std::int64_t, common::Instant> at_;
};

}  // namespace tradepit::broker
