#include "cli/display/views.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/shapes/shape.h"
#include "common/text/words.h"

namespace tradepit::cli {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

/// Whether `pointer` can lead to a value in a document of that type.
bool leads_somewhere(std::string_view pointer, std::string_view type_text) {
    if (pointer.empty()) return true;
    const auto type = common::type_of(type_text);
    const auto name = pointer.substr(1, pointer.find('/', 1) - 1);
    const auto rest = pointer.substr(name.size() + 1);
    switch (type.kind) {
        case common::TypeKind::any:
            return true;
        case common::TypeKind::map:
            return leads_somewhere(rest, type.inner);
        case common::TypeKind::shape: {
            const auto fields = common::fields_of(common::shape_named(type.inner));
            return std::ranges::any_of(fields, [&](const common::Field& field) {
                return field.name == name && leads_somewhere(rest, field.type);
            });
        }
        default:
            return false;
    }
}

TEST(Views, EveryColumnIsInTheShapeOfItsRows) {
    for (const auto& view : all_views())
        for (const auto& column : view.columns) {
            const auto shapes = common::words_of(view.shapes);
            EXPECT_TRUE(std::ranges::any_of(
                shapes,
                [&](std::string_view shape) { return leads_somewhere(column.pointer, shape); }))
                << view.shapes << column.pointer;
        }
}

TEST(Views, AColumnThatNoAnswerHasIsFound) {
    EXPECT_TRUE(leads_somewhere("/waiting_for/reason", "NextDay"));
    EXPECT_FALSE(leads_somewhere("/waiting_for/x", "NextDay"));
    EXPECT_FALSE(leads_somewhere("/date/x", "NextDay"));
}

TEST(LeaderboardView, ShowsFiguresToTheRightAndLeavesOutWhatNobodyHas) {
    const Json body{
        {"leaderboard", Json::array({{{"rank", 1}, {"model", "a"}, {"portfolio_value", 10931.924}},
                                     {{"rank", 2}, {"model", "bb"}, {"portfolio_value", 9000}}})}};
    EXPECT_EQ(leaderboard_text(body),
              "#  model      value\n"
              "1  a      10,931.92\n"
              "2  bb      9,000.00\n");
}

TEST(LeaderboardView, WithoutResultsSaysSo) {
    EXPECT_EQ(leaderboard_text({{"leaderboard", Json::array()}}), "No results yet.\n");
}

TEST(AnalyticsView, ShowsWhatIsUndefinedAsADash) {
    const Json row{{"model", "a"}, {"total_return_pct", 1.234}, {"sharpe_ratio", nullptr}};
    const Json other{{"model", "b"}, {"total_return_pct", -1}, {"sharpe_ratio", 0.5}};
    EXPECT_EQ(analytics_text({{"results", {row, other}}}),
              "model  total %  Sharpe\n"
              "a         1.23       -\n"
              "b        -1.00    0.50\n");
}

TEST(JobsView, SaysHowToSeeMore) {
    const Json job{{"job_id", "j"}, {"status", "running"}};
    EXPECT_THAT(jobs_text({{"jobs", Json::array({job})}, {"next_cursor", "7"}}),
                HasSubstr("--cursor 7"));
    EXPECT_THAT(jobs_text({{"jobs", Json::array({job})}, {"next_cursor", nullptr}}),
                Not(HasSubstr("--cursor")));
}

TEST(StatusView, SaysInALineAModelWhatItsNextDayWaitsFor) {
    const Json next_day{{"model", "gpt-5"},
                        {"date", "2025-10-02"},
                        {"waiting_for",
                         {{"reason", "retry"},
                          {"until", "2025-10-01T12:00:00.000000Z"},
                          {"detail", "attempt 1 of 3 failed"}}}};
    const Json other{
        {"model", "b"},
        {"date", "2025-10-01"},
        {"waiting_for", {{"reason", "free_worker"}, {"detail", "no worker is connected"}}}};
    const auto text = status_text({{"job_id", "j"}, {"next_days", {next_day, other}}});
    EXPECT_THAT(text, HasSubstr("gpt-5  2025-10-02  retry        attempt 1 of 3 failed   "
                                "2025-10-01T12:00:00.000000Z\n"));
    EXPECT_THAT(text, HasSubstr("b      2025-10-01  free_worker  no worker is connected  -\n"));
}

TEST(StatusView, ShowsAHundredModelsAndCountsTheRest) {
    const Json next_day{{"model", "m"}, {"date", "2025-10-02"}};
    Json next_days(100, next_day);
    EXPECT_THAT(status_text({{"next_days", next_days}}), Not(HasSubstr("more")));
    next_days.push_back(next_day);
    EXPECT_THAT(status_text({{"next_days", next_days}}), HasSubstr("(more: 1 models"));
}

TEST(StatusView, ShowsFailedModelDaysWithTheirErrors) {
    const auto text = status_text({{"job_id", "j"},
                                   {"progress", {{"failed", 1}}},
                                   {"details", Json::array({{{"date", "2025-10-01"},
                                                             {"model", "m"},
                                                             {"status", "failed"},
                                                             {"error", "no key"}}})}});
    EXPECT_THAT(text, HasSubstr("2025-10-01  m      no key"));
}

TEST(StatusView, SaysHowManyFailuresItDoesNotShow) {
    EXPECT_THAT(status_text({{"job_id", "j"},
                             {"progress", {{"failed", 1'234}}},
                             {"details", Json::array({{{"date", "2025-10-01"},
                                                       {"model", "m"},
                                                       {"status", "failed"},
                                                       {"error", "e"}}})}}),
                HasSubstr("(more: 1,233 failed model-days"));
}

TEST(StatusView, ShowsWarningsAsPlainText) {
    EXPECT_THAT(status_text({{"job_id", "j"}, {"warnings", {"Model \"m\" is new"}}}),
                HasSubstr("note: Model \"m\" is new\n"));
}

TEST(ParseAnswer, KeepsTheOrderOfKeys) {
    EXPECT_EQ(parse_answer(R"({"b":1,"a":{"d":2,"c":3}})").dump(), R"({"b":1,"a":{"d":2,"c":3}})");
}

TEST(ImportView, ARefusedFileHasItsReasonAndNoCounts) {
    ImportReport refused;
    refused.source = "bad.csv";
    refused.status = 422;
    refused.detail = "line 3: not a number";
    const auto row = import_json({refused}).at(0);
    EXPECT_EQ(row["status"], "refused");
    EXPECT_EQ(row["detail"], "line 3: not a number");
    EXPECT_FALSE(row.contains("inserted"));
}

TEST(ParseAnswer, WhatIsNotJsonIsAnError) {
    EXPECT_THROW(parse_answer("<html>"), std::runtime_error);
}

}  // namespace
}  // namespace tradepit::cli
