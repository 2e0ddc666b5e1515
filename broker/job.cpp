#include "broker/job.h"

#include "common/check.h"

namespace tradepit::broker {

void JobRecord::add(std::int64_t chain, const common::Stamp& front) {
    CHECK(chains_.insert(chain).second);
    if (order_ == common::Order::date) fronts_[front].insert(chain);
}

void JobRecord::add_over(std::int64_t chain) {
    CHECK(chains_.insert(chain).second);
    ++over_;
}

bool JobRecord::front_moved(std::int64_t chain, const common::Stamp& from,
                            const common::Stamp& to) {
    if (order_ != common::Order::date) return false;
    fronts_[to].insert(chain);
    return leave_front(chain, from);
}

bool JobRecord::became_over(std::int64_t chain, const common::Stamp& from) {
    ++over_;
    CHECK(over_ <= chains_.size());
    return order_ == common::Order::date && leave_front(chain, from);
}

bool JobRecord::leave_front(std::int64_t chain, const common::Stamp& front) {
    const auto found = fronts_.find(front);
    CHECK(found != fronts_.end());
    CHECK(found->second.erase(chain) == 1);
    if (!found->second.empty()) return false;
    const bool earliest = found == fronts_.begin();
    fronts_.erase(found);
    return earliest;
}

bool JobRecord::may_start(const common::Stamp& front) const {
    if (order_ == common::Order::model) return true;
    return all_known() && !fronts_.empty() && fronts_.begin()->first == front;
}

const std::set<std::int64_t>& JobRecord::at_barrier() const {
    static const std::set<std::int64_t> none;
    return fronts_.empty() || !all_known() ? none : fronts_.begin()->second;
}

}  // namespace tradepit::broker
