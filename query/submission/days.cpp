#include "query/submission/days.h"

#include <algorithm>
#include <set>

namespace tradepit::query {

std::vector<common::Stamp> days_of_range(const std::vector<common::Stamp>& calendar,
                                         const DateRange& range) {
    const auto first = std::lower_bound(calendar.begin(), calendar.end(), range.from);
    const auto last = std::upper_bound(first, calendar.end(), range.upto,
                                       [](common::Stamp upto, common::Stamp each) {
                                           return upto < (upto.has_time() ? each : each.date());
                                       });
    return {first, last};
}

Days days_of_list(const std::vector<common::Stamp>& calendar,
                  const std::vector<common::Stamp>& listed, const common::MarketName& market) {
    std::set<common::Stamp> dates;
    std::set<common::Stamp> missing;
    for (const auto date : listed) {
        const auto found = days_of_range(calendar, {date, date});
        dates.insert(found.begin(), found.end());
        if (found.empty()) missing.insert(date);
    }
    dates.insert(missing.begin(), missing.end());
    Days days{{dates.begin(), dates.end()}, {}};
    for (const auto date : missing) {
        days.skipped.push_back({date, "no prices on " + date.text() + " in " + market.value()});
    }
    return days;
}

}  // namespace tradepit::query
