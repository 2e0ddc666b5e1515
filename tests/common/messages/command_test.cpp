#include "common/messages/command.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(Commands, AMisusedKeyIsShownFitForAMessage) {
    EXPECT_EQ(key_misused_detail("k\n1"),
              "The Idempotency-Key \"k\\x0a1\" belongs to another request");
}

TEST(Commands, AnOutcomeIsReadBackAsItWasStored) {
    const CommandOutcome outcomes[] = {
        JobAccepted{JobId{"j1"}},
        MaintenanceAccepted{7, R"({"state": "running"})"},
        CommandRefused{409, "a \"backup\" is under way"},
        CommandRefused{422, R"([{"type": "missing"}])"},
        ImportDone{.prices = PriceCounts{2, 3, 4, 5}},
        ImportDone{.history = HistoryOutcome{MarketName{"us"},
                                             true,
                                             {.inserted = 1, .unpriced = 7},
                                             {"line 1: a note"}}},
    };
    for (const CommandOutcome& outcome : outcomes) {
        const auto [status, answer] = stored(outcome);
        EXPECT_EQ(status, status_of(outcome));
        EXPECT_EQ(stored_outcome(status, answer), outcome) << answer;
    }
}

TEST(Commands, WhatNoCommandStoredIsNoOutcome) {
    for (const char* answer : {"", "j1", "[]", "{}", R"({"job_id": 7})", R"({"task": 7})",
                               R"({"task": "7", "document": "{}"})", R"({"prices": [1, 2, 3]})",
                               R"({"prices": {}})", R"({"history": {"market": "us"}})"})
        EXPECT_FALSE(stored_outcome(200, answer)) << answer;
    EXPECT_FALSE(stored_outcome(409, R"({"job_id": "j1"})"));
}

}  // namespace
}  // namespace tradepit::common
