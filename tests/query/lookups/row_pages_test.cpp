#include "query/lookups/row_pages.h"

#include <limits>

#include <gtest/gtest.h>

#include "common/limits.h"
#include "query/requests/cursor.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

/// Whether a page of so many bytes is full after a row with a text of 10 bytes.
bool is_full_at(std::size_t bytes_max) {
    PageText text{"rows", 100, {}, bytes_max};
    text.add("12345678");
    return text.is_full();
}

TEST(PageText, IsFullWhenItsRowsReachTheLimitOfBytes) {
    EXPECT_FALSE(is_full_at(11));
    EXPECT_TRUE(is_full_at(10));
}

TEST(PageText, IsFullAtItsLimitOfRows) {
    PageText text{"rows", 2, "j"};
    text.add(1);
    EXPECT_FALSE(text.is_full());
    text.add(2);
    EXPECT_TRUE(text.is_full());
    EXPECT_EQ(std::move(text).finish("c").text(),
              R"({"job_id":"j","rows":[1,2],"count":2,"next_cursor":"c"})");
}

TEST(PageText, WithoutRowsOrAnotherPageIsADocumentToo) {
    EXPECT_EQ(PageText("rows", 2).finish("").text(), R"({"rows":[],"count":0,"next_cursor":null})");
}

TEST(PageStart, TheLongestOneIsWithinTheLimitOfCursors) {
    constexpr auto MOST = std::numeric_limits<std::int64_t>::max();
    const PageStart start{.date = "2025-10-01 11:00:00",
                          .model = std::string(common::NAME_BYTES_MAX, 'x'),
                          .number = MOST,
                          .first_chain = MOST,
                          .last_chain = MOST};
    EXPECT_LE(start.text().size(), CURSOR_BYTES_MAX);
}

/// The model "a" in job j1, and in j2, which goes on from j1: two rows in each.
class SeriesPages : public Stored, public testing::Test {
protected:
    SeriesPages() {
        market("us-daily", {"2025-10-01", "2025-10-02", "2025-10-03", "2025-10-04"});
        job({"j1"});
        const auto first = model("j1", "a");
        day(first, {"2025-10-01"});
        day(first, {"2025-10-02"});
        job({"j2"});
        const auto second = model("j2", "a", "2025-10-03");
        day(second, {"2025-10-03"});
        day(second, {"2025-10-04"});
        sql("UPDATE job_models SET predecessor = " + std::to_string(first) +
            " WHERE chain = " + std::to_string(second));
        for (const auto* date : {"2025-10-01", "2025-10-02"}) step("j1", date);
        for (const auto* date : {"2025-10-03", "2025-10-04"}) step("j2", date);
    }

    void step(const std::string& job, const std::string& date) {
        sql("INSERT INTO reasoning_logs (job_id, date, model, step_number, timestamp, role, "
            "content)"
            " VALUES ('" +
            job + "', '" + date + "', 'a', 1, 't', 'assistant', 'x')");
    }
    void commit_a_newer_job() {
        job({"j3"});
        const auto chain = model("j3", "a");
        for (const auto* date : {"2025-10-01", "2025-10-02", "2025-10-03", "2025-10-04"}) {
            day(chain, {date, 77});
            step("j3", date);
        }
    }
    Told page(const std::string& path, const std::string& cursor = "") {
        return get(path + "?model=a&limit=1&cursor=" + cursor);
    }
    /// The jobs of the rows of the pages behind `first`, one letter each.
    std::string jobs_behind(const std::string& path, const std::string& rows, const Told& first) {
        std::string jobs;
        auto cursor = first.body["next_cursor"];
        while (!cursor.is_null()) {
            const auto next = page(path, cursor.get<std::string>());
            EXPECT_EQ(next.status, 200) << next.body;
            jobs += next.body[rows][0]["job_id"].get<std::string>() + " ";
            cursor = next.body["next_cursor"];
        }
        return jobs;
    }
};

TEST_F(SeriesPages, StayOfOneSeriesWhenANewerJobCompletesBetweenThem) {
    for (const auto& [path, rows] :
         {std::pair{"/positions", "results"}, std::pair{"/reasoning", "reasoning"}}) {
        sql("DELETE FROM jobs WHERE job_id = 'j3'");
        const auto first = page(path);
        commit_a_newer_job();
        EXPECT_EQ(first.body[rows][0]["job_id"], "j1");
        EXPECT_EQ(jobs_behind(path, rows, first), "j1 j2 j2 ") << path;
        EXPECT_EQ(page(path).body[rows][0]["job_id"], "j3") << path;
    }
}

TEST_F(SeriesPages, AreGoneWithTheirJobs) {
    const auto first = page("/positions");
    sql("DELETE FROM jobs WHERE job_id = 'j2'");
    const auto next = page("/positions", first.body["next_cursor"]);
    EXPECT_EQ(next.status, 410);
    EXPECT_NE(next.detail().find("was cleaned up"), std::string::npos) << next.body;
}

TEST_F(SeriesPages, AreGoneWithAJobThatTheSeriesBeganIn) {
    const auto first = page("/positions");
    sql("DELETE FROM jobs WHERE job_id = 'j1'");
    EXPECT_EQ(page("/positions", first.body["next_cursor"]).status, 410);
    EXPECT_EQ(page("/positions").body["results"][0]["job_id"], "j2");
}

TEST_F(SeriesPages, OfAnotherModelAreNotReadWithTheCursor) {
    const auto first = page("/positions");
    EXPECT_EQ(
        get("/positions?model=b&cursor=" + first.body["next_cursor"].get<std::string>()).status,
        410);
}

/// A model with two rows, each with all the holdings that a portfolio may have.
class LargeRows : public Stored, public testing::Test {
protected:
    LargeRows() {
        market("us-daily", {"2025-10-01"});
        job({"j"});
        day(model("j", "a"), {.date = "2025-10-01", .trades = trades()});
        sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
            std::to_string(common::HOLDINGS_MAX) +
            ") INSERT INTO holdings (position_id, symbol, quantity)"
            " SELECT p.id, printf('%0128d', i), 1 FROM positions p CROSS JOIN n");
    }
    static std::vector<Trade> trades() { return std::vector<Trade>(9, {"buy", "AAA", 1, 1}); }
};

TEST_F(LargeRows, ComeInPagesOfBytes) {
    std::size_t rows = 0;
    std::string cursor;
    do {
        const auto reply =
            std::get<Reply>(answer({"GET",
                                    "/positions",
                                    {{"job_id", "j"}, {"limit", "1000"}, {"cursor", cursor}},
                                    "",
                                    ""}));
        ASSERT_EQ(reply.status, 200);
        const auto body = Json::parse(reply.text());
        const auto last_row = body["results"].back().dump().size();
        EXPECT_LT(reply.text().size() - last_row, PAGE_BYTES + 100) << "full before its last row";
        rows += body["count"].get<std::size_t>();
        cursor = body["next_cursor"].is_null() ? "" : body["next_cursor"].get<std::string>();
        if (!cursor.empty()) {
            EXPECT_GE(reply.text().size(), PAGE_BYTES);
            EXPECT_GT(body["count"], 1);
        }
    } while (!cursor.empty());
    EXPECT_EQ(rows, 10U);
}

}  // namespace
}  // namespace tradepit::query
