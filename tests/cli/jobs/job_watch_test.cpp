#include "cli/jobs/job_watch.h"

#include <atomic>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "common/process/temporary_folder.h"
#include "common/waits.h"
#include "tests/cli/peer.h"

namespace tradepit::cli {
namespace {

using Json = nlohmann::ordered_json;

class JobWatch : public testing::Test {
protected:
    Peer query(std::vector<std::string> bodies, int status = 200) {
        return {context, endpoint,
                [this, status, bodies = std::move(bodies)](const common::Message& message) {
                    const auto& lookup = std::get<common::Lookup>(message);
                    EXPECT_EQ(lookup.path, "/simulate/status/j");
                    const auto next = std::min(asked++, bodies.size() - 1);
                    return std::vector{common::encode(
                        common::Answer{.id = lookup.id, .status = status, .body = {bodies[next]}})};
                }};
    }
    Json await(std::vector<std::string>& seen) {
        Channel channel{context, endpoint};
        Client client{channel};
        return await_job(client, channel, "j",
                         [&](const Json& status) { seen.push_back(status["status"]); });
    }

    common::TemporaryFolder folder;
    zmq::context_t context;
    std::string endpoint = "ipc://" + (folder.path() / "lookup").string();
    std::size_t asked = 0;
};

TEST_F(JobWatch, AsksUntilTheJobHasEnded) {
    const auto peer =
        query({R"({"status":"pending"})", R"({"status":"running"})", R"({"status":"completed"})"});
    std::vector<std::string> seen;
    EXPECT_EQ(await(seen)["status"], "completed");
    EXPECT_EQ(seen, (std::vector<std::string>{"pending", "running", "completed"}));
}

TEST_F(JobWatch, AnUnknownJobIsRefused) {
    const auto peer = query({R"({"detail":"Job j not found"})"}, 404);
    std::vector<std::string> seen;
    EXPECT_THROW(await(seen), Refused);
}

Json waiting(const Json& counts, const Json& next_days = Json::array()) {
    return {{"progress", {{"waiting", counts}}}, {"next_days", next_days}};
}

TEST(WaitingText, IsTheDetailOfANextDayWithTheMostTellingReason) {
    const Json next_days{
        {{"waiting_for", {{"reason", "retry"}, {"detail", "attempt 1 of 3 failed"}}}},
        {{"waiting_for", {{"reason", "free_worker"}, {"detail", "no worker is connected"}}}}};
    EXPECT_EQ(waiting_text(waiting({{"retry", 1}, {"free_worker", 1}}, next_days)),
              "no worker is connected");
    EXPECT_EQ(waiting_text(waiting({{"retry", 1}, {"previous_day", 9}}, next_days)),
              "attempt 1 of 3 failed");
}

TEST(WaitingText, IsOneShortLine) {
    const auto text = [](const std::string& detail) {
        return waiting_text(
            waiting({{"retry", 1}},
                    Json::array({{{"waiting_for", {{"reason", "retry"}, {"detail", detail}}}}})));
    };
    EXPECT_EQ(text("one\ntwo"), "one two");
    EXPECT_EQ(text(std::string(60, 'x')), std::string(60, 'x'));
    EXPECT_EQ(text(std::string(61, 'x')), std::string(60, 'x'));
}

TEST(WaitingText, WithoutADetailIsTheReason) {
    EXPECT_EQ(waiting_text(waiting({{"writer", 1}})), "writer");
}

TEST(WaitingText, EveryReasonThatAJobCanWaitForIsShown) {
    for (const auto reason : common::WAIT_REASONS) {
        if (reason == "running" || reason == "previous_day") continue;
        const Json counts{{std::string{reason}, 1}, {"previous_day", 9}};
        EXPECT_EQ(waiting_text(waiting(counts)), reason);
    }
}

TEST(WaitingText, OtherJobsThatRunAreAReason) {
    const Json next_days{{{"waiting_for", {{"reason", "other_jobs"}, {"detail", "1 job runs"}}}}};
    EXPECT_EQ(waiting_text(waiting({{"other_jobs", 1}}, next_days)), "1 job runs");
}

TEST(WaitingText, IsEmptyWhileSomethingRuns) {
    EXPECT_EQ(waiting_text(waiting({{"running", 1}, {"free_worker", 5}})), "");
    EXPECT_EQ(waiting_text(Json::object()), "");
}

TEST(ExitCodeOf, FollowsTheJobsStatus) {
    EXPECT_EQ(exit_code_of({{"status", "completed"}}), 0);
    EXPECT_EQ(exit_code_of({{"status", "partial"}}), 2);
    EXPECT_EQ(exit_code_of({{"status", "failed"}}), 1);
    EXPECT_EQ(exit_code_of({{"status", "cancelled"}}), 1);
}

}  // namespace
}  // namespace tradepit::cli
