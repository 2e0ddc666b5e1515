#include "common/process/stop_signals.h"

#include <csignal>

#include <gtest/gtest.h>
#include <poll.h>

namespace tradepit::common {
namespace {

/// Runs in a child process, because StopSignals blocks the signals for the whole process.
TEST(StopSignals, AreCountedAndMakeTheDescriptorReadable) {
    const auto first_asks_second_ends = [] {
        StopSignals stop;
        pollfd waiting{stop.descriptor(), POLLIN, 0};
        bool right = ::poll(&waiting, 1, 0) == 0 && stop.taken() == 0;
        ::raise(SIGTERM);
        right = right && ::poll(&waiting, 1, 10'000) == 1 && stop.taken() == 1;
        ::raise(SIGINT);
        right = right && stop.taken() == 2;
        std::exit(right ? 0 : 1);
    };
    EXPECT_EXIT(first_asks_second_ends(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace tradepit::common
