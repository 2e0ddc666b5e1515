#include "writer/imports/price_import.h"

#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "common/market/market_rules_json.h"
#include "common/messages/price_hash.h"
#include "tests/writer/imports/uploading.h"

namespace tradepit::writer::tests {
namespace {

using common::PriceImport;
using common::UploadAnswer;
using common::UploadKind;
using common::WireBar;

constexpr const char* NOW = "2025-11-01T12:00:00.000000Z";

WireBar bar(const std::string& symbol, const std::string& date, const std::string& open) {
    return {.symbol = common::Symbol(symbol),
            .date = common::Stamp::parse(date).value(),
            .open = common::Price::parse(open).value(),
            .high = std::nullopt,
            .low = std::nullopt,
            .close = common::Price::parse(open).value(),
            .volume = 1.5};
}

std::vector<WireBar> two_by_two() {
    return {bar("AAPL", "2025-10-01", "100"), bar("AAPL", "2025-10-02", "101.5"),
            bar("MSFT", "2025-10-01", "200"), bar("MSFT", "2025-10-02", "187.1525")};
}

std::string rules(const std::string& market, std::string_view interval = common::DAILY) {
    common::MarketRules rules;
    rules.name = common::MarketName(market);
    rules.interval = interval;
    return common::to_json(rules);
}

std::string hash_of(const std::vector<WireBar>& bars) {
    common::PriceHash hash;
    for (const auto& each : bars) hash.add(each);
    return hash.finish();
}

/// A file and the key that it is sent under.
struct Keyed {
    std::string key;
    PriceImport import;
};

class PriceImportTest : public Uploading {
protected:
    Keyed file(const std::string& key, std::vector<WireBar> bars,
               const std::string& market = "us") {
        return {key,
                {.market = common::MarketName(market),
                 .rules = rules(market),
                 .source = "merged.jsonl",
                 .bars = std::move(bars)}};
    }
    UploadAnswer take(const Keyed& file) {
        return Uploading::take(UploadKind::prices, common::encode_upload(file.import), file.key);
    }
    /// "200 set 1: 4 inserted, 0 changed, 0 unchanged", or status and detail.
    std::string import(const Keyed& file) { return said(take(file)); }
    static std::string said(const UploadAnswer& answer) {
        const auto status = std::to_string(answer.status);
        if (answer.status != 200)
            return status + (answer.detail.empty() ? "" : " " + answer.detail);
        return status + " set " + std::to_string(answer.prices->price_set) + ": " +
               std::to_string(answer.prices->inserted) + " inserted, " +
               std::to_string(answer.prices->changed) + " changed, " +
               std::to_string(answer.prices->unchanged) + " unchanged";
    }

