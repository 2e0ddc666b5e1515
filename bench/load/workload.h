#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/accounting/accounting.h"
#include "common/messages/messages.h"

namespace tradepit::bench {

/// One model-day. Its positions are one without a trade, which states the opening, and then one for
/// each trade. Each has five holdings.
struct WorkDay {
    std::vector<common::Position> positions;
    common::Close opening;
    common::Close close;
    common::Figures figures;  ///< the same for all positions
};

/// One model's days, in the order of the job's dates.
struct WorkModel {
    common::ModelName model;
    std::vector<WorkDay> days;
};

/// A job with the events of all its model-days, so that the writer and BareLoop store the same
/// rows. Each position follows from the one before it by its trade, as the writer demands.
struct Workload {
    common::JobId job;
    common::MarketName market;
    std::vector<common::Stamp> dates;
    common::Close opening;  ///< the portfolio with which every model starts
    std::vector<WorkModel> models;

    /// The number of positions of all models on all dates.
    [[nodiscard]] std::size_t positions() const;
};

/// The default market of a workload.
inline constexpr const char* BENCH_MARKET = "bench";

/// The dates of a workload are the days 1 to 28 of each month of 2025.
inline constexpr std::size_t WORKLOAD_DATES_MAX = std::size_t{12} * 28;

/// The size of a workload, and its names.
struct WorkloadSize {
    std::size_t models = 100;
    std::size_t dates = 50;              ///< at most WORKLOAD_DATES_MAX
    std::size_t day_positions = 10;      ///< positions in one model-day, the opening's included
    const char* model_prefix = "model";  ///< prefix of the models' names
    const char* market = BENCH_MARKET;
};

/// The id of the job that make_workload() makes with `number`. The ids are not in the order of the
/// numbers, because real jobs have random ids.
common::JobId workload_id(std::size_t number);

/// Makes a job. `number` determines the job's id; workloads of one size differ in nothing else.
/// Models, dates and day_positions must be at least 1, and dates at most WORKLOAD_DATES_MAX
/// (CHECKed).
Workload make_workload(const WorkloadSize& size, std::size_t number);

}  // namespace tradepit::bench
