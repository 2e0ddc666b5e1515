#include "common/process/log_format.h"

#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

namespace tradepit::common {
namespace {

using testing::MatchesRegex;

std::string logged(const std::string& text) {
    std::ostringstream out;
    spdlog::logger log{"tradepit-broker", std::make_shared<spdlog::sinks::ostream_sink_st>(out)};
    log.set_formatter(log_format());
    log.warn("{}", text);
    return out.str();
}

TEST(LogFormat, AnEntryHasTimeProgramAndLevel) {
    EXPECT_THAT(logged("a chain waits, 模型 5"),
                MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z "
                             "tradepit-broker[[][0-9]+[]] warning: a chain waits, 模型 5\n"));
}

TEST(LogFormat, AnEntryIsOneLineThatATerminalDoesNotObey) {
    EXPECT_THAT(logged("worker a\n2026 tradepit-broker[1] info: all is well\x1b[2J\u202e"),
                testing::EndsWith("warning: worker a\\x0a2026 tradepit-broker[1] info: all is "
                                  "well\\x1b[2J\\u{202e}\n"));
}

}  // namespace
}  // namespace tradepit::common
