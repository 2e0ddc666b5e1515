#include "cli/http_default.h"

#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/failures.h"

namespace tradepit::cli {
namespace {

using testing::HasSubstr;

TEST(DefaultHttp, TakesThePortFromApiPort) {
    ::unsetenv("API_PORT");
    EXPECT_EQ(default_http(), "127.0.0.1:8080");
    ::setenv("API_PORT", "9000", 1);
    EXPECT_EQ(default_http(), "127.0.0.1:9000");
    ::unsetenv("API_PORT");
}

std::string fault(const std::string& given, bool insecure = false) {
    try {
        static_cast<void>(http_or_default(given, insecure));
        return "";
    } catch (const UsageError& error) {
        return error.what();
    }
}

TEST(CheckedHttp, TakesALoopbackAddressAndAPort) {
    for (const auto* text : {"127.0.0.1:8080", "127.1.2.3:65535", "[::1]:0", "localhost:80"})
        EXPECT_EQ(fault(text), "");
    EXPECT_EQ(http_or_default("127.1.2.3:65535", false), "127.1.2.3:65535");
    EXPECT_EQ(http_or_default("localhost:80", false), "127.0.0.1:80");
}

TEST(CheckedHttp, RefusesWhatIsNone) {
    for (const auto* text : {"8080", ":8080", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                             "127.0.0.1:80x", "xyz", "xyz:80", "::1:80", "[::1:80"})
        EXPECT_THAT(fault(text), HasSubstr(std::string{"--http "} + text)) << text;
}

TEST(CheckedHttp, TakesAnotherAddressOnlyInsecurely) {
    for (const auto* text : {"0.0.0.0:0", "192.168.1.2:80", "[::]:80"}) {
        EXPECT_THAT(fault(text), HasSubstr("--insecure")) << text;
        EXPECT_EQ(fault(text, true), "") << text;
    }
}

TEST(CheckedHttp, NamesApiPortWhereItIsWrong) {
    ::setenv("API_PORT", "80:x", 1);
    EXPECT_THAT(fault(""), HasSubstr("API_PORT 80:x is not a port"));
    ::unsetenv("API_PORT");
}

}  // namespace
}  // namespace tradepit::cli
