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

/// The dates and models of a replay. Its dates are those of the market, from the earliest start of
/// a model to the latest record of all models. A model starts with the date of its first record, or
/// with the market's next date.
struct ReplayPlan {
    std::vector<common::Stamp> dates;
    std::vector<common::JobModel> models;
    std::vector<std::string> warnings;
};

/// Makes a plan from recorded models. A model opens with its first record's cash and holdings,
/// valued at the market's prices of the model's first date. The first record is among that date's
/// orders as a no_trade, even where the market has no prices on the record's own date. Any other
/// record is left out, with a warning, where the market has no prices on its date or the date is
/// before the model's first one.
/// @param calendar the market's stamps, ascending.
/// @param recorded at least one model.
/// @return the plan, or an error text. It names the model whose file is invalid or has no records,
/// whose opening is beyond a limit or cannot be valued, that has no date to start with, or whose
/// orders of one date have more than DAY_ORDERS_BYTES_MAX; or it names the market, if it has no
/// prices from the earliest first record to the latest record.
[[nodiscard]] std::variant<ReplayPlan, std::string> plan_replay(
    Reader& reader, const Market& market, const std::vector<common::Stamp>& calendar,
    const std::vector<RecordedModel>& recorded);

}  // namespace tradepit::query
