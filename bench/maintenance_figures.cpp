#include "bench/maintenance_figures.h"

#include <algorithm>

namespace tradepit::bench {

bool is_well(const MaintenanceFigures& figures) {
    return figures.faults.empty() &&
           std::none_of(figures.tasks.begin(), figures.tasks.end(),
                        [](const auto& task) { return task.during.held_ms.most() > HELD_MS_MAX; });
}

}  // namespace tradepit::bench
