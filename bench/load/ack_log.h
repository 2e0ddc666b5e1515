#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "bench/figures/sample.h"
#include "common/time.h"

namespace tradepit::bench {

/// A batch that was acknowledged.
struct Acknowledged {
    common::Instant sent{};
    common::Instant answered{};  ///< when the acknowledgement came
    std::size_t positions = 0;
};

/// The acknowledged batches of the jobs that load a writer, in the order of the acknowledgements.
/// Only one thread may call add().
class AckLog {
public:
    void add(const Acknowledged& batch) {
        batches_.push_back(batch);
        positions_ += batch.positions;
    }
    /// The positions acknowledged so far. Any thread may call it.
    [[nodiscard]] std::size_t positions() const { return positions_; }
    /// Only for the thread that calls add(), or for others once that thread has ended.
    [[nodiscard]] const std::vector<Acknowledged>& batches() const { return batches_; }

private:
    std::vector<Acknowledged> batches_;
    std::atomic<std::size_t> positions_{0};
};

/// The throughput and the latency of acknowledged batches in a span of time.
struct LoadSpan {
    double seconds = 0;  ///< the length of the span
    double rate = 0;     ///< positions acknowledged per second
    /// Milliseconds from sending a batch to its acknowledgement, for each batch that was
    /// unacknowledged at any time of the span. Such a time counts in full, also where it began
    /// before the span or ended after it.
    Sample ack_ms;
};

/// The throughput and the latency in [from, to). `from` must be before `to` (CHECKed).
LoadSpan load_between(const std::vector<Acknowledged>& batches, common::Instant from,
                      common::Instant to);

}  // namespace tradepit::bench
