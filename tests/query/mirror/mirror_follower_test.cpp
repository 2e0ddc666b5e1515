#include "query/mirror/mirror_follower.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "common/process/clock.h"
#include "common/records/record_tree.h"
#include "tests/common/file_text.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

/// A running job "j" with dual_write, and its model "m".
class Follower : public Stored, public testing::Test {
protected:
    Follower() {
        job({.id = "j", .status = "running"});
        sql("UPDATE job_settings SET dual_write = 1");
        chain = model("j", "m");
    }
    /// Completes a day as the writer does: the chain gets a new change number.
    void complete(std::int64_t of, const DayRow& row) {
        day(of, row);
        sql("UPDATE job_models SET change_number = (SELECT MAX(change_number) FROM job_models) + 1"
            " WHERE chain = " +
            std::to_string(of));
    }
    void trade_on(const char* date) {
        complete(chain, {date, 10'100, 9'000, 0, {{"buy", "A", 3, 10.5}}, {{"A", 3}}});
    }
    void end_job() { sql("UPDATE jobs SET status = 'completed'"); }
    MirrorFollower made() { return MirrorFollower{settings(), records, counts}; }
    Snapshots::Settings settings() const {
        return {.database = (folder() / "results.db").string()};
    }
    void catch_up(MirrorFollower& follower) const {
        while (follower.round(now)) continue;
    }
    void follow_anew() {
        auto follower = made();
        catch_up(follower);
    }
    std::string positions(const std::string& model = "m") const {
        return text_of(common::position_file(records / "j", common::ModelFolder{model}));
    }
    std::string log(const char* date) const {
        return text_of(common::log_file(records / "j", common::ModelFolder{"m"}, date));
    }
    bool is_marked() const { return fs::exists(records / ".complete" / "j"); }

    std::int64_t chain = 0;
    const fs::path records = folder() / "records";
    MirrorCounts counts;
    common::Instant now = seconds{100};
    static constexpr const char* D1 = "2025-10-01";
    static constexpr const char* D2 = "2025-10-02";
    static constexpr const char* D3 = "2025-10-03";
};

const std::string FIRST =
    R"({"date":"2025-10-01","id":0,"positions":{"CASH":10000.0},"portfolio_value":10000.0})"
    "\n";
const std::string SECOND =
    R"({"date":"2025-10-02","id":1,"this_action":{"action":"no_trade","symbol":"","amount":0},)"
    R"("positions":{"A":3,"CASH":9000.0},"portfolio_value":10100.0})"
    "\n"
    R"({"date":"2025-10-02","id":2,"this_action":{"action":"buy","symbol":"A","amount":3,)"
    R"("price":10.5},"positions":{"A":3,"CASH":9000.0},"portfolio_value":10100.0})"
    "\n";

TEST_F(Follower, ADayIsWrittenWhenItHasCompletedAndOnce) {
    auto follower = made();
    catch_up(follower);
    EXPECT_FALSE(fs::exists(records / "j")) << "there is nothing to write yet";
    EXPECT_TRUE(follower.follows());
    complete(chain, {D1});
    catch_up(follower);
    EXPECT_EQ(positions(), FIRST);
    trade_on(D2);
    catch_up(follower);
    catch_up(follower);
    EXPECT_EQ(positions(), FIRST + SECOND);
    EXPECT_EQ(counts.behind, 0);
}

TEST_F(Follower, ADayUnderWayIsNot) {
    complete(chain, {D1});
    trade_on(D2);
    sql("DELETE FROM closings WHERE date = '2025-10-02'");
    sql("UPDATE job_details SET status = 'running' WHERE date = '2025-10-02'");
    follow_anew();
    EXPECT_EQ(positions(), FIRST);
}

TEST_F(Follower, OtherJobsHaveNoFiles) {
    job({.id = "other"});
    complete(model("other", "m"), {D1});
    sql("UPDATE job_settings SET dual_write = 0 WHERE job_id = 'j'");
    complete(chain, {D1});
    auto follower = made();
    catch_up(follower);
    EXPECT_FALSE(follower.follows());
    EXPECT_FALSE(fs::exists(records));
}

TEST_F(Follower, AJobThatIsMadeLaterIsFound) {
    auto follower = made();
    catch_up(follower);
    job({.id = "later"});
    sql("UPDATE job_settings SET dual_write = 1 WHERE job_id = 'later'");
    complete(model("later", "m"), {D1});
    catch_up(follower);
    EXPECT_EQ(text_of(common::position_file(records / "later", common::ModelFolder{"m"})), FIRST);
}

