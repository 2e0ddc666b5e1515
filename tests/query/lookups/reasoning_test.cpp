#include "query/lookups/reasoning.h"

#include <gtest/gtest.h>

#include "query/lookups/row_pages.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

class Reasoning : public Stored, public testing::Test {
protected:
    Reasoning() {
        market("us-daily", {"2025-10-01", "2025-10-02"});
        job({"j1"});
        const auto a = model("j1", "a");
        day(a, {"2025-10-01"});
        day(a, {"2025-10-02"});
        day(model("j1", "b"), {"2025-10-01"});
    }

    void step(const std::string& model, const std::string& date, int number,
              const std::string& content) {
        SQLite::Statement insert{database(),
                                 "INSERT INTO reasoning_logs (job_id, date, model, step_number,"
                                 " timestamp, role, content, tool_name)"
                                 " VALUES ('j1', ?, ?, ?, 't', 'assistant', ?, NULL)"};
        insert.bind(1, date);
        insert.bind(2, model);
        insert.bind(3, number);
        insert.bind(4, content);
        insert.exec();
    }
    /// Reads all pages, and counts them in `pages`. @return "model date number" of every row.
    std::vector<std::string> walk(const std::string& query, int& pages) {
        std::vector<std::string> found;
        std::string cursor;
        for (pages = 0; pages < 100; ++pages) {
            const auto answer = get("/reasoning?" + query + "&cursor=" + cursor);
            EXPECT_EQ(answer.status, 200) << answer.body;
            for (const auto& row : answer.body["reasoning"])
                found.push_back(row["model"].get<std::string>() + " " +
                                row["date"].get<std::string>() + " " +
                                std::to_string(row["step_number"].get<int>()));
            if (answer.body["next_cursor"].is_null()) break;
            cursor = answer.body["next_cursor"];
        }
        ++pages;
        return found;
    }
};

TEST_F(Reasoning, RowsAreAsTheyAreStored) {
    step("a", "2025-10-01", 1, "\u80a1 \"x\"\n");
    EXPECT_EQ(get("/reasoning?job_id=j1").body,
              Json::parse(R"({"reasoning":[{"job_id":"j1","date":"2025-10-01","model":"a",
                  "step_number":1,"timestamp":"t","role":"assistant","content":"股 \"x\"\n",
                  "tool_name":null,"status":"completed"}],"count":1,"next_cursor":null})"));
}

TEST_F(Reasoning, PagesTogetherAreEveryRowOnceInOrder) {
    for (const auto* model : {"a", "b"})
        for (int i = 1; i <= 3; ++i) step(model, "2025-10-01", i, "x");
    step("a", "2025-10-02", 1, "x");
    const std::vector<std::string> all{"a 2025-10-01 1", "a 2025-10-01 2", "a 2025-10-01 3",
                                       "b 2025-10-01 1", "b 2025-10-01 2", "b 2025-10-01 3",
                                       "a 2025-10-02 1"};
    int pages = 0;
    for (const int limit : {1, 2, 3, 7, 8}) {
        EXPECT_EQ(walk("job_id=j1&limit=" + std::to_string(limit), pages), all) << limit;
        EXPECT_EQ(pages, (7 + limit - 1) / limit);
    }
    EXPECT_EQ(walk("job_id=j1&model=b", pages).size(), 3U);
    EXPECT_EQ(walk("job_id=j1&date=2025-10-02", pages).size(), 1U);
    EXPECT_EQ(walk("job_id=j1&end_date=2025-10-01", pages).size(), 6U);
    EXPECT_EQ(walk("model=a", pages).size(), 4U);
}

TEST_F(Reasoning, APageEndsWhenItsTextsAreEnough) {
    const std::string quarter(PAGE_BYTES / 4, 'x');
    for (int i = 1; i <= 5; ++i) step("a", "2025-10-01", i, quarter);
    int pages = 0;
    EXPECT_EQ(walk("job_id=j1", pages).size(), 5U);
    EXPECT_EQ(pages, 2);
    EXPECT_EQ(get("/reasoning?job_id=j1").body["count"], 4);
}

TEST_F(Reasoning, WhatIsWrongWithAQuestionIsNamed) {
    EXPECT_EQ(get("/reasoning").status, 422);
    EXPECT_EQ(get("/reasoning?job_id=none").status, 404);
    EXPECT_EQ(get("/reasoning?model=none").status, 404);
    EXPECT_EQ(get("/reasoning?job_id=j1&cursor=x").status, 422);
    EXPECT_EQ(get("/reasoning?model=a&cursor=2025-10-01,1,0,0,a").status, 422) << "of a named job";
    EXPECT_EQ(get("/reasoning?job_id=j1&cursor=2025-10-01,1,1,1,a").status, 422) << "of a series";
    EXPECT_EQ(get("/reasoning?job_id=j1&date=2025-10-01&start_date=2025-10-01").status, 400);
    EXPECT_EQ(get("/reasoning?job_id=j1&start_date=2025-10-02&end_date=2025-10-01").status, 400);
    EXPECT_EQ(get("/reasoning?job_id=j1&limit=1001").status, 422);
}

TEST_F(Reasoning, AResultShowsAsMuchOfItAsIsAskedFor) {
    step("a", "2025-10-02", 1, "why");
    step("a", "2025-10-02", 2, "so <FINISH_SIGNAL>");
    const auto shown = [&](const std::string& how) {
        return get("/results?date=2025-10-02" + how).body["results"][0];
    };
    EXPECT_FALSE(shown("").contains("reasoning"));
    EXPECT_FALSE(shown("&reasoning=none&detail=full").contains("reasoning"));
    EXPECT_EQ(shown("&reasoning=summary")["reasoning"], "so <FINISH_SIGNAL>");
    const auto steps = shown("&reasoning=full")["reasoning"];
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0]["content"], "why");
    EXPECT_EQ(get("/results?date=2025-10-02&reasoning=x").status, 422);
    EXPECT_EQ(get("/results?date=2025-10-02&detail=most").status, 422);
}

TEST_F(Reasoning, MoreOfItThanAnAnswerMayHaveIsRefused) {
    step("a", "2025-10-02", 1, std::string(REASONING_RESULT_BYTES_MAX, 'x'));
    EXPECT_EQ(get("/results?date=2025-10-02&reasoning=full").status, 200);
    step("a", "2025-10-02", 2, "x");
    const auto answer = get("/results?date=2025-10-02&reasoning=full");
    EXPECT_EQ(answer.status, 507);
    EXPECT_NE(answer.detail().find("REASONING_RESULT_BYTES_MAX"), std::string::npos);
}

}  // namespace
}  // namespace tradepit::query
