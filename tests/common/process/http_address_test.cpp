#include "common/process/http_address.h"

#include <filesystem>
#include <stdexcept>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "tests/common/file_text.h"

namespace tradepit::common {
namespace {

TEST(HttpAddress, ReadsAddressesWithPorts) {
    EXPECT_EQ(parse_http_address("127.0.0.1:8080"), (HttpAddress{"127.0.0.1", 8080}));
    EXPECT_EQ(parse_http_address("localhost:0"), (HttpAddress{"127.0.0.1", 0}));
    EXPECT_EQ(parse_http_address("[::1]:65535"), (HttpAddress{"::1", 65535}));
    EXPECT_EQ(parse_http_address("[::1]:80").text(), "[::1]:80");
}

TEST(HttpAddress, RefusesWhatIsNone) {
    for (const char* text :
         {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
          "127.0.0.1:80x", "::1:80", "[127.0.0.1]:80", "example.org:80", "127.1:80", "[]:80"})
        EXPECT_THROW(static_cast<void>(parse_http_address(text)), std::invalid_argument) << text;
}

TEST(HttpAddress, WithoutAddressAndPortThereIsNoHttp) {
    EXPECT_EQ(checked_http("", -1, false), "");
}

TEST(HttpAddress, AnApiPortIsOnLoopbackAndYieldsToAnAddress) {
    EXPECT_EQ(checked_http("", 9000, false), "127.0.0.1:9000");
    EXPECT_EQ(checked_http("127.0.0.2:80", 9000, false), "127.0.0.2:80");
}

TEST(HttpAddress, BeyondLoopbackOnlyWhenAskedFor) {
    EXPECT_THROW(static_cast<void>(checked_http("0.0.0.0:80", -1, false)), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(checked_http("[::]:80", -1, false)), std::invalid_argument);
    EXPECT_EQ(checked_http("0.0.0.0:80", -1, true), "0.0.0.0:80");
}

TEST(HttpAddress, IsLeftInTheRunFolderAndTakenAway) {
    const common::TemporaryFolder folder;
    const auto run_dir = folder.path().string();
    EXPECT_EQ(read_http_address(run_dir), "");
    write_http_address(run_dir, "127.0.0.1:4711");
    EXPECT_EQ(read_http_address(run_dir), "127.0.0.1:4711");
    EXPECT_EQ(text_of(folder.path() / "http.address"), "127.0.0.1:4711\n");
    remove_http_address(run_dir);
    EXPECT_EQ(read_http_address(run_dir), "");
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "http.address"));
}

TEST(HttpAddress, EveryAddressOf127IsOfThisMachineAlone) {
    for (const auto* ip : {"127.0.0.1", "127.1.2.3", "127.255.255.255", "::1"})
        EXPECT_TRUE(is_loopback_ip(ip)) << ip;
    for (const auto* ip :
         {"127.example.org", "127.", "127.0.0.256", "128.0.0.1", "::2", "0.0.0.0", ""})
        EXPECT_FALSE(is_loopback_ip(ip)) << ip;
}

TEST(HttpAddress, AFolderThatIsNotThereIsSaid) {
    EXPECT_THROW(write_http_address("/nonexistent", "x"), std::runtime_error);
}

}  // namespace
}  // namespace tradepit::common
