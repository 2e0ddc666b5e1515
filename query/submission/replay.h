#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/messages/messages.h"
#include "common/stamp.h"
#include "query/series/markets.h"
#include "query/storage/reader.h"
#include "query/submission/submission.h"

namespace tradepit::query {

/// What the recorded models run: all dates from the first to the last record of them all, each from
/// its own first record on.
struct ReplayPlan {
    std::vector<common::Stamp> dates;
    std::vector<common::JobModel> models;
    std::vector<std::string> warnings;
};

/// Makes a plan of records. A model opens with its first record's cash and holdings, at the
/// market's prices of its first date; the first record stands among that date's orders as a
/// no_trade, even where its own date is none of the market's. A later record on such a date is left
/// out, with a warning. The alternative says what is wrong, by model.
[[nodiscard]] std::variant<ReplayPlan, std::string> plan_replay(
    Reader& reader, const Market& market, const std::vector<common::Stamp>& calendar,
    const std::vector<RecordedModel>& recorded);

}  // namespace tradepit::query