TEST_F(Follower, WhateverAFileWasCutToItIsWholeAgain) {
    complete(chain, {D1});
    trade_on(D2);
    const auto whole = FIRST + SECOND;
    for (std::size_t left = 0; left <= whole.size(); ++left) {
        common::write_over(common::position_file(records / "j", common::ModelFolder{"m"}),
                           whole.substr(0, left));
        follow_anew();
        ASSERT_EQ(positions(), whole) << "cut to " << left;
    }
    trade_on(D3);
    follow_anew();
    EXPECT_TRUE(positions().starts_with(whole));
}

TEST_F(Follower, WhatTheDatabaseHasNotIsCutOff) {
    complete(chain, {D1});
    common::write_over(common::position_file(records / "j", common::ModelFolder{"m"}),
                       FIRST + SECOND);
    follow_anew();
    EXPECT_EQ(positions(), FIRST) << "it may be a backup that was restored";
}

TEST_F(Follower, AFileThatIsChangedMeanwhileIsGoneOnWith) {
    auto follower = made();
    complete(chain, {D1});
    catch_up(follower);
    common::append_to(common::position_file(records / "j", common::ModelFolder{"m"}),
                      R"({"date":)");
    trade_on(D2);
    catch_up(follower);
    EXPECT_EQ(positions(), FIRST + SECOND);
    fs::remove_all(records);
    complete(chain, {D3});
    catch_up(follower);
    EXPECT_TRUE(positions().starts_with(FIRST + SECOND)) << positions();
}

TEST_F(Follower, ADaysLogIsThereBeforeItsPositions) {
    complete(chain, {D1});
    const auto step = [&](int number, const std::string& rest) {
        sql("INSERT INTO reasoning_logs (job_id, date, model, step_number, timestamp, role,"
            " content, tool_name) VALUES ('j', '2025-10-01', 'm', " +
            std::to_string(number) + ", '2025-10-01T13:30:00.000000Z', " + rest + ")");
    };
    step(1, "'assistant', 'I \"buy\"', NULL");
    step(2, "'tool', 'done', 'buy'");
    const std::string steps =
        R"({"timestamp":"2025-10-01T13:30:00.000000Z","signature":"m",)"
        R"("new_messages":[{"role":"assistant","content":"I \"buy\""}]})"
        "\n"
        R"({"timestamp":"2025-10-01T13:30:00.000000Z","signature":"m",)"
        R"("new_messages":[{"role":"tool","content":"done","tool_name":"buy"}]})"
        "\n";
    follow_anew();
    EXPECT_EQ(log(D1), steps + R"({"signature":"m","new_messages":[],"tool_usage":{}})" + "\n");
    sql("INSERT INTO tool_usage (job_id, date, model, tool_name, call_count) VALUES"
        " ('j', '2025-10-01', 'm', 'buy', 2)");
    // The files after a crash: a part of the log, and no positions.
    common::write_over(common::log_file(records / "j", common::ModelFolder{"m"}, D1),
                       steps.substr(0, 20));
    common::write_over(common::position_file(records / "j", common::ModelFolder{"m"}), "");
    follow_anew();
    EXPECT_EQ(
        log(D1),
        steps + R"({"signature":"m","new_messages":[],"tool_usage":{"buy":{"calls":2}}})" + "\n");
    EXPECT_EQ(positions(), FIRST);
}

TEST_F(Follower, AnEndedJobThatIsWholeIsLeftAlone) {
    auto follower = made();
    complete(chain, {D1});
    catch_up(follower);
    EXPECT_FALSE(is_marked());
    trade_on(D2);
    end_job();
    catch_up(follower);
    EXPECT_EQ(positions(), FIRST + SECOND);
    EXPECT_TRUE(is_marked());
    EXPECT_FALSE(follower.follows());
    common::write_over(common::position_file(records / "j", common::ModelFolder{"m"}), "mine\n");
    follow_anew();
    EXPECT_EQ(positions(), "mine\n");
}

TEST_F(Follower, AJobThatEndedWhileNobodyLookedIsWritten) {
    complete(chain, {D1});
    end_job();
    follow_anew();
    EXPECT_EQ(positions(), FIRST);
    EXPECT_TRUE(is_marked());
}

TEST_F(Follower, OfAJobThatWasCleanedUpTheFilesStay) {
    auto follower = made();
    complete(chain, {D1});
    catch_up(follower);
    sql("DELETE FROM jobs");
    catch_up(follower);
    EXPECT_FALSE(follower.follows());
    EXPECT_EQ(positions(), FIRST);
}

