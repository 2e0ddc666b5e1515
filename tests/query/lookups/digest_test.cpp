#include "query/lookups/digest.h"

#include <gtest/gtest.h>

#include "common/digest.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

class Digest : public Stored, public testing::Test {
protected:
    Digest() {
        job({"j"});
        day(model("j", "a"), {"2025-10-01",
                              10'100,
                              71.75,
                              1,
                              {{"buy", "AAA", 3, 187.1525}},
                              {{"AAA", 3}, {"BBB", 0.5}}});
        sql("INSERT INTO reasoning_logs (job_id, date, model, step_number, timestamp, role,"
            " content, tool_name) VALUES ('j', '2025-10-01', 'a', 1, 't', 'tool', 'x', 'buy')");
        sql("INSERT INTO tool_usage (job_id, date, model, tool_name, call_count,"
            " total_duration_seconds) VALUES ('j', '2025-10-01', 'a', 'buy', 1, 0.5)");
    }
    std::string digest(const std::string& query = "") {
        return get("/jobs/j/digest" + query).body["digest"];
    }
    /// Whether the SQL statement changes the whole digest, and the digest of the books.
    std::pair<bool, bool> changed_by(const std::string& change) {
        const auto all = digest();
        const auto books = digest("?books=1");
        sql(change);
        return {digest() != all, digest("?books=1") != books};
    }
};

TEST_F(Digest, IsTheHashOfTheRowsAsTheyAreDescribed) {
    const std::string position0 =
        R"(["2025-10-01","a",0,"no_trade",null,null,null,71.75,10100.0,100.0,1.0,100.0,1.0])";
    const std::string position1 =
        R"(["2025-10-01","a",1,"buy","AAA",3,187.1525,71.75,10100.0,100.0,1.0,100.0,1.0])";
    const std::string holdings = "\n[\"AAA\",3]\n[\"BBB\",0.5]\n";
    const auto books = position0 + holdings + position1 + holdings;
    EXPECT_EQ(digest("?books=1"), common::sha256_hex(books));
    EXPECT_EQ(digest(), common::sha256_hex("[\"2025-10-01\",\"a\",\"completed\"]\n" + books +
                                           "[\"2025-10-01\",\"a\",1,\"tool\",\"x\",\"buy\"]\n"
                                           "[\"2025-10-01\",\"a\",\"buy\",1]\n"));
}

TEST_F(Digest, ChangesWithEveryStoredValueThatItNames) {
    const char* books[] = {
        "UPDATE positions SET action_id = 7 WHERE action_id = 1",
        "UPDATE positions SET action_type = 'sell' WHERE action_id > 0",
        "UPDATE positions SET symbol = 'ZZZ' WHERE action_id > 0",
        "UPDATE positions SET amount = 4 WHERE action_id > 0",
        "UPDATE positions SET price = 187.152501 WHERE action_id > 0",
        "UPDATE positions SET cash = 71.750001 WHERE action_id = 0",
        "UPDATE positions SET portfolio_value = 10100.000001 WHERE action_id = 0",
        "UPDATE positions SET daily_profit = 100.000001 WHERE action_id = 0",
        "UPDATE positions SET daily_return_pct = 1.000001 WHERE action_id = 0",
        "UPDATE positions SET cumulative_profit = 100.000001 WHERE action_id = 0",
        "UPDATE positions SET cumulative_return_pct = 1.000001 WHERE action_id = 0",
        "UPDATE positions SET model = 'b'",
        "UPDATE positions SET date = '2025-10-02'",
        "UPDATE holdings SET quantity = 0.50000001 WHERE symbol = 'BBB'",
        "UPDATE holdings SET symbol = 'CCC' WHERE symbol = 'BBB'",
    };
    for (const auto* change : books) {
        EXPECT_EQ(changed_by(change), (std::pair{true, true})) << change;
    }
    const char* others[] = {
        "UPDATE job_details SET status = 'failed'",
        "UPDATE job_details SET date = '2025-10-02'",
        "UPDATE job_details SET model = 'b'",
        "UPDATE reasoning_logs SET date = '2025-10-02'",
        "UPDATE reasoning_logs SET model = 'b'",
        "UPDATE reasoning_logs SET step_number = 2",
        "UPDATE reasoning_logs SET role = 'user'",
        "UPDATE reasoning_logs SET content = 'y'",
        "UPDATE reasoning_logs SET tool_name = NULL",
        "UPDATE tool_usage SET date = '2025-10-02'",
        "UPDATE tool_usage SET model = 'b'",
        "UPDATE tool_usage SET tool_name = 'sell'",
        "UPDATE tool_usage SET call_count = 2",
    };
    for (const auto* change : others) {
        EXPECT_EQ(changed_by(change), (std::pair{true, false})) << change;
    }
}

TEST_F(Digest, IgnoresIdsTimesAttemptsAndErrors) {
    const char* changes[] = {
        "UPDATE positions SET created_at = 'later'",
        "UPDATE holdings SET id = id + 100",
        "UPDATE job_details SET started_at = 't', completed_at = 't', duration_seconds = 9",
        "UPDATE job_details SET error = 'slow', id = id + 100",
        "UPDATE reasoning_logs SET timestamp = 'later', id = id + 100",
        "UPDATE tool_usage SET total_duration_seconds = 9, id = id + 100",
        "UPDATE jobs SET started_at = 't', completed_at = 't', total_duration_seconds = 9",
        "UPDATE jobs SET error = 'e', status = 'partial'",
        "UPDATE job_settings SET label = 'x'",
    };
    for (const auto* change : changes) {
        EXPECT_EQ(changed_by(change), (std::pair{false, false})) << change;
    }
}

TEST_F(Digest, DoesNotDependOnTheOrderOfWriting) {
    const auto before = digest();
    sql("UPDATE holdings SET id = 1000 - id");
    sql("PRAGMA foreign_keys=OFF; UPDATE holdings SET position_id = 1000 - position_id;"
        " UPDATE positions SET id = 1000 - id; PRAGMA foreign_keys=ON");
    EXPECT_EQ(digest(), before);
}

TEST_F(Digest, OfAnUnknownJobIsRefused) {
    EXPECT_EQ(get("/jobs/x/digest").detail(), "Job x not found");
    EXPECT_EQ(get("/jobs/j/digest?books=maybe").status, 422);
}

TEST_F(Digest, DifferencesAreTheStepsOfTheReplay) {
    sql("INSERT INTO reasoning_logs (job_id, date, model, step_number, timestamp, role, content,"
        " tool_name) VALUES ('j', '2025-10-01', 'a', 2, 't', 'tool', '{\"line\": 3}', 'replay'),"
        " ('j', '2025-10-01', 'a', 3, 't', 'tool', 'text', 'replay')");
    auto answer = get("/jobs/j/differences?limit=1");
    EXPECT_EQ(answer.body["differences"], nlohmann::json::parse(R"([{"date":"2025-10-01",
        "model":"a","step_number":2,"content":{"line":3}}])"));
    answer =
        get("/jobs/j/differences?limit=1&cursor=" + answer.body["next_cursor"].get<std::string>());
    EXPECT_EQ(answer.body["differences"][0]["content"], "text");
    EXPECT_TRUE(answer.body["next_cursor"].is_null());
}

}  // namespace
}  // namespace tradepit::query
