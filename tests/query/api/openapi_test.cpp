#include "query/api/openapi.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "common/shapes/shape.h"
#include "common/shapes/shape_check.h"
#include "query/api/routes.h"
#include "query/api/schemas.h"
#include "tests/query/api/json_schema.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

Json document() { return Json::parse(openapi().text()); }

std::string key(std::string_view method) { return method == "GET" ? "get" : "post"; }

/// Calls `each` with the target of every "$ref" in `value`.
template <class Each>
void for_each_reference(const Json& value, Each each) {
    if (value.is_object() && value.contains("$ref")) each(value["$ref"].get<std::string>());
    if (value.is_structured())
        for (const auto& member : value) for_each_reference(member, each);
}

/// Values that a rule admits, at its limits, and values that it refuses, one past them.
struct Values {
    std::vector<std::string> good;
    std::vector<std::string> bad;
};

Values values_of(const ParameterRule& rule) {
    const auto most = static_cast<std::size_t>(rule.maximum);
    switch (rule.kind) {
        case ParameterKind::text:
            return {{std::string(most, 'x')}, {std::string(most + 1, 'x')}};
        case ParameterKind::date:
            return {{"2025-10-01", "2025-10-01 11:00:00"}, {"2025-02-30", "2025-10-1", "now"}};
        case ParameterKind::integer: {
            Values values{{std::to_string(rule.minimum), std::to_string(rule.maximum)},
                          {std::to_string(rule.minimum - 1), "x", "1.5", "9223372036854775808"}};
            if (rule.maximum < 9'223'372'036'854'775'807)
                values.bad.push_back(std::to_string(rule.maximum + 1));
            return values;
        }
        case ParameterKind::number:
            return {{"-1.5", "0"}, {"nan", "x", "1e999"}};
        case ParameterKind::flag:
            return {{"0", "1", "true", "False", "YES", "off"}, {"maybe", "2"}};
        case ParameterKind::choice: {
            const auto first = rule.choices.substr(0, rule.choices.find(' '));
            return {{std::string{first}}, {"nothing", std::string{rule.choices}}};
        }
    }
    return {};
}

TEST(OpenApi, AShapeWithoutFieldsIsAnObjectWithoutProperties) {
    const auto schema = schema_of(common::Shape{.name = "Nothing"});
    EXPECT_EQ(schema.at("type"), "object");
    EXPECT_EQ(schema.at("properties"), Json::object());
}

TEST(OpenApi, EveryRouteIsInTheDocumentAndTheOtherWayRound) {
    const auto paths = document()["paths"];
    std::set<std::string> described;
    for (const auto& [path, operations] : paths.items())
        for (const auto& [method, operation] : operations.items()) {
            described.insert(method + " " + path);
            EXPECT_TRUE(operation.contains("operationId")) << path;
        }
    std::set<std::string> routed;
    for (const auto& route : all_routes())
        if (!route.is<ByFile>()) routed.insert(key(route.method) + " " + std::string{route.path});
    EXPECT_EQ(described, routed);
}

TEST(OpenApi, TheDocumentIsWellFormed) {
    const auto api = document();
    EXPECT_EQ(api["openapi"], "3.1.0");
    EXPECT_TRUE(api["info"]["title"].is_string());
    EXPECT_TRUE(api["info"]["version"].is_string());
    std::set<std::string> names;
    for (const auto& [path, operations] : api["paths"].items()) {
        EXPECT_TRUE(path.starts_with('/'));
        for (const auto& operation : operations) {
            EXPECT_TRUE(names.insert(operation["operationId"]).second) << path;
            EXPECT_FALSE(operation["responses"].empty()) << path;
            for (const auto& [status, response] : operation["responses"].items()) {
                EXPECT_EQ(status.size(), 3U);
                EXPECT_TRUE(response["description"].is_string());
                EXPECT_FALSE(response["content"].empty());
                for (const auto& media : response["content"])
                    EXPECT_TRUE(media["schema"].is_object());
            }
            std::set<std::string> parameters;
            for (const auto& each : operation.value("parameters", Json::array())) {
                EXPECT_TRUE(parameters.insert(each["name"]).second) << path << each["name"];
                EXPECT_TRUE(each["schema"].is_object());
                EXPECT_EQ(each["in"] == "path",
                          path.find("{" + each["name"].get<std::string>() + "}") != path.npos);
            }
        }
    }
}

