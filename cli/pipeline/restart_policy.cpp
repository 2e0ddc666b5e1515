#include "cli/pipeline/restart_policy.h"

#include <algorithm>

namespace tradepit::cli {

using common::Duration;
using common::Instant;

void RestartPolicy::started(Instant now) { started_ = now; }

Instant RestartPolicy::died(Instant now) {
    if (now - started_ >= STEADY_LIFE) {
        deaths_ = 0;
        backoff_ = Duration{0};
    }
    ++deaths_;
    const auto due = now + backoff_;
    backoff_ = backoff_ == Duration{0} ? BACKOFF_FIRST : std::min(backoff_ * 2, BACKOFF_MAX);
    return due;
}

}  // namespace tradepit::cli
