#include "common/text/json_text.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::common {
namespace {

std::string number(double value) {
    std::string text;
    append_number(text, value);
    return text;
}

TEST(JsonText, NumbersAreAsPythonShowsThem) {
    const std::pair<double, const char*> table[] = {
        {71.75, "71.75"},
        {10000, "10000.0"},
        {-0.5, "-0.5"},
        {0, "0.0"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e-4, "0.0001"},
        {1e-5, "1e-05"},
        {1e16, "1e+16"},
        {9e15, "9000000000000000.0"},
        {1.5e300, "1.5e+300"},
        {8000000000.000001, "8000000000.000001"},
    };
    for (const auto& [value, text] : table) EXPECT_EQ(number(value), text);
}

TEST(JsonText, EveryMillionthIsShownAsItIs) {
    std::mt19937_64 random{1};
    for (int i = 0; i < 20'000; ++i) {
        const auto millionths = static_cast<long long>(random() % 8'000'000'000'000'000);
        const double value = static_cast<double>(millionths) / 1e6;
        EXPECT_LE(number(value).size(), std::to_string(millionths).size() + 3) << millionths;
        EXPECT_EQ(std::stod(number(value)), value);
    }
}

TEST(JsonText, TextIsUtf8AndEscapedWhereJsonSaysSo) {
    std::string text;
    append_string(text, "a\"\\\n\x01\u80a1\xff/");
    EXPECT_EQ(text, "\"a\\\"\\\\\\n\\u0001\u80a1\uFFFD/\"");
}

TEST(JsonText, DocumentsKeepTheOrderOfTheirFields) {
    const nlohmann::ordered_json document{
        {"z", 1}, {"a", {1.5, nullptr, true}}, {"e", nlohmann::ordered_json::object()}};
    EXPECT_EQ(json_text(document), R"({"z":1,"a":[1.5,null,true],"e":{}})");
}

}  // namespace
}  // namespace tradepit::common
