#include "query/lookups/attempts.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

class Attempts : public Stored, public testing::Test {
protected:
    Attempts() {
        job({"j"});
        chain = model("j", "a");
        day(chain, {"2025-10-01"});
        day(chain, {"2025-10-02"});
        count("j");
    }
    void attempt(const std::string& date, int number, const std::string& state, int late = 0) {
        sql("INSERT INTO attempts (chain, date, attempt, claim, state, late_events) VALUES (" +
            std::to_string(chain) + ", '" + date + "', " + std::to_string(number) + ", 1, '" +
            state + "', " + std::to_string(late) + ")");
    }
    nlohmann::json answer() { return get("/jobs/j/attempts").body; }

    std::int64_t chain;
};

TEST_F(Attempts, AreCountedByStateAndByDay) {
    attempt("2025-10-01", 1, "superseded", 3);
    attempt("2025-10-01", 2, "superseded", 1);
    attempt("2025-10-01", 3, "completed");
    attempt("2025-10-02", 1, "completed");
    EXPECT_EQ(answer(), nlohmann::json::parse(R"({"job_id":"j","status":"completed",
        "model_days":2,"completed":2,"days_attempted":2,"repeated":1,"max_attempts_of_a_day":3,
        "completed_twice":0,"attempts":4,"states":{"open":0,"completed":2,"failed":0,"released":0,
        "refused":0,"superseded":2},"late_events":4,"lost":0})"));
}

TEST_F(Attempts, ADayThatCompletedTwiceIsDoubled) {
    attempt("2025-10-01", 1, "completed");
    attempt("2025-10-01", 2, "completed");
    attempt("2025-10-02", 1, "completed");
    EXPECT_EQ(answer()["completed_twice"], 1);
}

TEST_F(Attempts, ACompletedDayWithoutItsAttemptItsClosingOrItsRowsIsLost) {
    attempt("2025-10-01", 1, "completed");
    EXPECT_EQ(answer()["lost"], 1);
    attempt("2025-10-02", 1, "completed");
    EXPECT_EQ(answer()["lost"], 0);
    sql("DELETE FROM closings WHERE date = '2025-10-01'");
    EXPECT_EQ(answer()["lost"], 1);
    sql("DELETE FROM positions WHERE date = '2025-10-02'");
    EXPECT_EQ(answer()["lost"], 2);
}

TEST_F(Attempts, AJobThatWasNeverTriedHasNone) {
    const auto none = answer();
    EXPECT_EQ(none["attempts"], 0);
    EXPECT_EQ(none["repeated"], 0);
}

TEST_F(Attempts, AnUnknownJobIs404) { EXPECT_EQ(get("/jobs/x/attempts").status, 404); }

}  // namespace
}  // namespace tradepit::query
