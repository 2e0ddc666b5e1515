#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_set>

#include "common/messages/messages.h"

namespace tradepit::broker {

/// The chains of one job, as far as they were heard of. Chains are known by their number.
class BrokerJob {
public:
    BrokerJob(common::Order order, std::int32_t chains_in_all)
        : order_(order), chains_in_all_(static_cast<std::size_t>(chains_in_all)) {}

    /// A chain whose next day, the first open one, is on `next_date`.
    void add(std::int64_t chain, const common::Stamp& next_date);
    void add_over(std::int64_t chain);
    /// @return whether the earliest open date of the job changed.
    bool next_day_moved(std::int64_t chain, const common::Stamp& from, const common::Stamp& to);
    bool became_over(std::int64_t chain, const common::Stamp& from);

    /// No chain that is not known is going to be heard of: the job's others have ended with it.
    void no_more_chains() { chains_in_all_ = chains_.size(); }

    /// Whether a chain may start its next day: with order "date" all chains must be known and none
    /// may have an earlier day open.
    [[nodiscard]] bool may_start(const common::Stamp& next_date) const;
    /// With order "date", the chains on the earliest open date; else nothing.
    [[nodiscard]] const std::set<std::int64_t>& at_barrier() const;
    [[nodiscard]] bool all_known() const { return chains_.size() >= chains_in_all_; }
    [[nodiscard]] bool over() const { return all_known() && over_ == chains_.size(); }
    [[nodiscard]] const std::unordered_set<std::int64_t>& chains() const { return chains_; }

private:
    bool leave_date(std::int64_t chain, const common::Stamp& next_date);

    common::Order order_;
    std::size_t chains_in_all_;
    std::size_t over_ = 0;
    std::unordered_set<std::int64_t> chains_;
    std::map<common::Stamp, std::set<std::int64_t>> by_next_date_;  ///< order "date" only
};

}  // namespace tradepit::broker
