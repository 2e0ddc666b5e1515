#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/accounting/accounting.h"
#include "common/messages/messages.h"

namespace tradepit::bench {

/// One model-day: its opening row and its trades, five holdings each, and what every row says.
struct WorkDay {
    std::vector<common::Position> positions;
    common::Close opening;
    common::Close close;
    common::Figures figures;
};

/// One model's days, in the order of the job's dates.
struct WorkModel {
    common::ModelName model;
    std::vector<WorkDay> days;
};

/// A job with all that its agents will do, the same for whoever stores it. Books add up: every row
/// follows from the one before it.
struct Workload {
    common::JobId job;
    common::MarketName market;
    std::vector<common::Stamp> dates;
    common::Close opening;
    std::vector<WorkModel> models;

    [[nodiscard]] std::size_t positions() const;
};

/// Where nothing else is said.
inline constexpr const char* BENCH_MARKET = "bench";

/// Its dates are the first 28 of each month of a year.
inline constexpr std::size_t WORKLOAD_DATES_MAX = 12 * 28;

struct WorkloadShape {
    std::size_t models = 100;
    std::size_t dates = 50;          ///< at most WORKLOAD_DATES_MAX
    std::size_t day_positions = 10;  ///< rows of `positions` in one model-day
    const char* models_named = "model";
    const char* market = BENCH_MARKET;
};

/// The id of the job of that number. Jobs have random ids: these are spread as those are.
common::JobId workload_id(std::size_t number);

/// `number` tells jobs apart, and is the only thing that differs between them.
Workload make_workload(const WorkloadShape& shape, std::size_t number);

}  // namespace tradepit::bench
