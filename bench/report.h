#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/end_to_end.h"
#include "bench/exports.h"
#include "bench/figures/machine.h"
#include "bench/large.h"
#include "bench/latency.h"
#include "bench/maintenance_report.h"
#include "bench/writer_rate.h"

namespace tradepit::bench {

/// The results of one run of the bench. Measurements that were left out are empty.
struct Report {
    Machine machine;
    WorkloadSize size;                     ///< of the jobs with which writer_rates were measured
    std::string synchronous = "FULL";      ///< SQLite's PRAGMA synchronous of the databases
    std::vector<WriterRate> writer_rates;  ///< as measure_writer_rate() returns them
    std::vector<EndToEnd> end_to_end;
    std::optional<Latencies> latencies;
    std::optional<ExportFigures> exports;
    std::optional<LargeFigures> large;
    std::optional<MaintenanceFigures> maintenance;
};

/// The report for people: a section for each measurement that was made, then the machine.
std::string to_text(const Report& report);
/// The report as one JSON document.
std::string to_json(const Report& report);

}  // namespace tradepit::bench
