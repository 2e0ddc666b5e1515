#include "common/shapes/shape_check.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "common/chain.h"
#include "common/events.h"
#include "common/shapes/shape.h"
#include "common/statuses.h"
#include "common/text/words.h"

namespace tradepit::common {
namespace {

using Json = nlohmann::json;

/// The rules that are broken when the body of POST /simulate/trigger has this value in this field.
std::vector<ShapeRule> broken(std::string_view field, const Json& value) {
    const Json body{{std::string{field}, value}};
    std::vector<ShapeRule> rules;
    for (const auto& fault : shape_faults(body, shape_named("Trigger")))
        rules.push_back(fault.rule);
    return rules;
}

using Rules = std::vector<ShapeRule>;
const Rules NONE;

TEST(ShapeCheck, AFieldThatTheShapeDoesNotNameIsRefusedUnlessOthersAreIgnored) {
    EXPECT_EQ(broken("nonsense", 1), Rules{ShapeRule::known});
    const Json config{{"models", Json::array()}, {"log_config", 1}};
    EXPECT_TRUE(shape_faults(config, shape_named("Config")).empty());
}

TEST(ShapeCheck, ARequiredFieldThatIsNullIsMissing) {
    for (const auto* text : {"{}", R"({"file":null})"}) {
        const auto body = Json::parse(text);
        const auto found = shape_faults(body, shape_named("Backup"));
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].rule, ShapeRule::required);
    }
}

TEST(ShapeCheck, AnOptionalFieldMayBeNull) {
    EXPECT_EQ(broken("priority", nullptr), NONE);
    EXPECT_EQ(broken("start_date", nullptr), NONE);
}

TEST(ShapeCheck, AnIntegerIsAllowedAtItsLimitsAndNotOnePastThem) {
    EXPECT_EQ(broken("priority", 1'000), NONE);
    EXPECT_EQ(broken("priority", -1'000), NONE);
    EXPECT_EQ(broken("priority", 1'001), Rules{ShapeRule::maximum});
    EXPECT_EQ(broken("priority", -1'001), Rules{ShapeRule::minimum});
    EXPECT_EQ(broken("priority", 18'446'744'073'709'551'615U), Rules{ShapeRule::maximum});
    EXPECT_EQ(broken("priority", 1.0), Rules{ShapeRule::type});
}

TEST(ShapeCheck, AListIsCountedAndItsItemsAreChecked) {
    EXPECT_EQ(broken("date_range", Json::array()), Rules{ShapeRule::minimum});
    EXPECT_EQ(broken("date_range", "2025-10-01"), Rules{ShapeRule::type});
    EXPECT_EQ(broken("date_range", Json::array({"2024-02-30"})), Rules{ShapeRule::stamp});
    const Json body{{"models", {"a", 1, 2}}};
    const auto found = shape_faults(body, shape_named("Trigger"));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[1].path, (std::vector<Json>{"models", 2}));
    EXPECT_EQ(found[1].field->name, "models");
}

TEST(ShapeCheck, AnObjectOfAnyNamesIsCountedAndItsValuesAreChecked) {
    EXPECT_EQ(broken("replay", Json::object()), Rules{ShapeRule::minimum});
    EXPECT_EQ(broken("replay", {{"a", 1}}), Rules{ShapeRule::type});
    EXPECT_EQ(broken("replay", {{"a", ""}}), NONE);
}

TEST(ShapeCheck, ANameMayBeEmptyOnlyWhereItIsNotRequired) {
    EXPECT_EQ(broken("label", ""), NONE);
    EXPECT_EQ(broken("label", "a\n"), Rules{ShapeRule::name});
    const auto config = Json::parse(R"({"models":[{"signature":""}]})");
    const auto found = shape_faults(config, shape_named("Config"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].text, "signature must not be empty");
}

TEST(ShapeCheck, AChoiceIsOneOfTheWordsOfItsShape) {
    EXPECT_EQ(broken("order", "date"), NONE);
    EXPECT_EQ(broken("order", "dates"), Rules{ShapeRule::choice});
    EXPECT_EQ(broken("order", 1), Rules{ShapeRule::choice});
}

TEST(ShapeCheck, AnAmountIsANumberOrItsTextFromAMillionthToTheMostMoney) {
    for (const auto& good : {Json(0.000001), Json("8589934592"), Json(1), Json("0.0000006")})
        EXPECT_EQ(broken("initial_cash", good), NONE) << good;
    for (const auto& bad : {Json(0), Json("0.0000004"), Json("8589934592.000001"),
                            Json("8999999999.999999"), Json("x"), Json::array()})
        EXPECT_EQ(broken("initial_cash", bad), Rules{ShapeRule::amount}) << bad;
    EXPECT_EQ(amount_rule(), "must be a number from 0.000001 to 8589934592");
}

TEST(ShapeCheck, ObjectsInListsAreCheckedWithTheirPlace) {
    const auto config =
        Json::parse(R"({"models":[{"signature":"a"},{"signature":"b","enabled":1}]})");
    const auto found = shape_faults(config, shape_named("Config"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].path, (std::vector<Json>{"models", 1, "enabled"}));
    EXPECT_EQ(found[0].field->name, "enabled");
}

TEST(ShapeCheck, FaultsComeInTheOrderOfTheShapeAfterUnknownFields) {
    const Json body{{"nonsense", 1}, {"config_path", 1}, {"label", 1}};
    const auto found = shape_faults(body, shape_named("Trigger"));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].rule, ShapeRule::known);
    EXPECT_EQ(found[1].field->name, "label");
    EXPECT_EQ(found[2].field->name, "config_path");
}

/// Whether a shape of choices ("= a b") has the words of the enum, in the same order.
template <class Enum>
bool has_words_of(std::string_view shape) {
    const auto words = words_of(shape_named(shape).definition.substr(1));
    return std::ranges::equal(words, names_of(Enum{}));
}

TEST(Shapes, ChoicesAreTheWordsOfTheirEnums) {
    EXPECT_TRUE(has_words_of<JobStatus>("JobState"));
    EXPECT_TRUE(has_words_of<DayStatus>("DayState"));
    EXPECT_TRUE(has_words_of<Order>("Order"));
    EXPECT_TRUE(has_words_of<Action>("Action"));
    EXPECT_TRUE(has_words_of<Role>("Role"));
}

TEST(Shapes, EveryShapeThatAFieldNamesIsThere) {
    for (const auto& shape : all_shapes())
        for (const auto& field : shape.fields) {
            auto type = type_of(field.type);
            while (type.kind == TypeKind::list || type.kind == TypeKind::map)
                type = type_of(type.inner);
            if (type.kind == TypeKind::shape) {
                EXPECT_EQ(shape_named(type.inner).name, type.inner);
            }
        }
}

}  // namespace
}  // namespace tradepit::common
