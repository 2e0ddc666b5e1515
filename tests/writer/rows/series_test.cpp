#include "writer/rows/series.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "tests/writer/worker_script.h"
#include "writer/store/store.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;

std::string detail_of(const CommandAnswer& answer) {
    return std::get<CommandRefused>(answer.outcome).detail;
}

/// A writer without a socket, on a file, and a model whose five shares are worth more each day.
class SeriesTest : public ::testing::Test {
protected:
    static Close worth(const char* value) {
        return {money("9500"), money(value), {held("AAPL", "5")}};
    }
    void SetUp() override {
        load();
        intake->take("broker", EpochRequest{7});
        turn();
    }
    void load() {
        intake = std::make_unique<Intake>(Intake::Limits{.max_attempts = 2}, store.load());
    }
    std::vector<Reply> turn() {
        Commit turn = intake->finish();
        store.commit(turn.operations, NOON);
        intake->committed();
        EXPECT_EQ(turn.alarms, std::vector<std::string>{});
        return std::move(turn.replies);
    }
    void take(const Job& job) {
        intake->take("broker", std::make_shared<const Job>(job), store.stored_answer(job.key),
                     store.job_status(job.job).has_value(), series.predecessors_of(job));
    }
    CommandAnswer submit(const Job& job) {
        take(job);
        return std::get<CommandAnswer>(turn().at(0).message);
    }
    /// A retry of model alpha on `dates`. `opening` is its close before them.
    static Job retry(const char* id, std::vector<Stamp> dates, std::int64_t predecessor,
                     const Close& opening) {
        Job made = job(id, dates, {model("alpha", dates.front())});
        made.models[0].predecessor = predecessor;
        made.models[0].opening = opening;
        made.origin = Origin::retry;
        return made;
    }
    /// A resume of model alpha on `dates`, from its last completed close.
    static Job resumed(const char* id, std::vector<Stamp> dates, std::int64_t predecessor,
                       const Close& opening) {
        Job made = retry(id, std::move(dates), predecessor, opening);
        made.origin = Origin::resume;
        return made;
    }
    WorkerScript claimed(std::int64_t chain, Stamp date, const Close& opening) {
        intake->take(
            "broker",
            Claim{1, "r" + std::to_string(++requests), chain, {date}, WorkerName{"w1"}, 42},
            std::nullopt, NOON);
        turn();
        return {{chain, date, 1}, 42, opening};
    }
    void send(const Batch& batch) {
        intake->take("worker", batch, std::nullopt, NOON);
        turn();
    }
    /// Runs a day without trades. Its opening row is worth `close`.
    void run_day(std::int64_t chain, Stamp date, const Close& opening, const Close& close) {
        send(claimed(chain, date, opening).end(Ending::completed, {opening_row(close)}));
    }
    /// Runs the day on which the five shares are bought.
    void run_first_day(std::int64_t chain) {
        const Close start = cash_only("10000");
        send(claimed(chain, D1, start)
                 .end(Ending::completed,
                      {opening_row(start), trade(1, Action::buy, "AAPL", "5", "100", "9500",
                                                 "10000", {held("AAPL", "5")})}));
    }
    /// D1 completes, D2 fails for good, and D3 completes from the close of D1.
    void run_with_a_failure(std::int64_t chain) {
        run_first_day(chain);
        send(claimed(chain, D2, worth("10000")).end(Ending::failed_permanent));
        run_day(chain, D3, worth("10000"), worth("10200"));
    }
    std::string row(const std::string& sql) {
        SQLite::Statement query{store.database(), sql};
        if (!query.executeStep()) return "none";
        std::string line;
        for (int i = 0; i < query.getColumnCount(); ++i)
            line += (i > 0 ? "|" : "") + query.getColumn(i).getString();
        return line;
    }
    std::string stats(std::int64_t chain) {
        return row(
            "SELECT date, cash, portfolio_value, daily_profit, daily_return_pct, "
            "cumulative_profit, cumulative_return_pct, days, trades_to_date, peak_value, "
            "max_drawdown_pct, returns, returns_mean, returns_m2, first_return FROM "
            "series_stats "
            "WHERE chain = " +
            std::to_string(chain));
    }
    std::string figures(const char* job_id, Stamp date) {
        return row(std::string{"SELECT cash, portfolio_value, daily_profit, daily_return_pct, "
                               "cumulative_profit, cumulative_return_pct FROM positions "
                               "WHERE job_id = '"} +
                   job_id + "' AND date = '" + date.text() + "'");
    }

