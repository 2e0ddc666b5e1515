#include "common/text/json_writer.h"

#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::common {
namespace {

TEST(JsonWriter, WritesWhatJsonTextDoes) {
    JsonWriter json;
    json.object().key("count").value(std::int64_t{2}).key("rows").array();
    for (const double value : {0.5, 1e-05, 10000.0})
        json.object().key("name").value("a \"b\"\n").key("value").value(value).end_object();
    json.end_array().key("next").null().key("rest").document(nlohmann::ordered_json{{"a", {1, 2}}});
    json.end_object();
    EXPECT_EQ(std::move(json).text(),
              R"({"count":2,"rows":[{"name":"a \"b\"\n","value":0.5},)"
              R"({"name":"a \"b\"\n","value":1e-05},{"name":"a \"b\"\n","value":10000.0}],)"
              R"("next":null,"rest":{"a":[1,2]}})");
}

TEST(JsonWriter, PutsCommasBetweenTheElementsOfEachListAlone) {
    JsonWriter json;
    json.array().array().end_array().object().end_object().array().value(1).value(2).end_array();
    json.end_array();
    EXPECT_EQ(std::move(json).text(), "[[],{},[1,2]]");
}

TEST(JsonWriter, WritesIntegersOfEverySize) {
    JsonWriter json;
    json.array().value(std::numeric_limits<std::int64_t>::min()).value(0).end_array();
    EXPECT_EQ(std::move(json).text(), "[-9223372036854775808,0]");
}

}  // namespace
}  // namespace tradepit::common
