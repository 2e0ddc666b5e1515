#include "common/market/price_file.h"

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "common/market/market_rules.h"
#include "common/market/price_collector.h"
#include "common/text/json.h"
#include "tests/common/shared_data.h"

namespace tradepit::common {
namespace {

PriceFile read(std::string_view text, std::string_view name = "merged.jsonl") {
    auto file = parse_price_file(text, name);
    if (const auto* fault = std::get_if<FileFault>(&file)) {
        ADD_FAILURE() << fault->message();
        return {};
    }
    return std::get<PriceFile>(std::move(file));
}

std::string fault(std::string_view text, std::string_view name = "merged.jsonl") {
    const auto file = parse_price_file(text, name);
    const auto* fault = std::get_if<FileFault>(&file);
    return fault == nullptr ? "no fault" : fault->message();
}

/// A line of merged.jsonl with the given series of bars.
std::string line(const std::string& symbol, std::string series, const std::string& kind = "Daily") {
    std::erase(series, '\n');
    return "{\"Meta Data\": {\"2. Symbol\": \"" + symbol +
           "\", \"5. Time Zone\": \"US/Eastern\"}, \"Time Series (" + kind + ")\": " + series +
           "}\n";
}

/// The fault of a file whose only bar is this one of AAPL.
std::string bar_fault(const std::string& bar) {
    return fault(line("AAPL", R"({"2025-10-02": )" + bar + "}"));
}

TEST(PriceFile, ReadsADailyLine) {
    const auto file = read(line("AAPL", R"({
        "2025-10-02": {"1. buy price": "256.5", "2. high": "258", "3. low": "254.15",
                       "4. sell price": "257.13", "5. volume": "42630239"},
        "2025-10-01": {"5. volume": 1.5, "4. close": 2, "1. open": 1.25}})"));
    ASSERT_EQ(file.prices.size(), 1u);
    const auto& [symbol, bars] = file.prices[0];
    EXPECT_EQ(symbol, Symbol("AAPL"));
    ASSERT_EQ(bars.size(), 2u);
    EXPECT_EQ(bars[0].stamp.text(), "2025-10-01");
    EXPECT_EQ(bars[0].bar.open.text(), "1.25");
    EXPECT_EQ(bars[0].bar.close->text(), "2");
    EXPECT_FALSE(bars[0].bar.high);
    EXPECT_EQ(bars[0].bar.volume, 1.5);
    EXPECT_EQ(bars[1].bar.high->text(), "258");
    EXPECT_EQ(bars[1].bar.low->text(), "254.15");
    EXPECT_EQ(file.time_zone, "US/Eastern");
    EXPECT_EQ(file.interval, DAILY);
    EXPECT_TRUE(file.notes.empty());
}

TEST(PriceFile, ReadsAnHourlyLine) {
    const auto file =
        read(line("AAPL", R"({"2025-10-02 11:00:00": {"1. buy price": "1"}})", "60min"));
    EXPECT_EQ(file.interval, HOURLY);
    EXPECT_EQ(file.prices[0].bars[0].stamp.text(), "2025-10-02 11:00:00");
}

TEST(PriceFile, FindsTheSymbolAfterTheSeriesAndByItsOtherName) {
    const auto file =
        read(R"j({"Time Series (Digital Currency Daily)": {"2025-10-02": {"1. open": "1"}},)j"
             R"j( "Meta Data": {"2. Digital Currency Code": "BTC", "7. Time Zone": "UTC"}})j");
    EXPECT_EQ(file.prices[0].symbol, Symbol("BTC"));
    EXPECT_EQ(file.time_zone, "UTC");
    EXPECT_EQ(file.interval, DAILY);
}

TEST(PriceFile, TakesAMissingOpenAsAGapAndSaysSo) {
    const auto file = read(line("AAPL", R"({"2025-10-02": {"1. buy price": "1"},
        "2025-10-03": {"4. sell price": "1"}, "2025-10-04": {"1. buy price": null},
        "2025-10-05": {"1. buy price": ""}})"));
    EXPECT_EQ(file.prices[0].bars.size(), 1u);
    EXPECT_EQ(file.gaps, 3);
    ASSERT_EQ(file.notes.size(), 1u);
    EXPECT_EQ(file.notes[0], "3 dates without an open price were taken as gaps");
}

TEST(PriceFile, NotesRoundingRepetitionAndEmptySymbols) {
    const auto file = read(line("AAPL", R"({"2025-10-02": {"1. open": "0.0150005"}})") +
                           line("AAPL", R"({"2025-10-02": {"1. open": "0.0150005"}})") +
                           line("NONE", "{}") + line("GAP", R"({"2025-10-02": {}})"));
    EXPECT_EQ(file.prices.size(), 1u);
    EXPECT_EQ(file.prices[0].bars[0].bar.open.units(), 15'000);
    ASSERT_EQ(file.notes.size(), 4u);
    EXPECT_EQ(file.notes[0], "\"GAP\" has no prices");
    EXPECT_EQ(file.notes[2], "1 bar repeated an earlier one and was left out");
    EXPECT_EQ(file.notes[3],
              "2 bars had prices with more than six decimals, which were rounded by at most "
              "0.01 %");
}

TEST(PriceFile, LeavesOutByNameASymbolThatRoundingChangesAndTakesTheOthers) {
    const auto file = read(line("BTC", R"({"2025-10-02": {"1. open": "110000.5"}})") +
                           line("BTTC", R"({"2025-10-01": {"1. open": "0.00001"},
                               "2025-10-02": {"1. open": "0.00000048"},
                               "2025-10-03": {"1. open": "0.00000149"}})") +
                           line("LOW", R"({"2025-10-02": {"1. open": "1", "3. low": "1.49e-6"}})"));
    ASSERT_EQ(file.prices.size(), 1u);
    EXPECT_EQ(file.prices[0].symbol, Symbol("BTC"));
    ASSERT_EQ(file.left_out.size(), 2u);
    EXPECT_EQ(
        file.left_out[0],
        "\"BTTC\" is left out with 3 bars: line 2, 2025-10-02: open \"0.00000048\" would be 0 "
        "with the 6 decimals that prices have");
    EXPECT_EQ(
        file.left_out[1],
        "\"LOW\" is left out with 1 bar: line 3, 2025-10-02: low \"1.49e-6\" would be 0.000001 "
        "with the 6 decimals that prices have");
    EXPECT_TRUE(file.notes.empty());
}

TEST(PriceFile, AFileOfSuchASymbolAloneIsRefused) {
    EXPECT_EQ(fault(line("PEPE", R"({"2025-10-02": {"1. open": "0.00000149"}})")),
              "line 1: \"PEPE\" 2025-10-02: open \"0.00000149\" would be 0.000001 with the 6 "
              "decimals that prices have");
}

TEST(PriceFile, RoundingByATenThousandthIsNotNoticed) {
    const auto left_out = [](const char* open) {
        return read(line("KEPT", R"({"2025-10-02": {"1. open": 1}})") +
                    line("A", std::string(R"({"2025-10-02": {"1. open": ")") + open + "\"}}"))
            .left_out.size();
    };
    for (const char* kept : {"0.000001", "0.000012", "1.2000000000000002e-05", "0.005", "0.0050005",
                             "0.0049994", "1.00000049", "187.1524965000000001"})
        EXPECT_EQ(left_out(kept), 0u) << kept;
    for (const char* spoilt : {"0.0000005", "1e-99", "0.0000015", "0.0000025", "0.0000120013",
                               "0.0049995", "0.0000014999999999999"})
        EXPECT_EQ(left_out(spoilt), 1u) << spoilt;
}

TEST(PriceFile, RefusesBadFieldsByName) {
    const std::string at = "line 1: \"AAPL\" \"2025-10-02\": ";
    EXPECT_EQ(bar_fault(R"({"1. open": "abc"})"), at + "open must be a number, got \"abc\"");
    EXPECT_EQ(bar_fault(R"({"1. open": "-1"})"), at + "open must be above 0, got \"-1\"");
    EXPECT_EQ(bar_fault(R"({"1. open": "-1e99"})"), at + "open must be above 0, got \"-1e99\"");
    EXPECT_EQ(bar_fault(R"({"1. open": 0})"), at + "open must be above 0, got \"0\"");
    EXPECT_EQ(bar_fault(R"({"1. open": 1, "4. close": 1e73})"),
              at + "close must be at most 8589934592, got \"1e73\"");
    EXPECT_EQ(bar_fault(R"({"1. open": 8589934592.000001})"),
              at + "open must be at most 8589934592, got \"8589934592.000001\"");
    EXPECT_EQ(bar_fault(R"({"1. open": 8589934592})"), "no fault");
    EXPECT_EQ(bar_fault(R"({"1. open": 1, "5. volume": "-1"})"),
              at + "volume must not be negative, got \"-1\"");
    EXPECT_EQ(bar_fault(R"({"1. open": 1, "5. volume": "x"})"),
              at + "volume must be a number, got \"x\"");
    EXPECT_EQ(bar_fault(R"({"1. open": true})"), at + "price must be a number, got \"true\"");
    EXPECT_EQ(bar_fault(R"({"1. open": {"x": 1}})"), at + "must not be nested");
    EXPECT_EQ(bar_fault(R"([1])"), at + "must be an object, not a list");
    EXPECT_EQ(bar_fault("7"), at + "must be an object, got \"7\"");
    EXPECT_EQ(bar_fault(R"({"1. open": "1", "1. buy price": "2"})"),
              at + "open is there twice, first as 1, got \"2\"");
}

TEST(PriceFile, RefusesBadDatesAndSymbols) {
    EXPECT_EQ(fault(line("AAPL", R"({"2025-02-30": {"1. open": 1}})")),
              "line 1: \"AAPL\" \"2025-02-30\": is not a date (YYYY-MM-DD, or YYYY-MM-DD HH:MM:SS, "
              "1900 to 2199)");
    EXPECT_EQ(fault(line("AAPL", R"({"2025-10-02 10:00:00": {"1. open": 1}})")),
              "line 1: \"AAPL\" 2025-10-02 10:00:00: dates of a daily file must not have a time");
    EXPECT_EQ(fault(line("AAPL", R"({"2025-10-02": {"1. open": 1}})", "60min")),
              "line 1: \"AAPL\" 2025-10-02: dates of an hourly file must have a time");
    EXPECT_EQ(fault(line("CASH", R"({"2025-10-02": {"1. open": 1}})")),
              "line 1: symbol \"CASH\" is reserved for money");
    EXPECT_EQ(fault(R"j({"Time Series (Daily)": {"2025-10-02": {"1. open": 1}}})j"),
              "line 1: no \"2. Symbol\" in \"Meta Data\"");
    EXPECT_EQ(fault(R"({"Meta Data": {"2. Symbol": "AAPL"}})"),
              "line 1: \"AAPL\": no \"Time Series (…)\"");
}

TEST(PriceFile, RefusesLinesThatDoNotGoTogether) {
    const auto good = line("AAPL", R"({"2025-10-02": {"1. open": 1}})");
    EXPECT_EQ(fault(good + line("AAPL", R"({"2025-10-02": {"1. open": 2}})")),
              "line 2: \"AAPL\" 2025-10-02: differs from the bar of this date in an earlier line");
    EXPECT_EQ(fault(good + line("B", R"({"2025-10-02 10:00:00": {"1. open": 2}})", "60min")),
              "line 2: \"B\": interval \"60min\" differs from \"daily\" earlier in the file");
    EXPECT_EQ(fault(line("B", R"({"2025-10-02 10:00:00": {"1. open": 2}})", "5min")),
              "line 1: \"B\": interval \"5min\" is not known: daily or 60min");
    EXPECT_EQ(fault(good + R"j({"Meta Data": {"2. Symbol": "B", "6. Time Zone": "UTC"},)j"
                           R"j( "Time Series (Daily)": {}})j"),
              "line 2: \"B\": time zone \"UTC\" differs from \"US/Eastern\" earlier in the file");
}

TEST(PriceFile, RefusesTornAndEmptyFiles) {
    const auto good = line("AAPL", R"({"2025-10-02": {"1. open": 1}})");
    EXPECT_EQ(fault(""), "the file is empty");
    EXPECT_EQ(fault("\xEF\xBB\xBF\r\n \n"), "the file is empty");
    EXPECT_EQ(fault(line("AAPL", "{}")), "the file holds no prices");
    const auto torn = fault(good + "\n" + good.substr(0, 60));
    EXPECT_EQ(torn.substr(0, 40), "line 3: torn or not JSON at byte 61, nea");
    EXPECT_EQ(fault(good.substr(0, 60)).substr(0, 24), "line 1: torn or not JSON");
    EXPECT_EQ(fault("not json at all").substr(0, 24), "line 1: torn or not JSON");
    EXPECT_EQ(fault("{\n", "QQQ.json").substr(0, 16), "torn or not JSON");
}

TEST(PriceFile, RefusesJsonDeeperThanTheLimit) {
    const auto nested = [](size_t depth) {
        return R"({"Meta Data": {"2. Symbol": "A"}, "other": )" + std::string(depth - 1, '[') +
               std::string(depth - 1, ']') +
               R"j(, "Time Series (Daily)": {"2025-10-02": {"1. open": 1}}})j";
    };
    EXPECT_EQ(fault(nested(JSON_DEPTH_MAX)), "no fault");
    EXPECT_EQ(fault(nested(JSON_DEPTH_MAX + 1)), "line 1: nested deeper than 64 levels");
}

TEST(PriceFile, RefusesLinesLongerThanTheLimit) {
    auto text = line("A", R"({"2025-10-02": {"1. open": 1}})");
    text.pop_back();
    text.insert(1, LINE_BYTES_MAX - text.size(), ' ');
    EXPECT_EQ(fault(text), "no fault");
    text.insert(1, 1, ' ');
    EXPECT_EQ(fault(text), "line 1: is longer than 67108864 bytes");
}

TEST(PriceFile, ReadsCsvOfOneSymbol) {
    const auto file = read(
        "\xEF\xBB\xBF"
        "Volume,Close,LOW,High, Open ,Date,Adj Close\r\n"
        "100,4,1,5,2,2025-10-02,9\r\n"
        "\r\n"
        ",,,,\"2.5\",2025-10-01,\r\n"
        ",3,,,,2025-10-03,",
        "prices/BRK.B.csv");
    ASSERT_EQ(file.prices.size(), 1u);
    EXPECT_EQ(file.prices[0].symbol, Symbol("BRK.B"));
    ASSERT_EQ(file.prices[0].bars.size(), 2u);
    EXPECT_EQ(file.prices[0].bars[0].bar.open.text(), "2.5");
    EXPECT_FALSE(file.prices[0].bars[0].bar.close);
    EXPECT_EQ(file.prices[0].bars[1].bar.close->text(), "4");
    EXPECT_EQ(file.gaps, 1);
    EXPECT_EQ(file.interval, DAILY);
    EXPECT_EQ(file.time_zone, "");
}

TEST(PriceFile, ReadsLongCsvWithHours) {
    const auto file =
        read("symbol,date,open\nB,2025-10-02 10:00:00,1\n\"A,\"\"1\"\"\",2025-10-02 11:00:00,2\n",
             "anything");
    ASSERT_EQ(file.prices.size(), 2u);
    EXPECT_EQ(file.prices[0].symbol, Symbol("A,\"1\""));
    EXPECT_EQ(file.interval, HOURLY);
}

TEST(PriceFile, RefusesBadCsvByLineAndRule) {
    const auto csv = [](const std::string& rows) { return fault("date,open\n" + rows, "A.csv"); };
    EXPECT_EQ(csv("2025-10-02,1\n2025-10-03\n"), "line 3: has 1 fields, the header has 2");
    EXPECT_EQ(csv("2025-10-02,-1\n"),
              "line 2: \"A\" \"2025-10-02\": open must be above 0, got \"-1\"");
    EXPECT_EQ(csv("02.10.2025,1\n").substr(0, 39), "line 2: \"A\" \"02.10.2025\": is not a date");
    EXPECT_EQ(csv("2025-10-02,\"1\n"),
              "line 2: has a quote that is not closed, or text behind a closed one");
    EXPECT_EQ(csv("2025-10-02,\"1\"2\n"),
              "line 2: has a quote that is not closed, or text behind a closed one");
    EXPECT_EQ(csv("2025-10-02,1\n2025-10-03 10:00:00,1\n"),
              "line 3: \"A\" 2025-10-03 10:00:00: dates of a daily file must not have a time");
    EXPECT_EQ(csv("2025-10-02,1\n2025-10-02,2\n"),
              "line 3: \"A\" 2025-10-02: differs from the bar of this date in an earlier line");
    EXPECT_EQ(csv(""), "the file holds no prices");
    EXPECT_EQ(fault("open,close\n1,2\n", "A.csv"), "line 1: the header has no column \"date\"");
    EXPECT_EQ(fault("date,close\n", "A.csv"), "line 1: the header has no column \"open\"");
    EXPECT_EQ(fault("date,open,OPEN\n", "A.csv"), "line 1: column \"open\" is there twice");
    EXPECT_EQ(fault("symbol,date,open\n,2025-10-02,1\n", "A.csv"),
              "line 2: a symbol must not be empty");
}

TEST(PriceFile, RefusesMoreBarsThanTheLimit) {
    PriceCollector collector;
    BarDraft draft;
    ASSERT_FALSE(draft.set(BarField::open, "1"));
    const auto stamp = *Stamp::parse("2025-10-02");
    for (size_t i = 0; i < IMPORT_BARS_MAX; ++i) ASSERT_FALSE(collector.add("A", stamp, draft, 1));
    EXPECT_EQ(*collector.add("A", stamp, draft, 1), "a file may hold at most 4000000 bars");
}

class RealPriceFiles : public SharedData {
protected:
    static void expect(const std::string& market, size_t symbols, size_t stamps,
                       std::string_view interval, const char* time_zone) {
        const auto file = file_of(market);
        EXPECT_EQ(file.interval, interval) << market;
        EXPECT_EQ(file.time_zone, time_zone) << market;
        EXPECT_EQ(file.gaps, 0) << market;
        EXPECT_TRUE(file.notes.empty()) << market << ": " << file.notes.front();
        const auto prices = std::get<PriceSet>(PriceSet::build(file.prices));
        EXPECT_EQ(prices.symbols().size(), symbols) << market;
        EXPECT_EQ(prices.calendar().size(), stamps) << market;
    }
};

TEST_F(RealPriceFiles, HaveTheirSymbolsAndStamps) {
    expect("us-daily", 101, 100, DAILY, "US/Eastern");
    expect("us-hourly", 101, 174, HOURLY, "US/Eastern");
    expect("astock-daily", 50, 30, DAILY, "Asia/Shanghai");
    expect("crypto-daily", 10, 356, DAILY, "UTC");
}

TEST_F(RealPriceFiles, HaveAnOpenAloneOnTheNewestBar) {
    const auto prices = prices_of("us-daily");
    EXPECT_EQ(prices.bar_count(), 101u * 100u);
    const auto last = prices.calendar().back();
    for (const auto& symbol : prices.symbols()) {
        const auto bar = prices.find(symbol, last);
        ASSERT_TRUE(bar) << symbol.value();
        EXPECT_FALSE(bar->high || bar->low || bar->close || bar->volume) << symbol.value();
    }
}

TEST_F(RealPriceFiles, MayBeOneDocumentOverManyLines) {
    const auto file = read(content_of(shared_data() / "us-daily" / "QQQ.json"), "QQQ.json");
    ASSERT_EQ(file.prices.size(), 1u);
    EXPECT_EQ(file.prices[0].symbol, Symbol("QQQ"));
    EXPECT_EQ(file.prices[0].bars.back().bar.open.text(), "635.59");
    EXPECT_EQ(file.prices[0].bars.back().bar.close->text(), "635.77");
}

}  // namespace
}  // namespace tradepit::common