    common::TemporaryFolder dir;
    Store store{dir.file("results.db"), Synchronous::normal};
    Series series{store.database()};
    std::unique_ptr<Intake> intake;
    int requests = 0;
};

TEST_F(SeriesTest, ARetriedChainHasTheFiguresOfAnUndisturbedOne) {
    submit(job("whole", {D1, D2, D3}, {model("alpha")}));
    run_first_day(1);
    run_day(1, D2, worth("10000"), worth("10050"));
    run_day(1, D3, worth("10050"), worth("10020"));

    submit(job("first", {D1, D2, D3}, {model("alpha")}));
    run_with_a_failure(2);
    ASSERT_EQ(status_of(submit(retry("again", {D2, D3}, 2, worth("10000"))).outcome), 200);
    run_day(3, D2, worth("10000"), worth("10050"));
    load();  // a restart between two days of the chain
    run_day(3, D3, worth("10050"), worth("10020"));

    EXPECT_EQ(figures("again", D2), figures("whole", D2));
    EXPECT_EQ(figures("again", D3), figures("whole", D3));
    EXPECT_EQ(stats(3), stats(1));
    EXPECT_EQ(row("SELECT predecessor, opening_value FROM job_models WHERE chain = 3"),
              "2|10000.0");
}

TEST_F(SeriesTest, ARestartBeforeTheFirstDayKnowsTheSeries) {
    submit(job("first", {D1, D2, D3}, {model("alpha")}));
    run_with_a_failure(1);
    submit(retry("again", {D2, D3}, 1, worth("10000")));
    load();
    run_day(2, D2, worth("10000"), worth("10050"));
    EXPECT_EQ(row("SELECT days, trades_to_date, returns, cumulative_profit FROM series_stats "
                  "WHERE chain = 2"),
              "2|1|1|50.0");
}

TEST_F(SeriesTest, OfEachChainTheDaysBeforeTheNextOnesFirstCount) {
    submit(job("first", {D1, D2, D3}, {model("alpha")}));
    run_with_a_failure(1);
    submit(retry("second", {D2, D3}, 1, worth("10000")));
    run_day(2, D2, worth("10000"), worth("10050"));
    send(claimed(2, D3, worth("10050")).end(Ending::failed_permanent));
    const auto start = series.state_before(2, D3);
    EXPECT_EQ(start.opening.value, money("10000"));
    EXPECT_EQ(start.opening.date, D1);
    ASSERT_TRUE(start.stats);
    EXPECT_EQ(start.stats->days, 2);
    EXPECT_EQ(start.stats->latest.date, D2);
    ASSERT_EQ(status_of(submit(retry("third", {D3}, 2, worth("10050"))).outcome), 200);
}

TEST_F(SeriesTest, ADayThatFailedFirstOfAllStartsTheSeriesAnew) {
    submit(job("first", {D1}, {model("alpha")}));
    send(claimed(1, D1, cash_only("10000")).end(Ending::failed_permanent));
    ASSERT_EQ(status_of(submit(retry("again", {D1}, 1, cash_only("10000"))).outcome), 200);
    run_first_day(2);
    EXPECT_EQ(row("SELECT days, returns FROM series_stats WHERE chain = 2"), "1|0");
}

TEST_F(SeriesTest, AnOpenJobIsNotGoneOnFrom) {
    submit(job("first", {D1, D2, D3}, {model("alpha")}));
    run_first_day(1);
    EXPECT_EQ(
        submit(retry("again", {D2, D3}, 1, worth("10000"))),
        (CommandAnswer{"key of again", "hash", CommandRefused{409, "Job first has not ended"}}));
}

TEST_F(SeriesTest, AJobIsGoneOnFromOnce) {
    submit(job("first", {D1, D2, D3}, {model("alpha")}));
    run_with_a_failure(1);
    const Job second = retry("second", {D2, D3}, 1, worth("10000"));
    const Job third = retry("third", {D2, D3}, 1, worth("10000"));
    const CommandAnswer refused{"key of third", "hash",
                                CommandRefused{409, "Job second goes on from job first already"}};
    take(second);
    take(third);
    const auto replies = turn();
    EXPECT_EQ(status_of(std::get<CommandAnswer>(replies.at(0).message).outcome), 200);
    EXPECT_EQ(std::get<CommandAnswer>(replies.at(1).message), refused);
    load();
    Job later = third;
    later.key = "later";
    EXPECT_EQ(detail_of(submit(later)), detail_of(refused));
    intake->take("broker", CancelJob{"c", "h", JobId{"second"}}, std::nullopt, JobStatus::pending,
                 NOON);
    turn();
    later.key = "after the end";
    EXPECT_EQ(detail_of(submit(later)), detail_of(refused));
}

