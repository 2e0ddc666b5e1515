#include "query/lookups/models.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

class Models : public Stored, public testing::Test {
protected:
    Models() {
        market("us-daily", {"2025-10-01", "2025-10-02"});
        market("crypto", {"2025-10-01"});
        job({"j1"});
        day(model("j1", "a"), {"2025-10-01"});
        model("j1", "b");
        job({.id = "j2", .market = "crypto"});
        const auto chain = model("j2", "a");
        day(chain, {"2025-10-02"});
        sql("UPDATE job_models SET agent = '{\"kind\":\"mock\"}'");
        sql("UPDATE job_models SET agent = '{\"kind\":\"llm\",\"openai_api_key\":\"canary\","
            "\"more\":[{\"Auth\":\"canary\"}],\"model\":\"m\"}' WHERE chain = " +
            std::to_string(chain));
    }
};

TEST_F(Models, AreListedWithTheirJobsMarketsAndLastDate) {
    const auto answer = get("/models");
    EXPECT_EQ(answer.status, 200);
    ASSERT_EQ(answer.body["count"], 2);
    const auto& a = answer.body["models"][0];
    EXPECT_EQ(a["model"], "a");
    EXPECT_EQ(a["jobs"], 2);
    EXPECT_EQ(a["markets"], Json({"crypto", "us-daily"}));
    EXPECT_EQ(a["last_date"], "2025-10-02");
    EXPECT_EQ(answer.body["models"][1], Json::parse(R"({"model":"b","jobs":1,
        "markets":["us-daily"],"last_date":null,"agent":{"kind":"mock"}})"));
}

TEST_F(Models, ShowNoSecretOfAnAgent) {
    const auto answer = get("/models");
    EXPECT_EQ(answer.body.dump().find("canary"), std::string::npos);
    EXPECT_EQ(answer.body["models"][0]["agent"]["model"], "m");
}

TEST_F(Models, OrdinarySettingsOfAnAgentAreShownAndSecretsAreMasked) {
    sql("UPDATE job_models SET agent = '{\"max_tokens\":100,\"author\":\"me\",\"envelope\":1,"
        "\"tokenizer\":\"t\",\"API_KEY\":\"x\",\"apiKey\":\"x\",\"apikey\":\"x\","
        "\"auth-token\":\"x\",\"env\":{\"A\":\"x\"},\"keys\":[\"x\"],\"apiKey2\":\"x\","
        "\"apiKey2Prod\":\"x\","
        "\"token_1\":\"x\"}'");
    EXPECT_EQ(get("/models").body["models"][0]["agent"], Json::parse(R"({"max_tokens":100,
        "author":"me","envelope":1,"tokenizer":"t","API_KEY":"***","apiKey":"***",
        "apikey":"***","auth-token":"***","env":"***","keys":"***",
        "apiKey2":"***","apiKey2Prod":"***",
        "token_1":"***"})"));
}

TEST_F(Models, AMarketSelects) {
    const auto answer = get("/models?market=us-daily");
    EXPECT_EQ(answer.body["models"][0]["jobs"], 1);
    EXPECT_EQ(answer.body["models"][0]["last_date"], "2025-10-01");
    EXPECT_EQ(answer.body["models"][0]["agent"]["kind"], "mock");
    EXPECT_EQ(get("/models?market=none").status, 400);
}

TEST_F(Models, PagesGoOnAfterTheLastName) {
    const auto first = get("/models?limit=1");
    EXPECT_EQ(first.body["next_cursor"], "a");
    const auto second = get("/models?limit=1&cursor=a");
    EXPECT_EQ(second.body["models"][0]["model"], "b");
    EXPECT_TRUE(second.body["next_cursor"].is_null());
    EXPECT_EQ(get("/models?cursor=b").body["count"], 0);
    EXPECT_EQ(get("/models?limit=0").status, 422);
}

}  // namespace
}  // namespace tradepit::query
