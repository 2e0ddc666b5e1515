#include "query/price_pages.h"

#include <filesystem>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "common/messages/price_hash.h"
#include "tests/common/schema/stored_rows.h"

namespace tradepit::query {
namespace {

/// A database with the writer's schema in a folder of its own.
class PricePagesTest : public testing::Test {
public:
    ~PricePagesTest() override { std::filesystem::remove_all(folder); }

protected:
    PricePagesTest()
        : folder(testing::TempDir() + "price_pages_" +
                 testing::UnitTest::GetInstance()->current_test_info()->name()) {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
    }
    std::string file() const { return folder + "/results.db"; }

    void create() {
        database.emplace(common::database_with_schema(file()));
        exec("INSERT INTO markets VALUES('us', '{}', 1, 'now')");
        exec("INSERT INTO markets VALUES('cn', '{}', 1, 'now')");
    }
    void exec(const std::string& sql) { database->exec(sql); }
    void add_set(const std::string& market, int set, const std::string& hash) {
        exec("INSERT INTO price_sets VALUES('" + market + "', " + std::to_string(set) + ", '" +
             hash + "', 0, 0, '', '', '', '')");
    }
    void add_bar(const std::string& symbol, const std::string& date, int set, double open,
                 const std::string& market = "us") {
        SQLite::Statement insert{*database,
                                 "INSERT INTO prices VALUES(?, ?, ?, ?, ?, NULL, ?, NULL, 12.5)"};
        insert.bind(1, market);
        insert.bind(2, symbol);
        insert.bind(3, date);
        insert.bind(4, set);
        insert.bind(5, open);
        insert.bind(6, open);
        insert.exec();
    }

    static common::PricesRequest all(int set) {
        return {.market = common::MarketName{"us"},
                .price_set = set,
                .after_symbol = {},
                .after_date = {}};
    }
    /// The page's bars as "A 2025-10-01 1.5, …": symbol, date and open.
    static std::string text(const common::PricesPage& page) {
        std::string said;
        for (const auto& bar : page.bars) {
            if (!said.empty()) said += ", ";
            said += bar.symbol.value() + " " + bar.date.text() + " " + bar.open.text();
        }
        return said;
    }