    /// The opens of a price set as a reader finds them: for each bar, the row with the highest set
    /// number up to `set`.
    std::string opens(int set, const std::string& market = "us") {
        return text("SELECT symbol, substr(date, 9), open FROM prices AS p WHERE market = '" +
                    market + "' AND price_set = (SELECT max(price_set) FROM prices AS q WHERE " +
                    "q.market = p.market AND q.symbol = p.symbol AND q.date = p.date AND " +
                    "q.price_set <= " + std::to_string(set) + ") ORDER BY symbol, date");
    }
    std::string rows() { return text("SELECT count(*) FROM prices"); }
};

TEST_F(PriceImportTest, FirstImportMakesTheMarketAndItsSetOne) {
    EXPECT_EQ(import(file("k", two_by_two())), "200 set 1: 4 inserted, 0 changed, 0 unchanged");
    EXPECT_EQ(text("SELECT market, newest_set, created_at FROM markets"),
              std::string("us|1|") + NOW);
    EXPECT_EQ(text("SELECT rules FROM markets"), rules("us"));
    EXPECT_EQ(text("SELECT market, price_set, bars, symbols, first_date, last_date, source, "
                   "imported_at FROM price_sets"),
              std::string("us|1|4|2|2025-10-01|2025-10-02|merged.jsonl|") + NOW);
    EXPECT_EQ(opens(1), "AAPL|01|100.0;AAPL|02|101.5;MSFT|01|200.0;MSFT|02|187.1525");
}

TEST_F(PriceImportTest, HashIsThatOfTheBarsInOrder) {
    auto reversed = two_by_two();
    std::swap(reversed.front(), reversed.back());
    import(file("k", reversed));
    EXPECT_EQ(text("SELECT price_hash FROM price_sets"), hash_of(two_by_two()));
}

TEST_F(PriceImportTest, MissingFieldsAreNullAndKeepTheHash) {
    auto bars = two_by_two();
    bars[1].close = std::nullopt;
    bars[1].volume = std::nullopt;
    import(file("k", bars));
    EXPECT_EQ(text("SELECT count(*) FROM prices WHERE close IS NULL AND volume IS NULL"), "1");
    EXPECT_EQ(text("SELECT price_hash FROM price_sets"), hash_of(bars));
    EXPECT_EQ(import(file("k2", bars)), "200 set 1: 0 inserted, 0 changed, 4 unchanged");
}

TEST_F(PriceImportTest, IdenticalImportMakesNoSet) {
    import(file("k", two_by_two()));
    EXPECT_EQ(import(file("k2", two_by_two())), "200 set 1: 0 inserted, 0 changed, 4 unchanged");
    EXPECT_EQ(text("SELECT count(*) FROM price_sets"), "1");
    EXPECT_EQ(rows(), "4");
}

TEST_F(PriceImportTest, ChangedBarMakesSetTwoAndSetOneReadsAsBefore) {
    import(file("k", two_by_two()));
    const auto before = opens(1);
    const auto hash = text("SELECT price_hash FROM price_sets");
    auto bars = two_by_two();
    bars[2].open = common::Price::parse("200.01").value();
    EXPECT_EQ(import(file("k2", bars)), "200 set 2: 0 inserted, 1 changed, 3 unchanged");
    EXPECT_EQ(text("SELECT symbol, date, open FROM prices WHERE price_set = 2"),
              "MSFT|2025-10-01|200.01");
    EXPECT_EQ(opens(1), before);
    EXPECT_EQ(opens(2), "AAPL|01|100.0;AAPL|02|101.5;MSFT|01|200.01;MSFT|02|187.1525");
    EXPECT_EQ(text("SELECT price_hash FROM price_sets ORDER BY price_set"),
              hash + ";" + hash_of(bars));
    EXPECT_EQ(text("SELECT newest_set FROM markets"), "2");
}

TEST_F(PriceImportTest, FieldThatGoesMissingIsAChange) {
    import(file("k", two_by_two()));
    auto bars = two_by_two();
    bars[0].volume = std::nullopt;
    EXPECT_EQ(import(file("k2", bars)), "200 set 2: 0 inserted, 1 changed, 3 unchanged");
    EXPECT_EQ(text("SELECT price_hash FROM price_sets WHERE price_set = 2"), hash_of(bars));
}

TEST_F(PriceImportTest, ChangingBackMakesAThirdSetWithTheFirstHash) {
    import(file("k", two_by_two()));
    import(file("k2", {bar("AAPL", "2025-10-01", "99")}));
    EXPECT_EQ(import(file("k3", {two_by_two()[0]})),
              "200 set 3: 0 inserted, 1 changed, 0 unchanged");
    EXPECT_EQ(text("SELECT price_hash FROM price_sets WHERE price_set = 3"), hash_of(two_by_two()));
}

TEST_F(PriceImportTest, AddedSymbolMakesTheNextSetWithEverythingBefore) {
    import(file("k", two_by_two()));
    EXPECT_EQ(import(file("k2", {bar("NVDA", "2025-10-03", "50")})),
              "200 set 2: 1 inserted, 0 changed, 0 unchanged");
    EXPECT_EQ(text("SELECT bars, symbols, last_date FROM price_sets WHERE price_set = 2"),
              "5|3|2025-10-03");
    EXPECT_EQ(rows(), "5");
}

TEST_F(PriceImportTest, MarketsStandSideBySide) {
    import(file("k", two_by_two(), "us"));
    EXPECT_EQ(import(file("k2", {bar("AAPL", "2025-10-01", "1")}, "toy")),
              "200 set 1: 1 inserted, 0 changed, 0 unchanged");
    EXPECT_EQ(text("SELECT market, newest_set FROM markets"), "toy|1;us|1");
    EXPECT_EQ(opens(1, "toy"), "AAPL|01|1.0");
}

TEST_F(PriceImportTest, RulesStayThoseOfTheFirstImport) {
    import(file("k", two_by_two()));
    auto second = file("k2", {bar("NVDA", "2025-10-03", "50")});
    second.import.rules = "other";
    EXPECT_EQ(take(second).status, 200);
    EXPECT_EQ(text("SELECT rules FROM markets"), rules("us"));
}

TEST_F(PriceImportTest, RefusedContentLeavesItsAnswerAndNothingElse) {
    auto bars = two_by_two();
    bars[3].open = common::Price();
    EXPECT_EQ(import(file("k", bars)), "422 \"MSFT\" 2025-10-02: open must be above 0, got 0");
    EXPECT_EQ(rows(), "0");
    EXPECT_EQ(text("SELECT count(*) FROM markets"), "0");
    EXPECT_EQ(text("SELECT key, status FROM idempotency"), "k|422");
    EXPECT_EQ(import(file("k", bars)), "422 \"MSFT\" 2025-10-02: open must be above 0, got 0");
}

TEST_F(PriceImportTest, MarketNeedsAName) {
    EXPECT_EQ(import(file("k", two_by_two(), "")), "422 market must not be empty");
}

TEST_F(PriceImportTest, AMarketThatHistoryCouldNotBeImportedIntoIsRefused) {
    EXPECT_EQ(import(file("k", two_by_two(), "us/daily")),
              "422 market \"us/daily\" is no name for a folder: it must not be \".\" or \"..\", "
              "and must not have a slash");
    EXPECT_EQ(text("SELECT count(*) FROM markets"), "0");
}

TEST_F(PriceImportTest, AMarketsNameHasAtMost128Bytes) {
    auto longest = file("k", two_by_two(), std::string(128, 'm'));
    longest.import.rules = rules("us");
    EXPECT_EQ(import(longest), "200 set 1: 4 inserted, 0 changed, 0 unchanged");
    auto longer = file("k2", two_by_two(), std::string(129, 'm'));
    longer.import.rules = rules("us");
    EXPECT_EQ(take(longer).status, 400);
}

TEST_F(PriceImportTest, NewMarketNeedsRules) {
    auto part = file("k", two_by_two());
    part.import.rules = "{";
    EXPECT_EQ(take(part).status, 422);
    EXPECT_EQ(text("SELECT count(*) FROM markets"), "0");
}

TEST_F(PriceImportTest, HourlyPricesAreRefusedInADailyMarketByName) {
    import(file("k", two_by_two()));
    EXPECT_EQ(import(file("k2", {bar("AAPL", "2025-10-01 10:00:00", "1")})),
              "422 market \"us\" is daily (it has 2025-10-01), and the import is 60min "
              "(2025-10-01 10:00:00)");
    EXPECT_EQ(rows(), "4");
}

TEST_F(PriceImportTest, NewMarketIsHourlyOrDailyAsItsRulesSay) {
    auto hourly = file("k", {bar("AAPL", "2025-10-01 10:00:00", "1")});
    EXPECT_EQ(take(hourly).status, 422);
    hourly.key = "k2";
    hourly.import.rules = rules("us", common::HOURLY);
    EXPECT_EQ(import(hourly), "200 set 1: 1 inserted, 0 changed, 0 unchanged");
}

TEST_F(PriceImportTest, TwentyFiveThousandBarsAreOneSetAndAgainNone) {
    std::vector<WireBar> bars;
    for (int symbol = 0; symbol < 100; ++symbol) {
        for (int day = 0; day < 250; ++day) {
            auto each = bar("S" + std::to_string(100 + symbol), "2025-01-01", "100");
            each.date = common::Stamp::parse("2025-" + std::to_string(101 + day / 28).substr(1) +
                                             "-" + std::to_string(101 + day % 28).substr(1))
                            .value();
            bars.push_back(each);
        }
    }
    EXPECT_EQ(import(file("k", bars)), "200 set 1: 25000 inserted, 0 changed, 0 unchanged");
    EXPECT_EQ(text("SELECT bars, symbols, price_hash FROM price_sets"),
              "25000|100|" + hash_of(bars));
    EXPECT_EQ(import(file("k2", bars)), "200 set 1: 0 inserted, 0 changed, 25000 unchanged");
}

TEST_F(PriceImportTest, FaultThatDoesNotPassIsNoAnswerAndLeavesNothing) {
    store.database().exec(
        "CREATE TRIGGER fault AFTER INSERT ON price_sets BEGIN "
        "SELECT RAISE(ABORT, 'no such thing'); END");
    EXPECT_THROW(import(file("k", two_by_two())), SQLite::Exception);
    EXPECT_EQ(rows(), "0");
    EXPECT_EQ(text("SELECT count(*) FROM markets"), "0");
    store.database().exec("DROP TRIGGER fault");
    EXPECT_EQ(take(file("k", two_by_two())).status, 200);
}

}  // namespace
}  // namespace tradepit::writer::tests
