#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/accounting/accounting.h"
#include "common/messages/messages.h"

namespace tradepit::bench {

/// One model-day. Its positions are its opening row and its trades. Each has five holdings, and all
/// have the same figures.
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

/// A job with everything that its agents do, so that the writer and the bare loop store the same
/// rows. The books are consistent: every row follows from the one before it.
struct Workload {
    common::JobId job;
    common::MarketName market;
    std::vector<common::Stamp> dates;
    common::Close opening;
    std::vector<WorkModel> models;

    /// The number of rows in `positions`.
    [[nodiscard]] std::size_t positions() const;
};

/// The default market of a workload.
inline constexpr const char* BENCH_MARKET = "bench";

/// The dates of a workload are the days 1 to 28 of each month of 2025.
inline constexpr std::size_t WORKLOAD_DATES_MAX = std::size_t{12} * 28;

struct WorkloadShape {
    std::size_t models = 100;
    std::size_t dates = 50;              ///< at most WORKLOAD_DATES_MAX
    std::size_t day_positions = 10;      ///< rows of `positions` in one model-day
    const char* model_prefix = "model";  ///< prefix of the models' names
    const char* market = BENCH_MARKET;
};

/// The id of the job with that number. The order of the ids is not that of the numbers, as real
/// jobs have random ids.
common::JobId workload_id(std::size_t number);

/// Makes a job. `number` determines the job's id; workloads of one shape differ in nothing else.
/// The shape must have a model, a date and a position, and at most WORKLOAD_DATES_MAX dates
/// (CHECKed).
Workload make_workload(const WorkloadShape& shape, std::size_t number);

}  // namespace tradepit::bench
