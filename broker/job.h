#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_set>

#include "common/messages/messages.h"

namespace tradepit::broker {

/// The chains of one job that the broker knows of, by their number, and for order "date" the dates
/// of their next days.
class BrokerJob {
public:
    /// @param chains_in_all how many chains the job has, known or not
    BrokerJob(common::Order order, std::int32_t chains_in_all)
        : order_(order), chains_in_all_(static_cast<std::size_t>(chains_in_all)) {}

    /// Adds a chain whose next day (its first open one) is on `next_date`. CHECKs that it is new.
    void add(std::int64_t chain, const common::Stamp& next_date);
    /// Adds a chain that has no open day. CHECKs that it is new.
    void add_ended(std::int64_t chain);
    /// The chain's next day has moved from one date to another.
    /// @return whether the job's earliest open date changed; always false with order "model".
    bool next_day_moved(std::int64_t chain, const common::Stamp& from, const common::Stamp& to);
    /// The chain, whose next day was on `from`, has no open day any more.
    /// @return as next_day_moved().
    bool chain_ended(std::int64_t chain, const common::Stamp& from);

    /// The job has ended, so chains that are not known yet will not be learned. From now on the
    /// known chains count as all of the job's.
    void no_more_chains() { chains_in_all_ = chains_.size(); }

    /// Whether a chain whose next day is on `next_date` may start it. With order "date" all chains
    /// of the job must be known, and none may have an earlier day open.
    [[nodiscard]] bool may_start(const common::Stamp& next_date) const;
    /// With order "date": the chains whose next day is on the job's earliest open date, as soon as
    /// all chains are known. Empty before that, with order "model", and when no day is open.
    [[nodiscard]] const std::set<std::int64_t>& chains_at_earliest_date() const;
    [[nodiscard]] bool all_chains_known() const { return chains_.size() >= chains_in_all_; }
    /// Whether all chains are known, and none has an open day.
    [[nodiscard]] bool over() const {
        return all_chains_known() && ended_chains_ == chains_.size();
    }
    [[nodiscard]] const std::unordered_set<std::int64_t>& chains() const { return chains_; }

private:
    /// Takes the chain out of the set of its next day's date. Order "date" only.
    bool leave_date(std::int64_t chain, const common::Stamp& next_date);

    common::Order order_;
    std::size_t chains_in_all_;
    std::size_t ended_chains_ = 0;
    std::unordered_set<std::int64_t> chains_;
    std::map<common::Stamp, std::set<std::int64_t>> by_next_date_;  ///< order "date" only
};

}  // namespace tradepit::broker
