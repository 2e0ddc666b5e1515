#include "bench/maintenance_figures.h"

#include <algorithm>

namespace tradepit::bench {

bool is_well(const MaintenanceFigures& figures) {
    return figures.faults.empty() &&
           std::none_of(figures.chores.begin(), figures.chores.end(), [](const auto& chore) {
               return chore.during.held_ms.most() > HELD_MS_MAX;
           });
}

}  // namespace tradepit::bench