    std::string folder;
    std::optional<SQLite::Database> database;
};

TEST_F(PricePagesTest, BeforeThereIsADatabasePagesAreUnavailable) {
    PricePages pages{file()};
    EXPECT_EQ(pages.page(all(1)).status, 503);
    create();
    add_set("us", 1, "hash");
    EXPECT_EQ(pages.page(all(1)).status, 200);
}

TEST_F(PricePagesTest, ADatabaseThatTakesTheNameOfAnotherIsRead) {
    create();
    add_set("us", 1, "old");
    PricePages pages{file()};
    EXPECT_EQ(pages.page(all(1)).price_hash, "old");
    database.reset();
    std::filesystem::rename(file(), file() + ".old");
    create();
    add_set("us", 1, "new");
    EXPECT_EQ(pages.page(all(1)).price_hash, "new");
}

TEST_F(PricePagesTest, AnUnknownSetIs404) {
    create();
    add_set("us", 1, "hash");
    add_set("cn", 2, "other");
    PricePages pages{file()};
    EXPECT_EQ(pages.page(all(2)).status, 404);
    EXPECT_EQ(pages.page(all(0)).status, 404);
}

TEST_F(PricePagesTest, APageHasTheSetsHashAndTheBarsInOrder) {
    create();
    add_set("us", 1, "hash");
    add_bar("B", "2025-10-01", 1, 3);
    add_bar("A", "2025-10-02 11:00:00", 1, 2);
    add_bar("A", "2025-10-02", 1, 1.5);
    add_bar("A", "2025-10-02", 1, 9, "cn");
    const auto page = PricePages{file()}.page(all(1));
    EXPECT_EQ(page.price_hash, "hash");
    EXPECT_EQ(text(page), "A 2025-10-02 1.5, A 2025-10-02 11:00:00 2, B 2025-10-01 3");
    EXPECT_TRUE(page.last);
    EXPECT_FALSE(page.bars[0].high);
    EXPECT_EQ(page.bars[0].low, page.bars[0].open);
    EXPECT_FALSE(page.bars[0].close);
    EXPECT_EQ(page.bars[0].volume, 12.5);
}

TEST_F(PricePagesTest, OfEachBarTheNewestUpToTheSetCounts) {
    create();
    for (int set = 1; set <= 3; ++set) add_set("us", set, "hash");
    add_bar("A", "2025-10-01", 1, 1);
    add_bar("A", "2025-10-01", 3, 3);
    add_bar("B", "2025-10-01", 2, 2);
    add_bar("C", "2025-10-01", 1, 1);
    PricePages pages{file()};
    EXPECT_EQ(text(pages.page(all(1))), "A 2025-10-01 1, C 2025-10-01 1");
    EXPECT_EQ(text(pages.page(all(2))), "A 2025-10-01 1, B 2025-10-01 2, C 2025-10-01 1");
    EXPECT_EQ(text(pages.page(all(3))), "A 2025-10-01 3, B 2025-10-01 2, C 2025-10-01 1");
}

TEST_F(PricePagesTest, APageGoesOnAfterTheBarThatItIsAskedFrom) {
    create();
    add_set("us", 1, "hash");
    add_bar("A", "2025-10-01", 1, 1);
    add_bar("A", "2025-10-02", 1, 2);
    add_bar("B", "2025-10-01", 1, 3);
    PricePages pages{file()};
    auto request = all(1);
    request.after_symbol = common::Symbol{"A"};
    request.after_date = common::Stamp::parse("2025-10-01");
    const auto page = pages.page(request);
    EXPECT_EQ(text(page), "A 2025-10-02 2, B 2025-10-01 3");
    EXPECT_EQ(page.after_symbol, request.after_symbol);
    EXPECT_EQ(page.after_date, request.after_date);
    request.after_symbol = common::Symbol{"B"};
    EXPECT_EQ(text(pages.page(request)), "");
    EXPECT_TRUE(pages.page(request).last);
}

/// Reads the whole set page by page, and checks the size of each frame. Stops at an empty page.
std::vector<common::WireBar> read_all(PricePages& pages, common::PricesRequest request) {
    std::vector<common::WireBar> bars;
    while (true) {
        const auto page = pages.page(request);
        EXPECT_LE(common::encode(page).size(), common::FRAME_BYTES_MAX);
        EXPECT_LE(page.bars.size(), common::PAGE_BARS_MAX);
        bars.insert(bars.end(), page.bars.begin(), page.bars.end());
        if (page.last || page.bars.empty()) return bars;
        request.after_symbol = bars.back().symbol;
        request.after_date = bars.back().date;
    }
}

std::string date_of(int day) {
    return std::to_string(1900 + day / 336) + "-" + (day / 28 % 12 < 9 ? "0" : "") +
           std::to_string(day / 28 % 12 + 1) + "-" + (day % 28 < 9 ? "0" : "") +
           std::to_string(day % 28 + 1);
}

TEST_F(PricePagesTest, PagesPutTogetherAreTheSetWhereverTheyAreCut) {
    create();
    add_set("us", 1, "hash");
    add_set("us", 2, "hash");
    exec("BEGIN");
    common::PriceHash expected;
    const int count = static_cast<int>(common::PAGE_BARS_MAX) + 1;
    for (int day = 0; day < count; ++day) {
        add_bar("A", date_of(day), 1, 1);
        add_bar("A", date_of(day), 2, 2);
        const auto open = common::Price::parse("2");
        expected.add({.symbol = common::Symbol{"A"},
                      .date = *common::Stamp::parse(date_of(day)),
                      .open = *open,
                      .high = {},
                      .low = open,
                      .close = {},
                      .volume = 12.5});
    }
    exec("COMMIT");
    PricePages pages{file()};
    EXPECT_EQ(pages.page(all(2)).bars.size(), common::PAGE_BARS_MAX);
    EXPECT_FALSE(pages.page(all(2)).last);
    const auto bars = read_all(pages, all(2));
    EXPECT_EQ(bars.size(), common::PAGE_BARS_MAX + 1);
    common::PriceHash hash;
    for (const auto& bar : bars) hash.add(bar);
    EXPECT_EQ(hash.finish(), expected.finish());
}

TEST_F(PricePagesTest, APageThatEndsAtTheLimitIsTheLast) {
    create();
    add_set("us", 1, "hash");
    exec("BEGIN");
    for (int day = 0; day < static_cast<int>(common::PAGE_BARS_MAX); ++day)
        add_bar("A", date_of(day), 1, 1);
    exec("COMMIT");
    EXPECT_TRUE(PricePages{file()}.page(all(1)).last);
}

TEST_F(PricePagesTest, LongSymbolsMakeShorterPagesWithinTheFrame) {
    create();
    add_set("us", 1, "hash");
    exec("BEGIN");
    const std::string symbol(common::NAME_BYTES_MAX, 'S');
    for (int day = 0; day < static_cast<int>(common::PAGE_BARS_MAX); ++day)
        add_bar(symbol, date_of(day) + " 11:00:00", 1, 8'999'999'999.5);
    exec("COMMIT");
    PricePages pages{file()};
    EXPECT_FALSE(pages.page(all(1)).last);
    EXPECT_EQ(read_all(pages, all(1)).size(), common::PAGE_BARS_MAX);
}

TEST_F(PricePagesTest, APageIsOneRangeOfThePrimaryKey) {
    create();
    SQLite::Statement plan{
        *database,
        "EXPLAIN QUERY PLAN SELECT symbol, date, open, high, low, close, volume FROM prices "
        "WHERE market = 'us' AND (symbol, date) > ('A', '2025-10-01') AND price_set <= 4 "
        "ORDER BY symbol, date, price_set"};
    std::string text;
    while (plan.executeStep()) text += plan.getColumn(3).getString() + "\n";
    EXPECT_EQ(text, "SEARCH prices USING PRIMARY KEY (market=? AND (symbol,date)>(?,?))\n");
}

TEST_F(PricePagesTest, ABarThatIsNoneIsSaidAndTheNextPageIsRead) {
    create();
    add_set("us", 1, "hash");
    add_bar("A", "9999-99-99", 1, 1);
    PricePages pages{file()};
    EXPECT_THROW(static_cast<void>(pages.page(all(1))), std::runtime_error);
    exec("DELETE FROM prices");
    add_bar("A", "2025-10-01", 1, 1e73);
    EXPECT_THROW(static_cast<void>(pages.page(all(1))), std::runtime_error);
    exec("UPDATE prices SET open = 1");
    exec("UPDATE prices SET low = NULL");
    EXPECT_EQ(text(pages.page(all(1))), "A 2025-10-01 1");
}

}  // namespace
}  // namespace tradepit::query
