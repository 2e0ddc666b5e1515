#include "common/records/record_file.h"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "tests/common/shared_data.h"

namespace tradepit::common {
namespace {

RecordFile read(std::string_view text) {
    auto file = parse_record_file(text);
    if (const auto* fault = std::get_if<FileFault>(&file)) {
        ADD_FAILURE() << fault->message();
        return {};
    }
    return std::get<RecordFile>(std::move(file));
}

std::string fault(std::string_view text) {
    const auto file = parse_record_file(text);
    const auto* fault = std::get_if<FileFault>(&file);
    return fault == nullptr ? "no fault" : fault->message();
}

/// A record with the given JSON as its action.
std::string acting(const std::string& action) {
    return R"({"date": "2025-10-02", "this_action": )" + action + R"(, "positions": {"CASH": 1}})";
}

TEST(RecordFile, ReadsARecordInAnyOrder) {
    const auto file = read(
        R"({"positions": {"NVDA": 2, "AAPL": 1.5, "MSFT": 0, "CASH": 71.74999999999932},)"
        R"( "this_action": {"amount": 2, "action": "buy", "symbol": "NVDA", "price": "187.5"},)"
        R"( "id": 7, "date": "2025-10-02", "note": {"deep": [1]}})");
    ASSERT_EQ(file.records.size(), 1u);
    const auto& record = file.records[0];
    EXPECT_EQ(record.line, 1);
    EXPECT_EQ(record.date.text(), "2025-10-02");
    EXPECT_EQ(record.id, 7);
    EXPECT_EQ(record.action, Action::buy);
    EXPECT_EQ(record.symbol, Symbol("NVDA"));
    EXPECT_EQ(record.amount.text(), "2");
    EXPECT_EQ(record.price->text(), "187.5");
    EXPECT_EQ(record.cash.text(), "71.75");
    ASSERT_EQ(record.holdings.size(), 2u);
    EXPECT_EQ(record.holdings[0].symbol, Symbol("AAPL"));
    EXPECT_EQ(record.holdings[0].quantity.text(), "1.5");
}

TEST(RecordFile, ReadsEveryKindOfAction) {
    const auto action = [](const std::string& json) {
        return read(acting(json)).records[0].action;
    };
    EXPECT_EQ(action(R"({"action": "sell", "symbol": "A", "amount": 0})"), Action::sell);
    EXPECT_EQ(action(R"({"action": "buy_crypto", "symbol": "A", "amount": 0.0364})"), Action::buy);
    EXPECT_EQ(action(R"({"action": "sell_crypto", "symbol": "A", "amount": 1})"), Action::sell);
    EXPECT_EQ(action(R"({"action": "no_trade", "symbol": "", "amount": 0})"), Action::no_trade);
    EXPECT_EQ(read(R"({"date": "2025-10-02", "positions": {"CASH": 1}})").records[0].action,
              std::nullopt);
}

TEST(RecordFile, ComparesAtTheMostDecimalsOfAnyLine) {
    const auto file =
        read(R"({"date": "2025-10-01", "positions": {"CASH": 50000.0}})"
             "\n"
             R"({"date": "2025-10-02", "positions": {"CASH": 19994.9062, "A": 0.159}})");
    EXPECT_EQ(file.cash_decimals, 4);
    EXPECT_EQ(file.quantity_decimals, 3);
    const auto cash = [&](const char* ours) {
        return file.same_cash(*Money::parse(ours), file.records[1]);
    };
    EXPECT_TRUE(cash("19994.90615"));
    EXPECT_TRUE(cash("19994.90625"));
    EXPECT_FALSE(cash("19994.906149"));
    EXPECT_FALSE(cash("19994.906251"));
    EXPECT_FALSE(file.same_cash(*Money::parse("50000.01"), file.records[0]));
    const auto held = [&](const char* symbol, const char* quantity) {
        return file.same_holdings({{Symbol(symbol), *Quantity::parse(quantity)}}, file.records[1]);
    };
    EXPECT_TRUE(held("A", "0.1594"));
    EXPECT_FALSE(held("A", "0.1596"));
    EXPECT_FALSE(held("B", "0.159"));
    EXPECT_FALSE(file.same_holdings({}, file.records[1]));
}

TEST(RecordFile, TakesMoreDecimalsThanMoneyHasAsFloatNoise) {
    const auto file = read(R"({"date": "2025-10-01", "positions": {"CASH": 71.74999999999932}})");
    EXPECT_EQ(file.cash_decimals, 6);
    EXPECT_TRUE(file.same_cash(*Money::parse("71.75"), file.records[0]));
    EXPECT_FALSE(file.same_cash(*Money::parse("71.750001"), file.records[0]));
}

TEST(RecordFile, KeepsThePriceOfACoinWithAllItsDecimals) {
    const auto price = [](const std::string& text) {
        return read(R"({"date": "2025-10-01", "this_action": {"action": "buy", "symbol": "A", )"
                    R"("amount": 1, "price": )" +
                    text + R"(}, "positions": {"CASH": 1, "A": 1}})")
            .records[0]
            .price->text();
    };
    EXPECT_EQ(price("1.49e-06"), "0.00000149");
    EXPECT_EQ(price("1.4900000000000001e-06"), "0.00000149");
    EXPECT_EQ(price("71.74999999999932"), "71.75");
}

TEST(RecordFile, RefusesBadLinesByNumberAndReason) {
    const std::string good = R"({"date": "2025-10-01", "positions": {"CASH": 1}})"
                             "\n";
    EXPECT_EQ(fault(""), "the file is empty");
    EXPECT_EQ(fault(good + good.substr(0, 30)).substr(0, 24), "line 2: torn or not JSON");
    EXPECT_EQ(fault("[]"), "line 1: \"date\" is missing");
    EXPECT_EQ(fault(R"({"date": "2025-10-1", "positions": {"CASH": 1}})"),
              "line 1: \"date\" is not a date, got \"2025-10-1\"");
    EXPECT_EQ(fault(R"({"date": {"a": 1}, "positions": {"CASH": 1}})"),
              "line 1: \"date\" must not be an object");
    EXPECT_EQ(fault(R"({"date": "2025-10-01"})"), "line 1: \"positions\" is missing");
    EXPECT_EQ(fault(R"({"date": "2025-10-01", "positions": 5})"),
              "line 1: \"positions\" must be an object, got \"5\"");
    EXPECT_EQ(fault(R"({"date": "2025-10-01", "positions": []})"),
              "line 1: \"positions\" must not be a list");
    EXPECT_EQ(fault(R"({"date": "2025-10-01", "positions": {"A": 1}})"),
              "line 1: \"CASH\" is missing in \"positions\"");
    EXPECT_EQ(fault(R"({"date": "2025-10-01", "positions": {"CASH": -0.01}})"),
              "line 1: \"CASH\" must not be negative, got \"-0.01\"");
    EXPECT_EQ(fault(R"({"date": "2025-10-01", "positions": {"CASH": 1e73}})"),
              "line 1: \"CASH\" must be at most 8589934592, got \"1e73\"");
    EXPECT_EQ(fault(R"({"date": "2025-10-01", "positions": {"CASH": 1, "A": "x"}})"),
              "line 1: \"A\" must be a number, got \"x\"");
    EXPECT_EQ(fault(R"({"date": "2025-10-01", "positions": {"CASH": 1, "A": 416666666.66666667}})"),
              "line 1: \"A\" 416666666.66666667 has 8 decimals; with 8 decimals a quantity is at "
              "most 67108864");
    EXPECT_EQ(fault(R"({"date": "2025-10-01", "positions": {"CASH": 1, "A": 1, "A": 1}})"),
              "line 1: \"A\" is held twice");
    EXPECT_EQ(fault(R"({"date": "2025-10-01", "id": 1.5, "positions": {"CASH": 1}})"),
              "line 1: \"id\" must be a whole number, got \"1.5\"");
}

TEST(RecordFile, RefusesBadActions) {
    EXPECT_EQ(fault(acting(R"({"action": "short", "symbol": "A", "amount": 1})")),
              "line 1: \"action\" must be buy, sell, no_trade, buy_crypto or sell_crypto, got "
              "\"short\"");
    EXPECT_EQ(fault(acting(R"({"symbol": "A", "amount": 1})")),
              "line 1: \"action\" is missing in \"this_action\"");
    EXPECT_EQ(fault(acting(R"({"action": "buy", "symbol": "A", "amount": -10})")),
              "line 1: \"amount\" must not be negative, got \"-10\"");
    EXPECT_EQ(fault(acting(R"({"action": "buy", "symbol": "A", "amount": 1e30})")),
              "line 1: \"amount\" must be at most 92233720368, got \"1e30\"");
    EXPECT_EQ(fault(acting(R"({"action": "buy", "symbol": "A", "amount": 100000000.00000001})")),
              "line 1: \"amount\" 100000000.00000001 has 8 decimals; with 8 decimals a quantity is "
              "at most 67108864");
    EXPECT_EQ(fault(acting(R"({"action": "buy", "symbol": "", "amount": 1})")),
              "line 1: this_action: a symbol must not be empty");
    EXPECT_EQ(fault(acting("5")), "line 1: \"this_action\" must be an object, got \"5\"");
}

class RealRecords : public SharedData {
protected:
    static RecordFile file(const char* path) { return read(content_of(shared_data() / path)); }
};

TEST_F(RealRecords, AreReadWhole) {
    EXPECT_EQ(file("us-daily/agent_data/gpt-5/position/position.jsonl").records.size(), 54u);
    EXPECT_EQ(file("us-hourly/agent_data/gpt-5/position/position.jsonl").records.size(), 192u);
    const auto crypto = file("crypto-daily/agent_data/claude-3.7-sonnet/position/position.jsonl");
    EXPECT_EQ(crypto.records.size(), 71u);
    EXPECT_EQ(crypto.cash_decimals, 4);
    const auto baseline = file("crypto-daily/CD5_baseline/position.jsonl");
    ASSERT_EQ(baseline.records.size(), 15u);
    EXPECT_EQ(baseline.records[14].cash.text(), "42851.4623");
    EXPECT_TRUE(baseline.records[14].holdings.empty());
    EXPECT_EQ(file("crypto-daily/duplicate-id/position.jsonl").records.size(), 72u);
}

TEST(RecordFile, ReadsWhatAnExportSaysBesideTheOriginal) {
    const auto record =
        read(R"({"date": "2025-10-02", "positions": {"CASH": 1}, "portfolio_value": 3.5,)"
             R"( "initial_value": 2, "previous_value": 4})")
            .records[0];
    EXPECT_EQ(record.portfolio_value->text(), "3.5");
    EXPECT_EQ(record.initial_value->text(), "2");
    EXPECT_EQ(record.previous_value->text(), "4");
    EXPECT_NE(fault(R"({"date": "2025-10-02", "positions": {"CASH": 1}, "portfolio_value": "x"})"),
              "no fault");
}

TEST(RecordFile, ItsBadLinesMayBeLeftOut) {
    const std::string good = R"({"date": "2025-10-02", "positions": {"CASH": 1}})";
    const auto file = parse_record_file(good + "\n{\n\n[]\n" + good + "\n" + good, BadLines::skip);
    ASSERT_TRUE(std::holds_alternative<RecordFile>(file));
    const auto& read = std::get<RecordFile>(file);
    ASSERT_EQ(read.records.size(), 3u);
    EXPECT_FALSE(read.records[0].follows_gap);
    EXPECT_TRUE(read.records[1].follows_gap);
    EXPECT_FALSE(read.records[2].follows_gap);
    ASSERT_EQ(read.bad.size(), 2u);
    EXPECT_EQ(read.bad[0].line, 2);
    EXPECT_EQ(read.bad[1].line, 4);
}

TEST(RecordFile, WithoutAGoodLineItIsRefusedEvenThen) {
    const auto file = parse_record_file("{\n", BadLines::skip);
    ASSERT_TRUE(std::holds_alternative<FileFault>(file));
    EXPECT_EQ(std::get<FileFault>(file).line, 1);
}

TEST(RecordFile, CutAnywhereInsideALineIsAFaultOfThatLine) {
    const std::string line = R"({"date": "2025-10-02", "positions": {"CASH": 1}})";
    for (std::size_t length = 1; length < line.size(); ++length)
        EXPECT_TRUE(fault(line + "\n" + line.substr(0, length)).starts_with("line 2: ")) << length;
}

}  // namespace
}  // namespace tradepit::common