TEST_F(SeriesTest, AnotherModelsMarketsOrClosesChainIsRefused) {
    submit(job("first", {D1, D2, D3}, {model("alpha")}));
    run_with_a_failure(1);
    const Job right = retry("again", {D2, D3}, 1, worth("10000"));
    Job bad = right;
    bad.models[0].predecessor = 9;
    EXPECT_EQ(status_of(submit(bad).outcome), 400);
    bad = right;
    bad.key = "another model";
    bad.models[0].model = ModelName{"beta"};
    EXPECT_EQ(status_of(submit(bad).outcome), 400);
    bad = right;
    bad.key = "another market";
    bad.market = MarketName{"crypto"};
    EXPECT_EQ(status_of(submit(bad).outcome), 400);
    bad = right;
    bad.key = "another close";
    bad.models[0].opening.value = money("10000.000001");
    EXPECT_EQ(detail_of(submit(bad)),
              "model alpha: its opening is not the close that it goes on from");
}

TEST_F(SeriesTest, HoldingsThatAreNotThoseOfTheCloseAreRefused) {
    submit(job("first", {D1, D2, D3}, {model("alpha")}));
    run_with_a_failure(1);
    const std::string detail = "model alpha: its opening is not the close that it goes on from";
    Job bad = retry("again", {D2, D3}, 1, worth("10000"));
    bad.models[0].opening.holdings = {held("AAPL", "4")};
    EXPECT_EQ(detail_of(submit(bad)), detail);
    bad.key = "another symbol";
    bad.models[0].opening.holdings = {held("MSFT", "5")};
    EXPECT_EQ(detail_of(submit(bad)), detail);
    bad.key = "none";
    bad.models[0].opening.holdings = {};
    EXPECT_EQ(detail_of(submit(bad)), detail);
}

TEST_F(SeriesTest, AChainThatCompletedNothingIsGoneOnFromWithWhatItOpenedWith) {
    Job first = job("first", {D1}, {model("alpha")});
    first.models[0].opening = worth("10000");
    submit(first);
    send(claimed(1, D1, worth("10000")).end(Ending::failed_permanent));
    EXPECT_EQ(status_of(submit(retry("all in cash", {D1}, 1, cash_only("10000"))).outcome), 400);
    EXPECT_EQ(status_of(submit(retry("again", {D1}, 1, worth("10000"))).outcome), 200);
}

/// A job of model alpha with D1 and D2, which are completed. D3 is not run yet.
class ResumeTest : public SeriesTest {
protected:
    void SetUp() override {
        SeriesTest::SetUp();
        submit(job("first", {D1, D2}, {model("alpha")}));
        run_first_day(1);
        run_day(1, D2, worth("10000"), worth("10050"));
    }
};

TEST_F(ResumeTest, GoesOnWithTheFiguresOfAnUndisturbedChain) {
    ASSERT_EQ(status_of(submit(resumed("second", {D3}, 1, worth("10050"))).outcome), 200);
    run_day(2, D3, worth("10050"), worth("10020"));
    submit(job("whole", {D1, D2, D3}, {model("alpha")}));
    run_first_day(3);
    run_day(3, D2, worth("10000"), worth("10050"));
    run_day(3, D3, worth("10050"), worth("10020"));
    EXPECT_EQ(stats(2), stats(3));
    EXPECT_EQ(figures("second", D3), figures("whole", D3));
}

TEST_F(ResumeTest, IsRefusedWhileAnOpenJobRunsTheModel) {
    const Job second = resumed("second", {D3}, 1, worth("10050"));
    const Job third = resumed("third", {D3}, 1, worth("10050"));
    take(second);
    take(third);  // in the same commit
    const auto replies = turn();
    EXPECT_EQ(status_of(std::get<CommandAnswer>(replies.at(0).message).outcome), 200);
    const CommandAnswer refused{
        "key of third", "hash",
        CommandRefused{409,
                       "model alpha: the open job second runs it; a resume waits for its end"}};
    EXPECT_EQ(std::get<CommandAnswer>(replies.at(1).message), refused);
    Job other_market = third;
    other_market.key = "another market";
    other_market.market = MarketName{"crypto"};
    other_market.models[0].predecessor = 0;
    other_market.models[0].opening = cash_only("10000");
    EXPECT_EQ(status_of(submit(other_market).outcome), 200) << "its portfolio there is another one";
}

