#include "cli/chaos/chaos_report.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ChaosReport good() {
    ChaosReport report{.seed = 7, .undisturbed = {}, .disturbed = {}};
    report.undisturbed = {.id = "u", .status = "completed", .digest = "d1"};
    report.undisturbed.model_days = report.undisturbed.completed = 1'000;
    ChaosJob job = report.undisturbed;
    job.id = "a";
    job.attempts = 1'010;
    job.days_repeated = 8;
    job.max_attempts_of_a_day = 3;
    job.superseded = 10;
    report.disturbed = {job, job};
    report.roles[0] = {.kills = 2,
                       .stops = 0,
                       .recovery_total = std::chrono::milliseconds{500},
                       .recovery_longest = std::chrono::milliseconds{300}};
    report.sound = true;
    return report;
}

TEST(ChaosReport, OfARoundThatHeldHasNothingBroken) {
    EXPECT_TRUE(broken_guarantees(good()).empty());
    EXPECT_EQ(chaos_json(good())["held"], true);
    EXPECT_THAT(chaos_text(good()), HasSubstr("seed 7: all checks passed"));
}

TEST(ChaosReport, AddsTheJobsUp) {
    const auto total = chaos_json(good())["total"];
    EXPECT_EQ(total["model_days"], 2'000);
    EXPECT_EQ(total["repeated"], 16);
    EXPECT_EQ(total["max_attempts_of_a_day"], 3);
    EXPECT_THAT(chaos_text(good()),
                HasSubstr("writer      2      0         0.25 s            0.30 s\n"));
}

TEST(ChaosReport, NamesWhatDidNotHold) {
    const std::pair<std::function<void(ChaosReport&)>, const char*> table[] = {
        {[](auto& r) { r.disturbed[0].status = "partial"; }, "job a: ended partial"},
        {[](auto& r) { r.disturbed[0].completed = 999; },
         "job a: 999 of 1000 model-days completed"},
        {[](auto& r) { r.disturbed[0].digest = "d2"; },
         "job a: its digest is d2, and that of the undisturbed job d1"},
        {[](auto& r) { r.disturbed[0].lost = 1; }, "job a: 1 completed model-days are lost"},
        {[](auto& r) { r.disturbed[0].completed_twice = 2; },
         "job a: 2 model-days completed twice"},
        {[](auto& r) { r.disturbed[0].refused = 1; },
         "job a: 1 attempts were refused, because their count, digest or accounting was wrong"},
        {[](auto& r) { r.undisturbed.status = "failed"; }, "job u: ended failed"},
        {[](auto& r) { r.unexpected_exits = 1; }, "programs ended 1 times without a strike"},
        {[](auto& r) { r.sound = false; }, "the database is not sound: GET /check has the faults"},
    };
    for (const auto& [spoil, sentence] : table) {
        auto report = good();
        spoil(report);
        EXPECT_THAT(broken_guarantees(report), ElementsAre(sentence));
        EXPECT_THAT(chaos_text(report), HasSubstr("seed 7: SOME CHECKS FAILED"));
    }
}

}  // namespace
}  // namespace tradepit::cli
