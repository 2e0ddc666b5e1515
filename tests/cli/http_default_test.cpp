#include "cli/http_default.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace tradepit::cli {
namespace {

TEST(DefaultHttp, TakesThePortFromApiPort) {
    ::unsetenv("API_PORT");
    EXPECT_EQ(default_http(), "127.0.0.1:8080");
    ::setenv("API_PORT", "9000", 1);
    EXPECT_EQ(default_http(), "127.0.0.1:9000");
    ::unsetenv("API_PORT");
}

TEST(HttpFault, TakesAnAddressAndAPort) {
    EXPECT_EQ(http_fault("127.0.0.1:8080"), "");
    EXPECT_EQ(http_fault("[::1]:0"), "");
    EXPECT_EQ(http_fault("0.0.0.0:65535"), "");
}

TEST(HttpFault, RefusesWhatIsNone) {
    for (const auto* text : {"", "8080", ":8080", "host:", "host:65536", "host:-1", "host:80x"})
        EXPECT_NE(http_fault(text), "") << text;
}

}  // namespace
}  // namespace tradepit::cli
