#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/end_to_end.h"
#include "bench/figures/machine.h"
#include "bench/large.h"
#include "bench/latency.h"
#include "bench/maintenance_report.h"
#include "bench/writer_rate.h"

namespace tradepit::bench {

/// All that one run of the bench found; what was left out is absent.
struct Report {
    Machine machine;
    WorkloadShape shape;
    std::string synchronous = "FULL";
    std::vector<WriterRate> writer_rates;
    std::vector<EndToEnd> end_to_end;
    std::optional<Latencies> latencies;
    std::optional<Large> large;
    std::optional<MaintenanceFigures> maintenance;
};

/// For people: ratios first, then absolute figures, then what they were measured on.
std::string to_text(const Report& report);
/// One JSON document.
std::string to_json(const Report& report);

}  // namespace tradepit::bench
