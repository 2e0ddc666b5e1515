#include "query/submission/replay.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "common/records/recorded_orders.h"
#include "query/submission/resolve.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

class Replay : public Stored, public testing::Test {
protected:
    Replay() { market("us-daily", {"2025-10-02", "2025-10-03", "2025-10-06"}); }

    static std::string body(const std::map<std::string, std::string>& files) {
        return nlohmann::json{{"replay", files}}.dump();
    }
    static std::vector<common::RecordedOrder> orders(const common::JobModel& model,
                                                     std::size_t day) {
        auto parsed = common::parse_recorded_orders(model.orders.at(day).orders);
        return std::get<std::vector<common::RecordedOrder>>(parsed);
    }
};

constexpr const char* RECORDS =
    "{\"date\":\"2025-10-01\",\"id\":0,"
    "\"positions\":{\"AAA\":2,\"CASH\":100.5}}\n"
    "{\"date\":\"2025-10-02\",\"id\":1,\"this_action\":{\"action\":\"buy\",\"symbol\":\"AAA\","
    "\"amount\":3},"
    "\"positions\":{\"AAA\":5,\"CASH\":70.5}}\n"
    "{\"date\":\"2025-10-04\",\"id\":2,\"this_action\":{\"action\":\"no_trade\",\"symbol\":\"\","
    "\"amount\":0},"
    "\"positions\":{\"AAA\":5,\"CASH\":70.5}}\n"
    "{\"date\":\"2025-10-06\",\"id\":3,\"this_action\":{\"action\":\"sell\",\"symbol\":\"AAA\","
    "\"amount\":5},"
    "\"positions\":{\"AAA\":0,\"CASH\":120.5}}\n";

TEST_F(Replay, OpensWithTheFirstRecordAtThePricesOfItsFirstDate) {
    const auto job = resolved(body({{"m", RECORDS}}));
    ASSERT_EQ(job.models.size(), 1);
    EXPECT_EQ(job.models[0].agent, R"({"kind":"replay"})");
    EXPECT_EQ(job.models[0].first_date.text(), "2025-10-02");
    EXPECT_EQ(job.models[0].opening.cash.text(), "100.5");
    EXPECT_EQ(job.models[0].opening.value.text(), "120.5");
    EXPECT_EQ(job.config_path, "replay");
    EXPECT_EQ(job.dates.size(), 3);
}

TEST_F(Replay, TheFirstRecordStandsBeforeTheOrdersOfTheFirstDate) {
    const auto job = resolved(body({{"m", RECORDS}}));
    const auto first = orders(job.models[0], 0);
    ASSERT_EQ(first.size(), 2);
    EXPECT_EQ(first[0].line, 1);
    EXPECT_EQ(first[0].action, common::Action::no_trade);
    EXPECT_EQ(first[1].line, 2);
    EXPECT_EQ(first[1].amount.text(), "3");
    EXPECT_EQ(first[1].cash_decimals, 1);
    EXPECT_EQ(job.models[0].orders.size(), 2);
    EXPECT_EQ(orders(job.models[0], 1)[0].id, 3);
}

TEST_F(Replay, ALaterRecordOnADateWithoutPricesIsLeftOutWithAWarning) {
    const auto job = resolved(body({{"m", RECORDS}}));
    ASSERT_EQ(job.warnings.size(), 1);
    EXPECT_EQ(job.warnings[0], "m: line 3 is left out: the market has no prices on 2025-10-04");
}

TEST_F(Replay, ALaterRecordOfAnEarlierDateIsLeftOutWithAWarning) {
    const auto job = resolved(body({{"a", R"({"date":"2025-10-03","id":0,"positions":{"CASH":5}})"
                                          "\n"
                                          R"({"date":"2025-10-02","id":1,"positions":{"CASH":5}})"
                                          "\n"}}));
    ASSERT_EQ(job.warnings.size(), 1);
    EXPECT_EQ(job.warnings[0],
              "a: line 2 is left out: 2025-10-02 is before the model's first day 2025-10-03");
}

TEST_F(Replay, EachModelStartsAtItsOwnFirstRecordAndRunsToTheLastOfAll) {
    const auto job = resolved(body({{"b", RECORDS},
                                    {"a", R"({"date":"2025-10-03","id":0,"positions":{"CASH":5}})"
                                          "\n"}}));
    ASSERT_EQ(job.models.size(), 2);
    EXPECT_EQ(job.models[0].model.value(), "a");
    EXPECT_EQ(job.models[0].first_date.text(), "2025-10-03");
    EXPECT_EQ(model_day_count(job), 5);
}

TEST_F(Replay, ABadLineIsRefusedByModelAndLine) {
    const auto text = refusal(body({{"m", "{\"date\":\"2025-10-02\"\n"}}));
    EXPECT_EQ(text.find("m: line 1: "), 0) << text;
}

TEST_F(Replay, AHoldingWithoutAPriceIsRefused) {
    EXPECT_EQ(refusal(body({{"m", R"({"date":"2025-10-02","id":0,"positions":{"ZZZ":1,"CASH":5}})"
                                  "\n"}})),
              "m: the first record: ZZZ has no price in us-daily up to 2025-10-02");
}

TEST_F(Replay, AQuantityThatADoubleCannotHoldIsRefusedByLine) {
    EXPECT_EQ(
        refusal(body({{"m", R"({"date":"2025-10-02","positions":{"AAA":416666666.66666667,)"
                            R"("CASH":5}})"
                            "\n"}})),
        "m: line 1: \"AAA\" 416666666.66666667 has 8 decimals; with 8 decimals a quantity is at "
        "most 67108864");
}

TEST_F(Replay, RecordsOutsideTheMarketAreRefused) {
    EXPECT_EQ(refusal(body({{"m", R"({"date":"2024-10-02","id":0,"positions":{"CASH":5}})"
                                  "\n"}})),
              "the market us-daily has no prices from 2024-10-02 to 2024-10-02");
}

}  // namespace
}  // namespace tradepit::query