TEST_F(ResumeTest, OnlyTheLastCompletedCloseIsGoneOnFrom) {
    submit(job("newer", {D1, D2}, {model("alpha")}));
    run_first_day(2);
    run_day(2, D2, worth("10000"), worth("10050"));
    const CommandAnswer stale = submit(resumed("stale", {D3}, 1, worth("10050")));
    EXPECT_EQ(status_of(stale.outcome), 409);
    EXPECT_EQ(detail_of(stale),
              "model alpha: its last completed close is another one by now, of 2025-10-02; ask "
              "again");
    EXPECT_EQ(status_of(submit(resumed("fresh", {D3}, 0, cash_only("10000"))).outcome), 409);
    EXPECT_EQ(status_of(submit(resumed("early", {D2, D3}, 2, worth("10000"))).outcome), 409);
    EXPECT_EQ(status_of(submit(resumed("right", {D3}, 2, worth("10050"))).outcome), 200);
}

TEST_F(ResumeTest, TheLatestDateIsTheLastCloseWhateverTheJob) {
    submit(job("newer", {D1}, {model("alpha")}));
    run_first_day(2);
    EXPECT_EQ(status_of(submit(resumed("right", {D3}, 1, worth("10050"))).outcome), 200);
}

TEST_F(ResumeTest, AJobIsResumedAgainWhereNothingCameOfIt) {
    ASSERT_EQ(status_of(submit(resumed("second", {D3}, 1, worth("10050"))).outcome), 200);
    send(claimed(2, D3, worth("10050")).end(Ending::failed_permanent));
    EXPECT_EQ(status_of(submit(resumed("third", {D3}, 1, worth("10050"))).outcome), 200);
}

TEST_F(ResumeTest, AModelThatCompletedNothingStartsFresh) {
    Job made = job("second", {D3}, {model("beta", D3)});
    made.origin = Origin::resume;
    made.models[0].predecessor = 1;
    EXPECT_EQ(status_of(submit(made).outcome), 400);
    made.key = "fresh";
    made.models[0].predecessor = 0;
    EXPECT_EQ(status_of(submit(made).outcome), 200);
}

TEST_F(ResumeTest, AJobThatIsReadByDefaultTakesNothingFromOneThatIsReadOnlyWhenNamed) {
    Job hidden = job("hidden", {D1, D2, D3}, {model("alpha")});
    hidden.read_by_default = false;
    submit(hidden);
    run_first_day(2);
    run_day(2, D2, worth("10000"), worth("10050"));
    run_day(2, D3, worth("10050"), worth("10060"));
    const Stamp next = day("2025-10-06");
    EXPECT_EQ(status_of(submit(resumed("stale", {next}, 2, worth("10060"))).outcome), 409);
    Job named = resumed("named", {next}, 2, worth("10060"));
    named.read_by_default = false;
    EXPECT_EQ(status_of(submit(named).outcome), 200);
}

TEST_F(ResumeTest, ModelsOfOneJobAreGoneOnFromOneByOneButForARetry) {
    Job two = job("two", {D1, D2}, {model("beta"), model("gamma")});
    submit(two);
    for (const std::int64_t chain : {2, 3}) {
        run_first_day(chain);
        run_day(chain, D2, worth("10000"), worth("10050"));
    }
    const auto of = [](Job made, const char* name) {
        made.models[0].model = ModelName{name};
        return made;
    };
    EXPECT_EQ(status_of(submit(of(resumed("b", {D3}, 2, worth("10050")), "beta")).outcome), 200);
    EXPECT_EQ(status_of(submit(of(resumed("c", {D3}, 3, worth("10050")), "gamma")).outcome), 200);
    EXPECT_EQ(status_of(submit(of(retry("d", {D3}, 3, worth("10050")), "gamma")).outcome), 409);
    Job range = of(retry("e", {D3}, 3, worth("10050")), "gamma");
    range.origin = Origin::trigger;
    EXPECT_EQ(status_of(submit(range).outcome), 200);
}

}  // namespace
}  // namespace tradepit::writer::tests
