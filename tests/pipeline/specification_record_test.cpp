// Compares the results of the specification's code and of ours for the recorded competition of
// October 2025.
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include "query/api/resolve.h"
#include "query/api/routes.h"
#include "query/storage/database.h"
#include "query/storage/reader.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/specification.h"

namespace tradepit {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

/// The text of the exception that `act` throws.
template <class Act>
std::string failure_of(Act act) {
    try {
        act();
    } catch (const std::exception& failure) {
        return failure.what();
    }
    return "nothing failed";
}

/// One pipeline for all tests, with the imported records of the four models and their market. The
/// tests do not change it.
class SpecificationOnTheRecord : public testing::Test {
protected:
    static void SetUpTestSuite() {
        if (real_data().empty()) return;
        tree = real_data() / "us-daily" / "agent_data";
        pipeline = std::make_unique<RunningPipeline>();
        pipeline->tell({"import", "prices", (real_data() / "us-daily" / "merged.jsonl").string()});
        report = pipeline->tell({"import", "positions", tree.string()});
    }
    static void TearDownTestSuite() { pipeline.reset(); }
    void SetUp() override {
        if (!pipeline) GTEST_SKIP() << "no real data: set TRADEPIT_DATA";
    }

    /// Runs the specification's import after inserting the job row, which that import does not
    /// create.
    static void import_by_specification(Specification& specification) {
        make_job(specification);
        specification.import_all(tree);
    }
    static void make_job(Specification& specification) {
        specification.ask(
            "INSERT INTO jobs (job_id, config_path, status, date_range, models,"
            " created_at) VALUES ('historical-import', '', 'completed', '[]', '[]',"
            " '2025-10-31T00:00:00Z')");
    }
    static Specification over_our_file() {
        return Specification{
            SQLite::Database{pipeline->results().string(), SQLite::OPEN_READONLY, 10'000}};
    }
    static fs::path record_of(const std::string& model) {
        return fs::path{model} / "position" / "position.jsonl";
    }
    static json records_of(const std::string& model) {
        std::ifstream file{tree / record_of(model)};
        json records = json::array();
        for (std::string line; std::getline(file, line);) records.push_back(json::parse(line));
        return records;
    }

    inline static fs::path tree;
    inline static std::unique_ptr<RunningPipeline> pipeline;
    inline static json report;
    inline static const std::vector<std::string> models{"claude-3.7-sonnet", "deepseek-chat-v3.1",
                                                        "gemini-2.5-flash", "gpt-5"};
    inline static const json counts{{"claude-3.7-sonnet", 69},
                                    {"deepseek-chat-v3.1", 67},
                                    {"gemini-2.5-flash", 83},
                                    {"gpt-5", 54}};
};

TEST_F(SpecificationOnTheRecord, ItsImportWantsAJobThatItNeverMakesAndOursMakesIt) {
    Specification specification;
    EXPECT_THAT(failure_of([&] { specification.import_all(tree); }),
                HasSubstr("FOREIGN KEY constraint failed"));
    EXPECT_EQ(specification.first("SELECT count(*) FROM positions"), 0);
    EXPECT_EQ(report["summary"], counts);
    EXPECT_EQ(pipeline->tell({"status", "historical-import"})["status"], "completed");
}

TEST_F(SpecificationOnTheRecord, ItsSecondImportFailsAndOursFindsAllThereAlready) {
    Specification specification;
    make_job(specification);
    EXPECT_EQ(specification.import_all(tree), counts);
    EXPECT_THAT(failure_of([&] { specification.import_all(tree); }),
                HasSubstr("UNIQUE constraint failed: positions.job_id"));
    const auto again = pipeline->tell({"import", "positions", tree.string()});
    for (const auto& model : models) EXPECT_EQ(again["summary"][model], 0);
    for (const auto& each : again["imports"])
        EXPECT_EQ(each["already_there"], counts[each["model"].get<std::string>()]);
}

TEST_F(SpecificationOnTheRecord, ABadLineCostsItTheOtherModelsTooAndOursThatFileAlone) {
    const RunningPipeline context;
    const auto damaged = context.folder() / "damaged";
    for (const auto& model : models) {
        fs::create_directories(damaged / model / "position");
        std::ofstream{damaged / record_of(model)} << std::ifstream{tree / record_of(model)}.rdbuf();
    }
    const auto bad = record_of(models.front());
    std::ofstream{damaged / bad, std::ios::app} << "{\"date\": \"2025-10-30\n";
    Specification specification;
    make_job(specification);
    EXPECT_THAT(failure_of([&] { specification.import_all(damaged); }), HasSubstr("parse error"));
    EXPECT_EQ(specification.first("SELECT count(*) FROM positions"), 0);

    const auto ours = context.ask({"import", "positions", damaged.string()});
    EXPECT_EQ(ours.exit_code, 1);
    EXPECT_THAT(ours.err, HasSubstr(bad.string() + ": line 70: "));
    auto others = counts;
    others.erase(models.front());
    EXPECT_EQ(ours.json()["summary"], others);
}

/// Counts how the holdings of days differ from the last record of each day.
struct Mixture {
    int days = 0;
    int wrong_days = 0;
    int wrong_quantities = 0;  ///< held symbols that are shown with another quantity
    int sold_out = 0;          ///< symbols that are shown although they were sold

    void add(const json& shown, const json& held) {
        int wrong = 0;
        int gone = 0;
        for (const auto& [symbol, quantity] : held.items())
            wrong += shown.value(symbol, json{0}) != quantity ? 1 : 0;
        for (const auto& item : shown.items()) gone += held.contains(item.key()) ? 0 : 1;
        ++days;
        wrong_days += wrong + gone > 0 ? 1 : 0;
        wrong_quantities += wrong;
        sold_out += gone;
    }
};

TEST_F(SpecificationOnTheRecord, ItsHoldingsOfADayMixSeveralActionsAndOursAreThoseOfTheLast) {
    auto specification = over_our_file();
    Mixture its;
    Mixture ours;
    for (const auto& model : models) {
        std::map<std::string, json> last;
        for (const auto& record : records_of(model)) last[record["date"]] = record["positions"];
        for (auto& [date, held] : last) {
            for (auto at = held.begin(); at != held.end();) at = *at == 0 ? held.erase(at) : ++at;
            const double cash = held["CASH"];
            held.erase("CASH");
            auto shown = specification.result(date, model)["positions"];
            shown.erase("CASH");
            its.add(shown, held);
            auto answer = pipeline->get("/results?date=" + date + "&model=" + model).json();
            auto& positions = answer["results"][0]["positions"];
            EXPECT_NEAR(positions["CASH"].get<double>(), cash, 1e-6) << model << ' ' << date;
            positions.erase("CASH");
            ours.add(positions, held);
        }
    }
    EXPECT_EQ(its.days, 84);
    EXPECT_EQ(its.wrong_days, 42);
    EXPECT_EQ(its.wrong_quantities, 71);
    EXPECT_EQ(its.sold_out, 28);
    EXPECT_EQ(ours.days, 84);
    EXPECT_EQ(ours.wrong_days, 0);
}

TEST_F(SpecificationOnTheRecord, ItRanksTheBestModelLastByItsIdleCashAndOursFirstByItsValue) {
    Specification specification;
    import_by_specification(specification);
    const auto its = specification.leaderboard();
    ASSERT_EQ(its.size(), 4U);
    EXPECT_EQ(its[0]["model"], "gemini-2.5-flash");
    EXPECT_EQ(its[3]["model"], "deepseek-chat-v3.1");
    EXPECT_NEAR(its[3]["value"].get<double>(), 15.41, 1e-6);

    const auto ours = pipeline->get("/leaderboard").json()["leaderboard"];
    ASSERT_EQ(ours.size(), 4U);
    EXPECT_EQ(ours[0]["model"], "deepseek-chat-v3.1");
    EXPECT_EQ(ours[0]["portfolio_value"], 11610.887);
    EXPECT_EQ(ours[3]["model"], "gemini-2.5-flash");
    EXPECT_EQ(ours[3]["portfolio_value"], 10030.126);
}

TEST_F(SpecificationOnTheRecord, ItKnowsNoPriceAndNoProfitAndOursAreTheMarketsAndAddUp) {
    Specification specification;
    import_by_specification(specification);
    EXPECT_EQ(specification.ask("SELECT count(*), count(price), sum(daily_profit <> 0),"
                                " sum(daily_return_pct <> 0) FROM positions")[0],
              json({273, 0, 0, 0}));
    EXPECT_NEAR(specification
                    .first("SELECT min(cumulative_profit) FROM positions"
                           " WHERE model = 'deepseek-chat-v3.1' AND date = '2025-10-29'")
                    .get<double>(),
                -9984.59, 1e-6);

    const ResultsFile ours{pipeline->results()};
    EXPECT_EQ(ours.row("SELECT count(*), sum(p.price = b.open) FROM positions p JOIN prices b"
                       " ON b.market = 'us-daily' AND b.symbol = p.symbol AND b.date = p.date"
                       " WHERE p.action_type <> 'no_trade' AND p.amount > 0"),
              "242|242");
    EXPECT_EQ(ours.rows("SELECT abs(sum(c.daily_profit) - s.cumulative_profit) < 1e-6"
                        " FROM closings c JOIN series_stats s USING (chain) GROUP BY chain"),
              std::vector<std::string>(4, "1"));
    const auto day =
        pipeline->get("/results?date=2025-10-29&model=deepseek-chat-v3.1").json()["results"][0];
    EXPECT_EQ(day["cumulative_pnl"]["profit"], 1610.887);
    EXPECT_NE(day["daily_pnl"]["profit"], 0);
}

/// Counts the work of the statements on a connection as long as this object lives.
class Work {
public:
    explicit Work(SQLite::Database& database) : database_{database} {
        ::sqlite3_trace_v2(database_.getHandle(), SQLITE_TRACE_PROFILE, ended, this);
    }
    ~Work() { ::sqlite3_trace_v2(database_.getHandle(), 0, nullptr, nullptr); }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    [[nodiscard]] int statements() const { return statements_; }
    /// Steps of full table scans.
    [[nodiscard]] int scanned() const { return scanned_; }
    [[nodiscard]] int sorts() const { return sorts_; }

private:
    static int ended(unsigned, void* work, void* statement, void*) {
        auto& counts = *static_cast<Work*>(work);
        const auto count = [&](int of) {
            return ::sqlite3_stmt_status(static_cast<sqlite3_stmt*>(statement), of, 1);
        };
        ++counts.statements_;
        counts.scanned_ += count(SQLITE_STMTSTATUS_FULLSCAN_STEP);
        counts.sorts_ += count(SQLITE_STMTSTATUS_SORT);
        return 0;
    }

    SQLite::Database& database_;
    int statements_ = 0;
    int scanned_ = 0;
    int sorts_ = 0;
};

/// The answer of query's code to a GET, computed on a connection that the test can watch.
json answer_of(query::Reader& reader, const std::string& path,
               const std::vector<common::Parameter>& given) {
    const auto found = query::find_route(query::all_routes(), "GET", path);
    query::Parameters parameters{given, found.route->parameters};
    const auto answered =
        std::get<query::ByRead>(found.route->answered_by).handler(reader, "", parameters, {});
    const auto& reply = std::get<query::Reply>(answered);
    EXPECT_EQ(reply.status, 200) << reply.text();
    return json::parse(reply.text());
}

TEST_F(SpecificationOnTheRecord, ItReadsAndSortsWholeTablesAndOursGoesByKeys) {
    Specification specification;
    import_by_specification(specification);
    {
        const Work work{specification.database()};
        specification.leaderboard();
        // A full scan of 273 rows takes 272 steps, because the first row needs none.
        EXPECT_GE(work.scanned(), 272);
        EXPECT_GE(work.sorts(), 2);
    }
    {
        const Work work{specification.database()};
        specification.timeseries("gpt-5");
        specification.result("2025-10-28", "gpt-5");
        EXPECT_GE(work.sorts(), 3);
    }
    query::Reader reader{query::open_database(pipeline->results().string()).value()};
    const Work work{reader.database()};
    EXPECT_EQ(answer_of(reader, "/leaderboard", {})["leaderboard"].size(), 4U);
    EXPECT_EQ(answer_of(reader, "/portfolio/timeseries", {{"model", "gpt-5"}})["timeseries"].size(),
              21U);
    EXPECT_EQ(answer_of(reader, "/results",
                        {{"date", "2025-10-28"}, {"model", "gpt-5"}, {"detail", "full"}})["results"]
                  .size(),
              1U);
    EXPECT_GT(work.statements(), 10);
    // One step scans the table of markets, which has one row. One sort orders the holdings of a
    // row.
    EXPECT_LE(work.scanned(), 1);
    EXPECT_LE(work.sorts(), 1);
}

}  // namespace
}  // namespace tradepit
