#include "bench/maintenance_report.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::bench {
namespace {

/// The figures of a cleanup of 1,200 positions in 2 s, during which one acknowledgement took
/// `milliseconds`.
MaintenanceFigures held_for(double milliseconds) {
    LoadSpan before{.seconds = 20, .rate = 10'000, .ack_ms = {}};
    before.ack_ms.add(2);
    LoadSpan during{.seconds = 2, .rate = 9'000, .ack_ms = {}};
    during.ack_ms.add(milliseconds);
    return {.positions = 1'000'000,
            .megabytes = 814,
            .writer_alone = 20'000,
            .acknowledged = 123'456,
            .tasks = {{.name = "cleanup",
                       .seconds = 2,
                       .answer_seconds = 0.5,
                       .amount = 1'200,
                       .unit = "positions",
                       .before = before,
                       .during = during}},
            .faults = {}};
}

TEST(MaintenanceFigures, ACommitMayBeHeldUpForAQuarterOfASecond) {
    EXPECT_TRUE(keeps_its_promises(held_for(ACK_MS_MAX)));
    EXPECT_FALSE(keeps_its_promises(held_for(ACK_MS_MAX + 0.1)));
}

TEST(MaintenanceFigures, WhatHeldUpTheLoadBeforeATaskIsNotTheTasks) {
    auto figures = held_for(10);
    figures.tasks[0].before.ack_ms.add(1'000);
    EXPECT_TRUE(keeps_its_promises(figures));
}

TEST(MaintenanceFigures, AFaultIsNotWell) {
    auto figures = held_for(10);
    figures.faults = {"file.db: 1 acknowledged positions are lost of 10"};
    EXPECT_FALSE(keeps_its_promises(figures));
    EXPECT_NE(to_text(figures).find(figures.faults[0]), std::string::npos);
    EXPECT_EQ(to_json(figures)["well"], false);
}

TEST(MaintenanceFigures, TheTableNamesTheTaskAndItsLoad) {
    const std::string text = to_text(held_for(300));
    EXPECT_NE(text.find("cleanup    2.00 s, answered after 0.50 s: 1,200 positions, 600 a second"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("9,000 positions/s"), std::string::npos) << text;
    EXPECT_NE(text.find("held up for more than 250 ms"), std::string::npos) << text;
    EXPECT_NE(text.find("123,456 positions acknowledged: all there"), std::string::npos) << text;
}

TEST(MaintenanceFigures, TheDocumentHasTheLoadBeforeAndMeanwhile) {
    const auto json = to_json(held_for(30));
    EXPECT_EQ(json["tasks"][0]["load_during"]["max_ms"], 30);
    EXPECT_EQ(json["tasks"][0]["load_before"]["positions_per_second"], 10'000);
    EXPECT_EQ(json["well"], true);
}

}  // namespace
}  // namespace tradepit::bench