TEST(OpenApi, EveryReferenceLeadsToASchemaAndEverySchemaIsReferredTo) {
    const auto api = document();
    std::set<std::string> used;
    for_each_reference(api, [&](const std::string& target) {
        EXPECT_TRUE(api.contains(Json::json_pointer{target.substr(1)})) << target;
        used.insert(target.substr(target.rfind('/') + 1));
    });
    for (const auto& shape : common::all_shapes())
        EXPECT_TRUE(used.contains(std::string{shape.name})) << shape.name;
}

TEST(OpenApi, ParametersInTheDocumentAreThoseThatAreAccepted) {
    const auto api = document();
    for (const auto& route : all_routes()) {
        if (route.is<ByFile>()) continue;
        const auto& operation = api["paths"][std::string{route.path}][key(route.method)];
        std::set<std::string> described;
        for (const auto& each : operation.value("parameters", Json::array()))
            if (each["in"] == "query") described.insert(each["name"]);
        std::set<std::string> accepted;
        for (const auto* rule : route.parameters) {
            if (!rule->is_family()) accepted.emplace(rule->name);
            EXPECT_NE(rule->is_family(), rule->members.empty()) << rule->name;
            for (const auto member : rule->members) {
                const auto stem = std::string{rule->name.substr(0, rule->name.size() - 1)};
                accepted.insert(stem + std::string{member});
                EXPECT_TRUE(rule->is_of(stem + std::string{member}));
            }
        }
        EXPECT_EQ(described, accepted) << route.path;
    }
}

/// Calls `each` with every number in `value`.
template <class Each>
void for_each_number(const Json& value, Each each) {
    if (value.is_number()) each(value);
    if (value.is_structured())
        for (const auto& member : value) for_each_number(member, each);
}

