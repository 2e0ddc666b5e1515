#include "common/text/json_events.h"

#include <string>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

/// Records the events as text.
class Script : public JsonEvents {
public:
    void begin_object() override { told += "{"; }
    void end_object() override { told += "}"; }
    void begin_array() override { told += "["; }
    void end_array() override { told += "]"; }
    void key(std::string_view name) override { told += std::string(name) + ":"; }
    void value(JsonKind kind, std::string_view text) override {
        told += "ZBNT"[static_cast<size_t>(kind)] + std::string(text) + " ";
    }
    std::string told;
};

std::string told(std::string_view json) {
    Script script;
    const auto stop = read_json_events(json, script);
    return stop ? stop->text : script.told;
}

TEST(ReadJson, KeepsTheDigitsOfNumbers) {
    EXPECT_EQ(told(R"({"a": 0.10, "b": [71.74999999999932, -3, 18446744073709551615, 1e2]})"),
              "{a:N0.10 b:[N71.74999999999932 N-3 N18446744073709551615 N1e2 ]}");
    EXPECT_EQ(told("123456789012345678901234567890"), "N123456789012345678901234567890 ");
    EXPECT_EQ(told(R"([null, true, false, "x\u00e9"])"), "[Znull Btrue Bfalse Txé ]");
}

TEST(ReadJson, StopsAtWhatIsNotOneDocument) {
    EXPECT_EQ(told("{} {}").substr(0, 16), "torn or not JSON");
    EXPECT_EQ(told("").substr(0, 16), "torn or not JSON");
    EXPECT_EQ(told("\"\xFF\"").substr(0, 16), "torn or not JSON");
    EXPECT_EQ(told("1e999").substr(0, 19), "number out of range");
}

TEST(ReadJson, GoesDownToItsDepthLimit) {
    EXPECT_EQ(told(std::string(JSON_DEPTH_MAX, '[') + std::string(JSON_DEPTH_MAX, ']')).size(),
              JSON_DEPTH_MAX * 2);
    EXPECT_EQ(told(std::string(JSON_DEPTH_MAX + 1, '[')), "nested deeper than 64 levels");
}

}  // namespace
}  // namespace tradepit::common
