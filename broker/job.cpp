#include "broker/job.h"

#include "common/check.h"

namespace tradepit::broker {

void BrokerJob::add(std::int64_t chain, const common::Stamp& next_date) {
    CHECK(chains_.insert(chain).second);
    if (order_ == common::Order::date) by_next_date_[next_date].insert(chain);
}

void BrokerJob::add_ended(std::int64_t chain) {
    CHECK(chains_.insert(chain).second);
    ++ended_chains_;
}

bool BrokerJob::next_day_moved(std::int64_t chain, const common::Stamp& from,
                               const common::Stamp& to) {
    if (order_ != common::Order::date) return false;
    by_next_date_[to].insert(chain);
    return leave_date(chain, from);
}

bool BrokerJob::chain_ended(std::int64_t chain, const common::Stamp& from) {
    ++ended_chains_;
    CHECK(ended_chains_ <= chains_.size());
    return order_ == common::Order::date && leave_date(chain, from);
}

/// @return whether this emptied the earliest date, so that the chains at the next one may start.
bool BrokerJob::leave_date(std::int64_t chain, const common::Stamp& next_date) {
    const auto found = by_next_date_.find(next_date);
    CHECK(found != by_next_date_.end());
    CHECK(found->second.erase(chain) == 1);
    if (!found->second.empty()) return false;
    const bool earliest = found == by_next_date_.begin();
    by_next_date_.erase(found);
    return earliest;
}

bool BrokerJob::may_start(const common::Stamp& next_date) const {
    if (order_ == common::Order::model) return true;
    return all_chains_known() && !by_next_date_.empty() &&
           by_next_date_.begin()->first == next_date;
}

const std::set<std::int64_t>& BrokerJob::chains_at_earliest_date() const {
    static const std::set<std::int64_t> none;
    return by_next_date_.empty() || !all_chains_known() ? none : by_next_date_.begin()->second;
}

}  // namespace tradepit::broker