TEST_F(Follower, WhatCannotBeWrittenIsTriedAgainLater) {
    common::write_over(records, "a file in the folder's place");
    auto follower = made();
    complete(chain, {D1});
    catch_up(follower);
    EXPECT_EQ(counts.failed, 1);
    EXPECT_EQ(counts.behind, 1);
    fs::remove(records);
    now += MirrorFollower::RETRY_AFTER - seconds{1};
    catch_up(follower);
    EXPECT_FALSE(fs::exists(records));
    now += seconds{1};
    catch_up(follower);
    EXPECT_EQ(positions(), FIRST);
    EXPECT_EQ(counts.failed, 1);
    EXPECT_EQ(counts.behind, 0);
}

TEST_F(Follower, OneModelThatCannotBeWrittenHoldsUpNoOther) {
    common::write_over(records / "j" / "m", "a file in the folder's place");
    complete(chain, {D1});
    complete(model("j", "n"), {D1});
    end_job();
    auto follower = made();
    catch_up(follower);
    EXPECT_EQ(positions("n"), FIRST);
    EXPECT_EQ(counts.behind, 1);
    EXPECT_FALSE(is_marked());
    fs::remove(records / "j" / "m");
    now += MirrorFollower::RETRY_AFTER;
    catch_up(follower);
    EXPECT_EQ(positions(), FIRST);
    EXPECT_TRUE(is_marked());
}

TEST_F(Follower, AFullDiskIsAskedByFewModelsAtOnceAndByAllInTime) {
    common::write_over(records / "j", "a file in the folder's place");
    complete(chain, {D1});
    for (const auto* name : {"n", "o", "p", "q", "r"}) complete(model("j", name), {D1});
    auto follower = made();
    catch_up(follower);
    EXPECT_EQ(counts.failed, MirrorFollower::FAILURES_MAX);
    catch_up(follower);
    EXPECT_EQ(counts.failed, MirrorFollower::FAILURES_MAX);
    EXPECT_EQ(counts.behind, 6);
    fs::remove(records / "j");
    common::write_over(records / "j" / "m", "still");
    now += MirrorFollower::RETRY_AFTER;
    catch_up(follower);
    for (const auto* name : {"n", "o", "p", "q", "r"}) EXPECT_EQ(positions(name), FIRST) << name;
    EXPECT_EQ(counts.behind, 1);
}

TEST_F(Follower, NoMoreIsReadAtOnceThanABatchHasAndADay) {
    const std::string large(PORTION_BYTES, 'A');
    complete(chain, {D1, 10'000, 10'000, 0, {}, {{large, 1}}});
    complete(chain, {D2});
    complete(chain, {D3});
    sql("INSERT INTO reasoning_logs (job_id, date, model, step_number, timestamp, role, content)"
        " VALUES ('j', '2025-10-02', 'm', 1, 't', 'assistant', '" +
        large + "')");
    const auto days = [&] { return std::ranges::count(positions(), '\n'); };
    auto follower = made();
    EXPECT_TRUE(follower.round(now));
    EXPECT_EQ(days(), 1) << "holdings count";
    EXPECT_EQ(counts.behind, 1);
    EXPECT_TRUE(follower.round(now));
    EXPECT_EQ(days(), 2) << "logs count";
    catch_up(follower);
    EXPECT_EQ(days(), 3);
    EXPECT_EQ(counts.behind, 0);
}

TEST_F(Follower, WhatCannotBeReadIsCountedAndTriedAgain) {
    auto follower = made();
    catch_up(follower);
    complete(chain, {D1});
    sql("ALTER TABLE tool_usage RENAME TO away");
    catch_up(follower);
    EXPECT_EQ(counts.failed, 1);
    EXPECT_EQ(counts.behind, 1);
    sql("ALTER TABLE away RENAME TO tool_usage");
    now += MirrorFollower::RETRY_AFTER;
    catch_up(follower);
    EXPECT_EQ(positions(), FIRST);
    EXPECT_EQ(counts.behind, 0);
}

TEST_F(Follower, WhatIsBehindIsToldWhileNobodyCanLook) {
    complete(chain, {D1});
    common::write_over(records, "a file in the folder's place");
    auto follower = made();
    catch_up(follower);
    EXPECT_EQ(counts.behind, 1);
    const auto failed = counts.failed.load();
    sql("ALTER TABLE job_models RENAME TO away");
    catch_up(follower);
    EXPECT_EQ(counts.behind, 1);
    EXPECT_GT(counts.failed, failed);
}

TEST_F(Follower, AStopEndsARound) {
    std::atomic<bool> stopping = false;
    complete(chain, {D1});
    auto database = settings();
    database.stopping = &stopping;
    MirrorFollower follower{std::move(database), records, counts};
    stopping = true;
    EXPECT_FALSE(follower.round(now));
    EXPECT_FALSE(fs::exists(records));
    EXPECT_EQ(counts.failed, 0) << "that is no failure";
    stopping = false;
    catch_up(follower);
    EXPECT_EQ(positions(), FIRST);
}

