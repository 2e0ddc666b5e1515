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
    common::Instant answered{};
    std::size_t positions = 0;
};

/// What a load got acknowledged, in the order of the answers. One thread adds.
class AckLog {
public:
    void add(const Acknowledged& batch) {
        batches_.push_back(batch);
        positions_ += batch.positions;
    }
    /// So far, for any thread.
    [[nodiscard]] std::size_t positions() const { return positions_; }
    /// For the thread that adds, or once it has ended.
    [[nodiscard]] const std::vector<Acknowledged>& batches() const { return batches_; }

private:
    std::vector<Acknowledged> batches_;
    std::atomic<std::size_t> positions_{0};
};

/// How a load fared in a span of time.
struct LoadSpan {
    double seconds = 0;
    double rate = 0;  ///< positions a second that were acknowledged in it
    /// Milliseconds from sending a batch to its acknowledgement, of each that was under way at any
    /// time of the span: whatever held one up, from before the span or beyond it, is in here.
    Sample held_ms;
};

/// @param from before `to`
LoadSpan load_between(const std::vector<Acknowledged>& batches, common::Instant from,
                      common::Instant to);

}  // namespace tradepit::bench
