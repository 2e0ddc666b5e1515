#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/chain.h"
#include "common/decimal.h"
#include "common/names.h"
#include "common/stamp.h"
#include "query/storage/reader.h"

/// What models have completed in a market, and the portfolios that a new job may go on from.
namespace tradepit::query {

/// A model in a market. `answering`: as a job sees it that answers unasked, which takes nothing
/// from jobs that answer only when named.
struct Competitor {
    common::ModelName model;
    common::MarketName market;
    bool answering = true;
};

/// Where a model's days ended: on that date, of that chain.
struct Ended {
    std::int64_t chain = 0;
    std::string job_id;
    common::Stamp date;
};

/// The model's last completed close (SELECT_LAST_COMPLETED), which the writer looks for too.
[[nodiscard]] std::optional<Ended> last_completed(Reader& reader, const Competitor& who);

/// Of the newest job that completed that date; only jobs that have ended count, and were not
/// cancelled.
[[nodiscard]] std::optional<Ended> completed_on(Reader& reader, const Competitor& who,
                                                common::Stamp date);

/// Every date of which completed_on() finds one.
[[nodiscard]] std::set<common::Stamp> completed_dates(Reader& reader, const Competitor& who);

/// An open job that has the model in that market; empty: there is none.
[[nodiscard]] std::string open_job_of(Reader& reader, const Competitor& who);

/// The chain's last close before `from`, whole; nothing where it has none.
[[nodiscard]] std::optional<common::Close> close_before(Reader& reader, std::int64_t chain,
                                                        common::Stamp from);

}  // namespace tradepit::query