TEST(OpenApi, NoNumberIsBeyondWhatABrowserReadsExactly) {
    int numbers = 0;
    for_each_number(document(), [&](const Json& number) {
        EXPECT_LE(std::abs(number.get<double>()), 9'007'199'254'740'991.0) << number;
        ++numbers;
    });
    EXPECT_GT(numbers, 50);
}

TEST(OpenApi, ExamplesAreAcceptedByTheRules) {
    for (const auto& route : all_routes()) {
        for (const auto* rule : route.parameters) {
            EXPECT_TRUE(!rule->required || !rule->example.empty()) << route.path << rule->name;
            if (rule->example.empty()) continue;
            const std::vector<common::Parameter> given{
                {std::string{rule->name}, std::string{rule->example}}};
            const std::array rules{rule};
            EXPECT_FALSE(Parameters(given, rules).fault()) << route.path << " " << rule->name;
        }
        EXPECT_NE(route.body.empty(), !route.examples.empty()) << route.path;
        for (const auto& example : route.examples)
            EXPECT_TRUE(
                common::shape_faults(Json::parse(example.json), common::shape_named(route.body))
                    .empty())
                << route.path << example.name;
    }
}

TEST(OpenApi, EveryDefaultIsAValueThatIsAccepted) {
    for (const auto& route : all_routes())
        for (const auto* rule : route.parameters) {
            if (rule->default_value.empty()) continue;
            const std::vector<common::Parameter> given{
                {std::string{rule->name}, std::string{rule->default_value}}};
            const std::array rules{rule};
            EXPECT_FALSE(Parameters(given, rules).fault()) << route.path << " " << rule->name;
        }
}

TEST(OpenApi, EveryRuleHoldsAtItsLimitAndIsBrokenOnePastIt) {
    for (const auto& route : all_routes())
        for (const auto* rule : route.parameters) {
            const auto values = values_of(*rule);
            const std::array rules{rule};
            const std::string name{rule->is_family() ? "min_x" : rule->name};
            if (rule->is_family() && !rule->is_of(name)) continue;
            const auto fault = [&](const std::string& value) {
                const std::vector<common::Parameter> given{{name, value}};
                return Parameters(given, rules).fault();
            };
            for (const auto& value : values.good)
                EXPECT_FALSE(fault(value)) << route.path << " " << name << "=" << value;
            for (const auto& value : values.bad) {
                const auto reply = fault(value);
                ASSERT_TRUE(reply) << route.path << " " << name << "=" << value;
                EXPECT_EQ(reply->status, rule->kind == ParameterKind::date ? 400 : 422);
            }
        }
}

/// Whether a body with only this field has no fault, apart from missing fields.
bool is_taken(const common::Shape& shape, std::string_view field, const Json& value) {
    const Json body{{std::string{field}, value}};
    const auto faults = common::shape_faults(body, shape);
    return std::ranges::none_of(
        faults, [](const auto& fault) { return fault.rule != common::ShapeRule::required; });
}

TEST(OpenApi, BodiesAreCheckedByTheLimitsThatTheDocumentShows) {
    const auto schemas = document()["components"]["schemas"];
    std::size_t limits = 0;
    for (const auto& shape : common::all_shapes())
        for (const auto& field : shape.fields) {
            const auto& schema =
                schemas[std::string{shape.name}]["properties"][std::string{field.name}];
            const auto limit = [&](const char* name, int past, auto value_of) {
                if (!schema.contains(name)) return;
                const auto most = schema[name].get<std::int64_t>();
                EXPECT_TRUE(is_taken(shape, field.name, value_of(most))) << field.name << name;
                EXPECT_FALSE(is_taken(shape, field.name, value_of(most + past)))
                    << field.name << name;
                ++limits;
            };
            const auto number = [](std::int64_t value) { return Json(value); };
            const auto text = [](std::int64_t size) {
                return Json(std::string(static_cast<std::size_t>(size), 'x'));
            };
            const auto dates = [](std::int64_t size) {
                return Json(std::vector<std::string>(static_cast<std::size_t>(size), "2025-10-01"));
            };
            if (schema.value("type", Json{}) == "integer") {
                limit("minimum", -1, number);
                limit("maximum", 1, number);
            }
            limit("minLength", -1, text);
            limit("maxLength", 1, text);
            limit("minItems", -1, dates);
        }
    EXPECT_GE(limits, 8U);
}

class Routes : public Stored, public testing::Test {};

TEST_F(Routes, EveryOneRefusesAnUnknownParameterAndAnotherMethod) {
    for (const auto& route : all_routes()) {
        if (route.is<PipelineView>()) continue;
        auto path = std::string{route.path};
        if (const auto hole = path.find('{'); hole != path.npos)
            path.replace(hole, path.find('}') - hole + 1, "j");
        Request request{std::string{route.method}, path, {{"nonsense", "1"}}, "", ""};
        if (!route.is<ByFile>()) {
            EXPECT_EQ(std::get<Reply>(answer(request)).status, 422) << path;
        }
        request = {route.method == "GET" ? "POST" : "GET", path, {}, "", ""};
        EXPECT_EQ(std::get<Reply>(answer(request)).status, 405) << path;
        EXPECT_EQ(api().resolve(request).allow, route.method == "GET" ? "GET, HEAD" : "POST")
            << path;
    }
}

TEST_F(Routes, TheDocumentIsAnsweredWithoutADatabase) {
    DatabaseApi away{{.database = "/nonexistent/results.db", .config_dir = {}}};
    const auto reply = std::get<Reply>(answer(away, {"GET", "/openapi.json", {}, "", ""}));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.text(), openapi().text());
}

TEST(JsonSchema, WhatBreaksItIsNamed) {
    const Json document{
        {"s", Json::parse(R"({"type":"object","properties":{"a":{"type":["integer","null"]},
              "b":{"type":"array","items":{"enum":["x"]}}},"required":["a"]})")}};
    const Json schema{{"$ref", "#/s"}};
    EXPECT_TRUE(schema_faults(Json::parse(R"({"a":null,"b":["x"]})"), schema, document).empty());
    for (const auto* bad :
         {R"({})", R"({"a":1.5})", R"({"a":1,"c":1})", R"({"a":1,"b":["y"]})", R"([])"})
        EXPECT_EQ(schema_faults(Json::parse(bad), schema, document).size(), 1U) << bad;
}

}  // namespace
}  // namespace tradepit::query
