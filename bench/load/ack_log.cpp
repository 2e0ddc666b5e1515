#include "bench/load/ack_log.h"

#include <chrono>

#include "common/check.h"

namespace tradepit::bench {

LoadSpan load_between(const std::vector<Acknowledged>& batches, common::Instant from,
                      common::Instant to) {
    CHECK(from < to);
    LoadSpan span{
        .seconds = std::chrono::duration<double>(to - from).count(), .rate = 0, .ack_ms = {}};
    std::size_t positions = 0;
    for (const Acknowledged& batch : batches) {
        if (batch.answered < from || batch.sent >= to) continue;
        span.ack_ms.add(
            std::chrono::duration<double, std::milli>(batch.answered - batch.sent).count());
        if (batch.answered < to) positions += batch.positions;
    }
    span.rate = static_cast<double>(positions) / span.seconds;
    return span;
}

}  // namespace tradepit::bench
