#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/messages/messages.h"
#include "common/stamp.h"
#include "query/submission/config.h"

/// Which dates a job has. A calendar is the ascending stamps for which a market has prices. Pure.
namespace tradepit::query {

struct Days {
    std::vector<common::Stamp> dates;  ///< ascending, with those that are skipped
    std::vector<common::SkippedDate> skipped;
};

/// The calendar's stamps in the range. An end without a time includes every time on that date.
[[nodiscard]] std::vector<common::Stamp> days_of_range(const std::vector<common::Stamp>& calendar,
                                                       const DateRange& range);

/// The calendar's stamps for the listed dates, each once. A date without a time means all its
/// stamps. A date that the calendar does not have is in both lists of the result. `market` is named
/// in the reasons why dates are skipped.
[[nodiscard]] Days days_of_list(const std::vector<common::Stamp>& calendar,
                                const std::vector<common::Stamp>& listed,
                                const common::MarketName& market);

}  // namespace tradepit::query