TEST_F(Follower, OneProcessWritesAndAnotherWhenThatHasEnded) {
    complete(chain, {D1});
    auto other = made();
    MirrorCounts others;
    {
        MirrorFollower first{settings(), records, others};
        catch_up(first);
        trade_on(D2);
        catch_up(other);
        EXPECT_EQ(positions(), FIRST);
        EXPECT_EQ(counts.failed, 1);
        EXPECT_EQ(counts.behind, 1);
        catch_up(first);
        EXPECT_EQ(positions(), FIRST + SECOND);
    }
    complete(chain, {D3});
    now += MirrorFollower::RETRY_AFTER;
    catch_up(other);
    EXPECT_TRUE(positions().starts_with(FIRST + SECOND));
    EXPECT_EQ(std::ranges::count(positions(), '\n'), 4);
    EXPECT_EQ(others.failed, 0);
}

TEST_F(Follower, ADateThatDoesNotRiseIsCutOff) {
    complete(chain, {D1});
    trade_on(D2);
    common::write_over(common::position_file(records / "j", common::ModelFolder{"m"}),
                       FIRST + SECOND + FIRST);
    follow_anew();
    EXPECT_EQ(positions(), FIRST + SECOND);
    common::write_over(common::position_file(records / "j", common::ModelFolder{"m"}),
                       FIRST + FIRST + SECOND + SECOND);
    follow_anew();
    EXPECT_EQ(positions(), FIRST + SECOND);
}

TEST_F(Follower, LogsBehindTheCutAreRemovedAndWhatElseIsThereStays) {
    complete(chain, {D1});
    const auto tree = records / "j";
    for (const auto* date : {D1, D2, D3})
        common::write_over(common::log_file(tree, common::ModelFolder{"m"}, date), "x");
    common::write_over(tree / "m" / "log" / D3 / "mine", "");
    common::write_over(tree / "m" / "log" / "notes" / "log.jsonl", "mine");
    common::write_over(common::position_file(tree, common::ModelFolder{"m"}), FIRST + SECOND);
    follow_anew();
    EXPECT_EQ(log(D1), "x");
    EXPECT_FALSE(fs::exists(tree / "m" / "log" / D2));
    EXPECT_FALSE(fs::exists(common::log_file(tree, common::ModelFolder{"m"}, D3)));
    EXPECT_TRUE(fs::exists(tree / "m" / "log" / D3 / "mine"));
    EXPECT_EQ(text_of(tree / "m" / "log" / "notes" / "log.jsonl"), "mine");
}

TEST_F(Follower, AnOpenJobHasNoMark) {
    complete(chain, {D1});
    common::write_over(records / ".complete" / "j", "");
    follow_anew();
    EXPECT_FALSE(is_marked()) << "the database may be a backup that was restored";
    EXPECT_EQ(positions(), FIRST);
}

TEST_F(Follower, TreesAreForTheirOwnerAndLinksAreNotFollowed) {
    complete(chain, {D1});
    follow_anew();
    for (const auto& made : {records, records / "j"})
        EXPECT_EQ(fs::status(made).permissions(), fs::perms::owner_all) << made;
    const auto file = common::position_file(records / "j", common::ModelFolder{"m"});
    fs::rename(file, folder() / "context");
    fs::create_symlink(folder() / "context", file);
    trade_on(D2);
    follow_anew();
    EXPECT_EQ(text_of(folder() / "context"), FIRST);
    EXPECT_EQ(counts.failed, 1);
}

TEST_F(Follower, AnotherDatabaseIsBegunAnew) {
    auto follower = made();
    complete(chain, {D1});
    trade_on(D2);
    catch_up(follower);
    const auto file = folder() / "results.db";
    const auto copy = folder() / "copy.db";
    sql("DELETE FROM closings WHERE date = '2025-10-02'");
    sql("VACUUM INTO '" + copy.string() + "'");
    fs::rename(copy, file);
    for (const auto* more : {"-wal", "-shm"}) fs::remove(file.string() + more);
    // Snapshots checks only at intervals whether the file is another one.
    const auto deadline = common::steady_now() + seconds{60};
    while (positions() != FIRST && common::steady_now() < deadline) catch_up(follower);
    EXPECT_EQ(positions(), FIRST);
}

TEST_F(Follower, WithoutADatabaseThereIsNothingToFollow) {
    MirrorFollower follower{{.database = (folder() / "none.db").string()}, records, counts};
    EXPECT_FALSE(follower.round(now));
    EXPECT_FALSE(follower.follows());
    EXPECT_EQ(counts.failed, 0);
}

}  // namespace
}  // namespace tradepit::query
