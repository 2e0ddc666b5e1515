#include "common/text/json.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::common {
namespace {

std::string fault_of(std::string_view text) {
    const auto parsed = parse_json(text);
    const auto* fault = std::get_if<JsonFault>(&parsed);
    return fault ? fault->text : "none";
}

TEST(Json, IsReadAsWritten) {
    const auto parsed = parse_json(R"({"a": [1, -2.5, "中", null, true]})");
    ASSERT_TRUE(std::holds_alternative<nlohmann::json>(parsed));
    EXPECT_EQ(std::get<nlohmann::json>(parsed).dump(), R"({"a":[1,-2.5,"中",null,true]})");
}

TEST(Json, MayBeginWithAByteOrderMarkAndHaveAnyLineEnds) {
    for (const char* text : {"\xEF\xBB\xBF{\"a\": 1}", "{\r\n\"a\": 1\r\n}\r\n", "{\r\"a\": 1}\r"})
        EXPECT_EQ(fault_of(text), "none");
}

TEST(Json, FaultsNameTheLine) {
    EXPECT_EQ(fault_of("{\"a\": 1,\n \"b\": }").substr(0, 7), "line 2:");
    EXPECT_NE(fault_of(""), "none");
    EXPECT_NE(fault_of("{} {}"), "none");
}

TEST(Json, AKeyTwiceIsRefused) {
    EXPECT_EQ(fault_of(R"({"a": 1, "b": {"a": 2}})"), "none");
    EXPECT_EQ(fault_of(R"({"a": 1, "a": 2})"), "key \"a\" twice");
    EXPECT_EQ(fault_of(R"({"a\u001b": 1, "a\u001b": 2})"), "key \"a\\x1b\" twice");
}

TEST(Json, NestedAtTheLimitIsTakenAndOneDeeperIsNot) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_EQ(fault_of(nested(JSON_DEPTH_MAX)), "none");
    EXPECT_EQ(fault_of(nested(JSON_DEPTH_MAX + 1)), "nested deeper than 64");
    EXPECT_EQ(fault_of(std::string(1'000'000, '[')), "nested deeper than 64");
}

TEST(Json, WhatIsNotUtf8OrNotANumberIsRefused) {
    EXPECT_NE(fault_of("\"\xc3\x28\""), "none");
    EXPECT_NE(fault_of("NaN"), "none");
    EXPECT_NE(fault_of("1e999"), "none");
}

}  // namespace
}  // namespace tradepit::common
