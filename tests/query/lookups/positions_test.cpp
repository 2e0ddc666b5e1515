#include "query/lookups/positions.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/http/accept.h"
#include "query/api/exports.h"
#include "query/api/schemas.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

/// Two models with some days each. The names and symbols are ones that CSV has to quote.
class Positions : public Stored, public testing::Test {
protected:
    Positions() {
        market("us-daily", {"2025-10-01", "2025-10-02"});
        job({"j1"});
        for (const char* name : {"a", "x, \"y\"", "中文"}) {
            const auto chain = model("j1", name);
            day(chain, {"2025-10-01",
                        10'000,
                        9'000.5,
                        0,
                        {{"buy", "B", 3, 1e-05}},
                        {{"B", 3}, {"A", 0.5}}});
            day(chain, {"2025-10-02",
                        10'100,
                        71.75,
                        1,
                        {{"sell", "B", 1, 2}, {"buy", "AAA", 2.25, 187.1525}},
                        {{"B", 2}, {"AAA", 2.25}, {"Z\n", 1e9}}});
        }
    }
    /// The answer in a format, of all pages together.
    std::string in(const std::string& format, const std::string& more = "") {
        std::vector<common::Parameter> parameters{{"job_id", "j1"}, {"format", format}};
        if (!more.empty()) parameters.push_back({"model", more});
        const Request request{"GET", "/positions", parameters, "", ""};
        return std::string{std::get<Reply>(answer(request)).text()};
    }
    /// The same, converted from the page in JSON.
    std::string converted(common::ListFormat format) {
        ResolvedRequest request;
        request.format = format;
        const Request page{"GET", "/positions", {{"job_id", "j1"}}, "", ""};
        return std::string{
            exported(std::get<Reply>(answer(page)), request, "results", columns_of("Position"))
                .text()};
    }
    /// The holdings of a row by SQL, in the form of the answer.
    Json stored_holdings(std::int64_t position) {
        SQLite::Statement query{database(),
                                "SELECT symbol, quantity FROM holdings WHERE position_id = ?"
                                " ORDER BY symbol"};
        query.bind(1, position);
        auto list = Json::array();
        while (query.executeStep()) {
            const auto quantity = query.getColumn(1);
            Json value = quantity.getDouble();
            if (quantity.isInteger()) value = quantity.getInt64();
            list.push_back({{"symbol", query.getColumn(0).getString()}, {"quantity", value}});
        }
        return list;
    }
};

TEST_F(Positions, HaveTheSameValuesInEveryFormat) {
    EXPECT_EQ(in("csv"), converted(common::ListFormat::csv));
    EXPECT_EQ(in("jsonl"), converted(common::ListFormat::jsonl));
}

TEST_F(Positions, HaveAHeaderAloneWhereThereAreNone) {
    EXPECT_EQ(in("csv", "none"), columns_of("Position") + "\r\n");
    EXPECT_EQ(in("jsonl", "none"), "");
}

TEST_F(Positions, HaveTheirOwnHoldingsAlsoBehindGapsInTheirIds) {
    sql("DELETE FROM positions WHERE id % 3 = 0");
    const auto page = get("/positions?job_id=j1");
    ASSERT_GT(page.body["count"], 4);
    for (const auto& row : page.body["results"])
        EXPECT_EQ(row["holdings"], stored_holdings(row["id"])) << row;
}

TEST_F(Positions, HaveTheirHoldingsBySymbolHoweverTheyWereStored) {
    const auto id = get("/positions?job_id=j1").body["results"][0]["id"].get<std::int64_t>();
    sql("DELETE FROM holdings WHERE position_id = " + std::to_string(id));
    for (const char* symbol : {"Z", "A", "M"})
        sql("INSERT INTO holdings (position_id, symbol, quantity) VALUES (" + std::to_string(id) +
            ", '" + symbol + "', 1)");
    const auto holdings = get("/positions?job_id=j1").body["results"][0]["holdings"];
    EXPECT_EQ(holdings, stored_holdings(id));
    EXPECT_EQ(holdings[0]["symbol"], "A");
}

TEST_F(Positions, HaveTheStatusOfTheirDay) {
    sql("UPDATE job_details SET status = 'running' WHERE model = 'a' AND date = '2025-10-02'");
    const auto page = get("/positions?job_id=j1");
    for (const auto& row : page.body["results"])
        EXPECT_EQ(row["status"],
                  row["model"] == "a" && row["date"] == "2025-10-02" ? "running" : "completed");
}

}  // namespace
}  // namespace tradepit::query
