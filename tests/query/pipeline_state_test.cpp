#include "query/pipeline_state.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::query {
namespace {

using namespace std::chrono_literals;
using common::Instant;

common::BrokerState well() {
    return {.id = 1,
            .epoch = 4,
            .live = true,
            .writer_silent_ms = 100,
            .ready = 2,
            .leased = 3,
            .workers = {
                {.worker = common::WorkerName{"w1"},
                 .slots = {{common::ResourceName{"cpu"}, 1}, {common::ResourceName{"wait"}, 64}},
                 .leases = 3,
                 .silent_ms = 50}}};
}

/// The processes as "broker writer workers", an unhealthy one with "!" before it.
std::string text(const PipelineState& state, Instant now) {
    std::string said;
    for (const auto& process : state.processes(now)) {
        if (!said.empty()) said += ' ';
        said += (process.is_healthy ? "" : "!") + process.name;
    }
    return said;
}

TEST(PipelineState, NothingIsWellBeforeTheBrokerWasHeard) {
    EXPECT_EQ(text(PipelineState{}, 0s), "!broker !writer !workers");
}

TEST(PipelineState, SilenceIsCountedFromTheBeginningOrTheLastWord) {
    PipelineState state{5s};
    EXPECT_EQ(state.silence(7s), 2s);
    state.take_report(well(), 10s);
    EXPECT_EQ(state.silence(11s), 1s);
}

TEST(PipelineState, ABrokerThatIsLiveWithAWriterAndAWorkerIsWell) {
    PipelineState state;
    state.take_report(well(), 10s);
    EXPECT_EQ(text(state, 10s), "broker writer workers");
}

TEST(PipelineState, ABrokerThatIsNotLiveYetIsNotWell) {
    PipelineState state;
    auto reading = well();
    reading.live = false;
    state.take_report(reading, 10s);
    EXPECT_EQ(text(state, 10s), "!broker writer workers");
}

TEST(PipelineState, AWriterThatCannotCommitIsNotWellAndSaysWhy) {
    PipelineState state;
    auto full = well();
    full.writer_trouble = "not committed: database or disk is full";
    state.take_report(full, 10s);
    EXPECT_EQ(text(state, 10s), "broker !writer workers");
    EXPECT_EQ(state.processes(10s).at(1).detail, full.writer_trouble);
    state.take_report(well(), 11s);
    EXPECT_EQ(text(state, 11s), "broker writer workers");
}

TEST(PipelineState, ABrokerIsNotWellAfterThreeSecondsOfSilence) {
    PipelineState state;
    state.take_report(well(), 10s);
    EXPECT_EQ(text(state, 12'899ms), "broker writer workers");
    EXPECT_EQ(text(state, 13s), "!broker !writer !workers");
}

TEST(PipelineState, AWritersSilenceGoesOnWhileTheBrokerIsSilent) {
    PipelineState state;
    state.take_report(well(), 10s);
    EXPECT_EQ(text(state, 12'900ms), "broker !writer workers");
}

TEST(PipelineState, WithoutWorkersNothingRuns) {
    PipelineState state;
    auto alone = well();
    alone.workers.clear();
    state.take_report(alone, 10s);
    EXPECT_EQ(text(state, 10s), "broker writer !workers");
}

TEST(PipelineState, WorkersAreShownWithTheirSlots) {
    PipelineState state;
    state.take_report(well(), 10s);
    const Reply reply = state.workers(11s);
    EXPECT_EQ(reply.status, 200);
    const auto body = nlohmann::json::parse(reply.text());
    EXPECT_EQ(body["workers"], nlohmann::json::parse(R"([{"worker": "w1", "slots": {"cpu": 1,
                "wait": 64}, "leases": 3, "silent_ms": 1050}])"));
    EXPECT_EQ(body["broker"]["ready"], 2);
}

TEST(PipelineState, WorkersOfASilentBrokerAreUnavailable) {
    EXPECT_EQ(PipelineState{}.workers(0s).status, 503);
}

TEST(PipelineState, GaugesTellOfTheBrokerWhileItIsHeard) {
    PipelineState state;
    EXPECT_EQ(state.gauges(0s),
              "# HELP tradepit_broker_up Whether the broker is heard.\n"
              "# TYPE tradepit_broker_up gauge\ntradepit_broker_up 0.0\n");
    auto told = well();
    told.writer_trouble = "the disk is full";
    state.take_report(told, 10s);
    const auto text = state.gauges(11s);
    for (const auto* line :
         {"\ntradepit_broker_up 1.0\n", "\ntradepit_ready 2.0\n", "\ntradepit_leased 3.0\n",
          "\ntradepit_workers 1.0\n", "\ntradepit_slots{resource=\"wait\"} 64\n",
          "\ntradepit_writer_trouble 1.0\n", "\ntradepit_writer_silent_seconds 1.1\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line;
}

}  // namespace
}  // namespace tradepit::query
