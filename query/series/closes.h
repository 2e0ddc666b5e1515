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

/// The days that models have completed in a market, and the closes that a new job may continue
/// from.
namespace tradepit::query {

/// A model in a market, as a new job sees it.
struct Competitor {
    common::ModelName model;
    common::MarketName market;
    /// Whether the new job answers requests that name no job. It then continues only from jobs that
    /// do so too (job_settings.answers).
    bool answering = true;
};

/// A completed day of a model.
struct Ended {
    std::int64_t chain = 0;
    std::string job_id;
    common::Stamp date;
};

/// The model's last completed day, by the statement that the writer uses too
/// (SELECT_LAST_COMPLETED).
[[nodiscard]] std::optional<Ended> last_completed(Reader& reader, const Competitor& who);

/// The model's day on that date, from the newest job that completed it. Only jobs that ended as
/// completed or partial count.
[[nodiscard]] std::optional<Ended> completed_on(Reader& reader, const Competitor& who,
                                                common::Stamp date);

/// Every date for which completed_on() finds a day.
[[nodiscard]] std::set<common::Stamp> completed_dates(Reader& reader, const Competitor& who);

/// The id of an open job that has the model in that market; empty where there is none.
[[nodiscard]] std::string open_job_of(Reader& reader, const Competitor& who);

/// The chain's last close before `from`, with its holdings; nothing where there is none.
[[nodiscard]] std::optional<common::Close> close_before(Reader& reader, std::int64_t chain,
                                                        common::Stamp from);

}  // namespace tradepit::query
