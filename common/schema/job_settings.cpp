#include "common/schema/job_settings.h"

#include "common/schema/stored_values.h"

namespace tradepit::common {

void bind_value(Binding& at, const JobSettings& settings) {
    bind_value(at, settings.label);
    bind_value(at, settings.order);
    bind_value(at, settings.priority);
    bind_value(at, settings.dual_write);
}

JobSettings job_settings_of(const Rows& row, int first) {
    return {.label = row.text(first),
            .order = word_of<Order>(row.text(first + 1), "an order of days"),
            .priority = row.int32(first + 2),
            .dual_write = row.integer(first + 3) != 0};
}

}  // namespace tradepit::common
