#include "common/schema/job_settings.h"

#include "common/schema/stored_values.h"

namespace tradepit::common {

void bind_value(SQLite::Statement& statement, int& index, const JobSettings& settings) {
    bind_value(statement, index, settings.label);
    bind_value(statement, index, settings.order);
    bind_value(statement, index, settings.priority);
    bind_value(statement, index, settings.dual_write);
}

JobSettings job_settings_of(const Rows& row, int first) {
    return {.label = row.text(first),
            .order = word_of<Order>(row.text(first + 1), "an order of days"),
            .priority = row.int32(first + 2),
            .dual_write = row.integer(first + 3) != 0};
}

}  // namespace tradepit::common
