#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/messages/messages.h"
#include "common/stamp.h"
#include "query/submission/config.h"

/// Which dates a job runs (DESIGN section 6). Pure: the calendar is what a market's prices contain,
/// ascending.
namespace tradepit::query {

struct Days {
    std::vector<common::Stamp> dates;  ///< ascending, those to skip included
    std::vector<common::SkippedDate> skipped;
};

/// The calendar's stamps in the range; a plain last date counts whole.
[[nodiscard]] std::vector<common::Stamp> days_of_range(const std::vector<common::Stamp>& calendar,
                                                       const DateRange& range);

/// The listed dates, each once: a plain date means all its stamps; one that is not in the calendar
/// is skipped.
[[nodiscard]] Days days_of_list(const std::vector<common::Stamp>& calendar,
                                const std::vector<common::Stamp>& listed,
                                const common::MarketName& market);

}  // namespace tradepit::query
