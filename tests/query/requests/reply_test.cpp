#include "query/requests/reply.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

DatabaseApi::Settings dev(bool preserve) {
    return {.database = {},
            .config_dir = {},
            .deployment = {.mode = "DEV", .preserve_dev_data = preserve}};
}

TEST(Deployment, IsToldWithJobsAndTheirStatusAndWithHealth) {
    Stored stored;
    stored.market("us-daily", {"2025-10-01"});
    stored.job({"j1"});
    const auto health = Json::parse(stored.api().health({}).text());
    const auto triggered = stored.post("/simulate/trigger", "{}").body;
    for (const auto& body : {health, triggered, stored.get("/simulate/status/j1").body,
                             stored.get("/simulate/current").body}) {
        EXPECT_EQ(body.at("deployment_mode"), "PROD") << body;
        EXPECT_EQ(body.at("is_dev_mode"), false) << body;
        EXPECT_EQ(body.at("preserve_dev_data"), nullptr) << body;
    }
    EXPECT_FALSE(stored.get("/simulate/status/j2").body.contains("is_dev_mode"));
}

TEST(Deployment, OfDevModeSaysWhatBecomesOfItsData) {
    for (const bool preserve : {false, true}) {
        const auto reply = with_deployment({200, R"({"a":1})"}, dev(preserve).deployment);
        EXPECT_EQ(Json::parse(reply.text()), (Json{{"a", 1},
                                                   {"deployment_mode", "DEV"},
                                                   {"is_dev_mode", true},
                                                   {"preserve_dev_data", preserve}}));
    }
}

TEST(Deployment, InDevModeEveryModelRunsTheMockAgentAndIsReadOnlyWhenNamed) {
    Stored stored{dev(false)};
    stored.market("us-daily", {"2025-10-01"});
    const auto job = stored.resolved(R"({"config":{"models":[
        {"signature":"gpt-5","basemodel":"openai/gpt-5"},
        {"signature":"slow","agent":{"kind":"idle","delay_ms":5}}]}})");
    ASSERT_EQ(job.models.size(), 2U);
    for (const auto& model : job.models) {
        EXPECT_EQ(model.agent, R"({"kind":"mock"})");
        EXPECT_EQ(model.needs, common::need(common::CPU));
    }
    EXPECT_FALSE(job.read_by_default);
}

class SimulationDays : public testing::Test {
protected:
    static DatabaseApi::Settings days(std::int64_t most) {
        return {.database = {}, .config_dir = {}, .max_simulation_days = most};
    }
};

TEST_F(SimulationDays, AJobMayHaveSoManyAndNotOneMore) {
    const char* body = R"({"start_date":"2025-10-01","end_date":"2025-10-03"})";
    Stored enough{days(3)};
    enough.market("us-daily", {"2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06"});
    EXPECT_EQ(enough.post("/simulate/trigger", body).status, 200);
    Stored one_less{days(2)};
    one_less.market("us-daily", {"2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06"});
    const std::string text =
        "The job has 3 days, from 2025-10-01 to 2025-10-03, more than 2 (MAX_SIMULATION_DAYS)";
    EXPECT_EQ(one_less.refusal(body), text);
    EXPECT_EQ(one_less.refusal(R"({"date_range":["2025-10-01","2025-10-02","2025-10-03"]})"), text);
    EXPECT_EQ(one_less.refusal(R"({"start_date":null,"end_date":"2025-10-03"})"), text);
    EXPECT_NE(one_less.refusal("{}").find("has 4 days"), std::string::npos);
}

TEST_F(SimulationDays, OfAnHourlyMarketADayCountsOnce) {
    Stored stored{days(1)};
    stored.market("hours", {"2025-10-01 10:00:00", "2025-10-01 11:00:00"}, "hourly");
    EXPECT_EQ(stored.post("/simulate/trigger", "{}").status, 200);
}

}  // namespace
}  // namespace tradepit::query
