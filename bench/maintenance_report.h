#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "bench/maintenance_figures.h"

namespace tradepit::bench {

/// The part of the report for people.
std::string to_text(const MaintenanceFigures& figures);
/// The same figures as JSON.
nlohmann::json to_json(const MaintenanceFigures& figures);

}  // namespace tradepit::bench
