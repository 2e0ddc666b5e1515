#include "query/lookups/logs.h"

#include <string>

#include <gtest/gtest.h>

#include "query/lookups/row_pages.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

class Logs : public Stored, public testing::Test {
protected:
    Logs() {
        job({"j"});
        job({"other"});
        for (const char* model : {"b", "a"})
            for (int step : {2, 1}) this->step("2025-10-02", model, step, "x");
        step("2025-10-01", "z", 1, "x");
        step("2025-10-01", "a", 1, "of another job", "other");
    }
    void step(const std::string& date, const std::string& model, int number,
              const std::string& content, const std::string& job = "j") {
        sql("INSERT INTO reasoning_logs (job_id, date, model, step_number, timestamp, role, "
            "content)"
            " VALUES ('" +
            job + "', '" + date + "', '" + model + "', " + std::to_string(number) +
            ", 't', 'user', '" + content + "')");
    }
    static std::string names(const nlohmann::json& rows, const char* last) {
        std::string text;
        for (const auto& row : rows)
            text += row["date"].get<std::string>().substr(8) + row["model"].get<std::string>() +
                    (row[last].is_string() ? row[last].get<std::string>() : row[last].dump()) + " ";
        return text;
    }
    /// Reads all pages with one row each, and joins their rows.
    std::string one_by_one(const std::string& path, const char* name, const char* last) {
        std::string text;
        std::string cursor;
        for (int page = 0; page < 20; ++page) {
            const auto told = get(path + "?limit=1&cursor=" + cursor);
            EXPECT_EQ(told.status, 200) << told.body;
            text += names(told.body[name], last);
            if (told.body["next_cursor"].is_null()) return text;
            cursor = told.body["next_cursor"];
        }
        ADD_FAILURE() << "no last page";
        return text;
    }
};

TEST_F(Logs, AreOfOneJobByDateModelAndStep) {
    const auto told = get("/jobs/j/logs");
    EXPECT_EQ(names(told.body["logs"], "step_number"), "01z1 02a1 02a2 02b1 02b2 ");
    EXPECT_EQ(told.body["count"], 5);
    EXPECT_TRUE(told.body["next_cursor"].is_null());
}

TEST_F(Logs, ComeByPage) {
    EXPECT_EQ(one_by_one("/jobs/j/logs", "logs", "step_number"), "01z1 02a1 02a2 02b1 02b2 ");
}

TEST_F(Logs, APageEndsWhereItsContentIsLarge) {
    sql("UPDATE reasoning_logs SET content = printf('%.*c', " + std::to_string(PAGE_BYTES) +
        ", 'x') WHERE model = 'z'");
    const auto told = get("/jobs/j/logs");
    EXPECT_EQ(told.body["count"], 1);
    EXPECT_EQ(told.body["next_cursor"], "2025-10-01,1,0,0,z");
}

TEST_F(Logs, ToolsComeByPage) {
    for (const char* tool : {"sell", "buy"})
        sql(std::string{"INSERT INTO tool_usage (job_id, date, model, tool_name, call_count) VALUES"
                        " ('j', '2025-10-02', 'a', '"} +
            tool + "', 3)");
    EXPECT_EQ(one_by_one("/jobs/j/tools", "tools", "tool_name"), "02abuy 02asell ");
    const auto row = get("/jobs/j/tools").body["tools"][0];
    EXPECT_EQ(row["call_count"], 3);
    EXPECT_TRUE(row["total_duration_seconds"].is_null());
}

TEST_F(Logs, AnUnknownJobAndACursorThatIsNoneAreRefused) {
    EXPECT_EQ(get("/jobs/none/logs").status, 404);
    EXPECT_EQ(get("/jobs/none/tools").status, 404);
    EXPECT_EQ(get("/jobs/j/logs?cursor=x").status, 422);
    EXPECT_EQ(get("/jobs/j/tools?cursor=1").status, 422);
}

}  // namespace
}  // namespace tradepit::query
