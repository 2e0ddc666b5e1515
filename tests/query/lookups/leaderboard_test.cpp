#include "query/lookups/leaderboard.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

class Leaderboard : public Stored, public testing::Test {
protected:
    Leaderboard() {
        market("us-daily", {"2025-10-01", "2025-10-02", "2025-10-03"});
        job({"j1"});
        add("b", {10'000, 11'000});
        add("a", {10'000, 11'000});
        add("top", {10'000, 9'000, 12'000});
        add("low", {10'000, 9'500});
    }
    void add(const std::string& name, const std::vector<double>& values) {
        const auto chain = model("j1", name);
        for (std::size_t i = 0; i < values.size(); ++i) {
            day(chain, {"2025-10-0" + std::to_string(i + 1), values[i], values[i]});
        }
    }
    /// The leaderboard as "1 top, 2 a, …": rank and model.
    std::string board(const std::string& query) {
        std::string text;
        const auto answer = get("/leaderboard" + query);
        for (const auto& row : answer.body["leaderboard"]) {
            text += (text.empty() ? "" : ", ") + row["rank"].dump() + " " +
                    row["model"].get<std::string>();
        }
        return text;
    }
};

TEST_F(Leaderboard, EqualValuesShareARankAndAreOrderedByName) {
    EXPECT_EQ(board(""), "1 top, 2 a, 2 b, 4 low");
}

TEST_F(Leaderboard, ADateShowsTheModelsThatHaveIt) {
    EXPECT_EQ(board("?date=2025-10-03"), "1 top");
    EXPECT_EQ(board("?date=2025-10-02"), "1 a, 1 b, 3 low, 4 top");
    EXPECT_EQ(board("?date=2026-10-02"), "");
}

TEST_F(Leaderboard, AClosingKeepsTheStatisticsThatItsDaysComeTo) {
    const std::string query = "/leaderboard?date=2025-10-02&model=top";
    const auto kept = get(query).body["leaderboard"][0];
    auto computed = get(query + "&detail=full").body["leaderboard"][0];
    computed.erase("analytics");
    EXPECT_EQ(kept, computed);
    EXPECT_EQ(kept["days"], 2);
    EXPECT_EQ(kept["max_drawdown_pct"], 10.0);
    // The answer is read from that row.
    sql("UPDATE closings SET days = 7 WHERE date = '2025-10-02'");
    EXPECT_EQ(get("/leaderboard?date=2025-10-02&model=top").body["leaderboard"][0]["days"], 7);
}

TEST_F(Leaderboard, LatestCommonComparesOnOneDate) {
    EXPECT_EQ(board("?latest=common"), "1 a, 1 b, 3 low, 4 top");
}

TEST_F(Leaderboard, FiguresFilterAndSort) {
    EXPECT_EQ(board("?min_return_pct=10"), "1 top, 2 a, 2 b");
    EXPECT_EQ(board("?max_portfolio_value=11000"), "1 a, 1 b, 3 low");
    EXPECT_EQ(board("?date=2025-10-02&sort=max_drawdown_pct"), "1 a, 1 b, 3 low, 4 top");
}

TEST_F(Leaderboard, UnknownFiguresAreRefused) {
    EXPECT_EQ(get("/leaderboard?sort=luck").status, 422);
    EXPECT_EQ(get("/leaderboard?min_luck=1").status, 422);
    EXPECT_EQ(get("/leaderboard?min_return_pct=much").status, 422);
    EXPECT_EQ(get("/leaderboard?date=x").detail(), "Invalid date format (use YYYY-MM-DD)");
}

TEST_F(Leaderboard, EveryRowNamesDateAndJob) {
    const auto row = get("/leaderboard").body["leaderboard"][0];
    EXPECT_EQ(row["date"], "2025-10-03");
    EXPECT_EQ(row["job_id"], "j1");
    EXPECT_EQ(row["cumulative_return_pct"], 20.0);
}

TEST_F(Leaderboard, DrawdownOfADateComesFromTheDaysBefore) {
    const auto row = get("/leaderboard?date=2025-10-03").body["leaderboard"][0];
    EXPECT_EQ(row["max_drawdown_pct"], 10.0);
}

TEST_F(Leaderboard, SeveralMarketsAreListedWhenNoneIsNamed) {
    market("crypto-daily", {"2025-10-01"});
    EXPECT_EQ(get("/leaderboard").status, 200) << "the other has no results";
    job({.id = "c", .market = "crypto-daily"});
    day(model("c", "coin"), {"2025-10-01"});
    const auto answer = get("/leaderboard");
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.detail().find("crypto-daily, us-daily"), std::string::npos);
    EXPECT_EQ(board("?market=crypto-daily"), "1 coin");
    EXPECT_EQ(get("/leaderboard?market=moon").status, 400);
}

TEST_F(Leaderboard, TheNewestCompletedJobOfAModelCounts) {
    job({"j2", "running"});
    day(model("j2", "a"), {"2025-10-01", 50'000});
    EXPECT_EQ(board(""), "1 top, 2 a, 2 b, 4 low");
    sql("UPDATE jobs SET status = 'partial' WHERE job_id = 'j2'");
    EXPECT_EQ(board(""), "1 a, 2 top, 3 b, 4 low");
    EXPECT_EQ(board("?job_id=j2"), "1 a");
}

TEST_F(Leaderboard, AnyFigureOfAnalyticsSortsAndFilters) {
    EXPECT_EQ(board("?sort=winning_days_pct"), "1 a, 1 b, 3 top, 4 low");
    EXPECT_EQ(board("?min_winning_days_pct=50"), "1 top, 2 a, 2 b");
    EXPECT_EQ(board("?max_total_return_pct=10&sort=calmar_ratio"), "1 low, 2 a, 2 b")
        << "a and b never fell: they have none, and are last";
    EXPECT_EQ(board("?min_calmar_ratio=-1e9"), "1 top, 2 low") << "what has none is not above it";
}

TEST_F(Leaderboard, AnalyticsAreInTheRowsWhereSomethingAsksForThem) {
    EXPECT_FALSE(get("/leaderboard").body["leaderboard"][0].contains("analytics"));
    EXPECT_FALSE(get("/leaderboard?sort=sharpe").body["leaderboard"][0].contains("analytics"));
    for (const auto* query : {"?detail=full", "?sort=sortino_ratio", "?min_exposure_pct=0"}) {
        const auto row = get(std::string{"/leaderboard"} + query).body["leaderboard"][0];
        EXPECT_EQ(row["analytics"]["exposure_pct"], 0.0) << query;
    }
}

TEST_F(Leaderboard, FiguresOfABenchmarkNeedOne) {
    EXPECT_EQ(get("/leaderboard?sort=beta").status, 422);
    EXPECT_EQ(get("/leaderboard?max_alpha_pct=1").status, 422);
    EXPECT_EQ(board("?sort=excess_return_pct&benchmark=AAA"), "1 top, 2 a, 2 b, 4 low");
    EXPECT_EQ(get("/leaderboard?benchmark=GOLD").status, 400);
}

TEST_F(Leaderboard, CanBeOfTheCloses) {
    const auto chain = model("j1", "held");
    day(chain, {"2025-10-01", 10'000, 0, 0, {{"buy", "AAA", 1'000, 10}}, {{"AAA", 1'000}}});
    EXPECT_EQ(board("?sort=portfolio_value"), "1 top, 2 a, 2 b, 4 held, 5 low");
    EXPECT_EQ(board("?mark=close"), "1 top, 2 a, 2 b, 2 held, 5 low") << "AAA closes at 11";
    const auto row = get("/leaderboard?mark=close&model=held").body["leaderboard"][0];
    EXPECT_EQ(row["cumulative_return_pct"], 10.0);
    EXPECT_EQ(row["daily_return_pct"], 10.0);
    EXPECT_EQ(row["trades"], 1);
}

TEST_F(Leaderboard, ANamedJobThatGoesOnFromAnotherStandsAlone) {
    job({"j2"});
    day(model("j2", "a", "2025-10-03"), {"2025-10-03", 11'500});
    sql("UPDATE job_models SET opening_value = 12000,"
        " predecessor = (SELECT chain FROM job_models WHERE job_id = 'j1' AND model = 'a')"
        " WHERE job_id = 'j2'");
    sql("UPDATE series_stats SET days = 3, max_drawdown_pct = 50"
        " WHERE chain = (SELECT chain FROM job_models WHERE job_id = 'j2')");
    EXPECT_EQ(get("/leaderboard?model=a").body["leaderboard"][0]["days"], 3);
    const auto row = get("/leaderboard?job_id=j2").body["leaderboard"][0];
    EXPECT_EQ(row["days"], 1);
    EXPECT_EQ(row["portfolio_value"], 11'500.0);
}

TEST_F(Leaderboard, TheSharpeThatIsKeptIsTheOneThatIsComputed) {
    // The writer keeps the returns between days, here +1 % and −2 %. The first day lost 5 %.
    const auto chain = model("j1", "lost");
    day(chain, {"2025-10-01", 9'500});
    day(chain, {"2025-10-02", 9'595});
    day(chain, {"2025-10-03", 9'403.1});
    const auto kept = get("/leaderboard?model=lost").body["leaderboard"][0];
    const auto full = get("/leaderboard?model=lost&detail=full").body["leaderboard"][0];
    EXPECT_EQ(kept["sharpe_ratio"], full["sharpe_ratio"]);
    EXPECT_NEAR(kept["sharpe_ratio"].get<double>(), full["analytics"]["sharpe_ratio"].get<double>(),
                1e-6);
    // The answer is read from the row in `standings`.
    const auto sharpe_with = [&](const std::string& first) {
        sql("UPDATE series_stats SET first_return = " + first +
            " WHERE chain = " + std::to_string(chain));
        return get("/leaderboard?model=lost").body["leaderboard"][0]["sharpe_ratio"];
    };
    EXPECT_EQ(sharpe_with("-0.05"), kept["sharpe_ratio"]);
    EXPECT_NE(sharpe_with("NULL"), kept["sharpe_ratio"]) << "the first day has no return";
    EXPECT_NE(sharpe_with("0.5"), kept["sharpe_ratio"]);
    EXPECT_EQ(get("/leaderboard?model=low").body["leaderboard"][0]["sharpe_ratio"], nullptr)
        << "one return does not vary";
}

TEST_F(Leaderboard, AFirstDayThatKeptItsValueCountsWhereItWasNotTheFirstDate) {
    // A first completed day with the opening's value counts as a return of 0, unless it is the
    // chain's first date: then it is one point with the opening. In the second case the chain's
    // first date came before, and failed.
    const auto expect_same = [&](const std::string& name, const std::string& first_date) {
        const auto chain = model("j1", name, first_date);
        day(chain, {"2025-10-01", 10'000});
        day(chain, {"2025-10-02", 10'100});
        day(chain, {"2025-10-03", 9'898});
        const auto kept = get("/leaderboard?model=" + name).body["leaderboard"][0];
        const auto full = get("/leaderboard?detail=full&model=" + name).body["leaderboard"][0];
        EXPECT_EQ(kept["sharpe_ratio"], full["sharpe_ratio"]) << name;
        return kept["sharpe_ratio"];
    };
    EXPECT_NE(expect_same("first", "2025-10-01"), expect_same("later", "2025-09-30"));
}

TEST(LeaderboardOfNothing, IsEmpty) {
    Stored stored;
    const auto answer = stored.get("/leaderboard");
    EXPECT_EQ(answer.body,
              nlohmann::json::parse(R"({"date":"latest","market":null,"leaderboard":[]})"));
}

}  // namespace
}  // namespace tradepit::query
