#include "cli/prices/price_import.h"

#include <atomic>
#include <set>
#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/limits.h"
#include "common/process/temporary_folder.h"
#include "tests/cli/peer.h"
#include "tests/common/file_text.h"

namespace tradepit::cli {
namespace {

using common::Message;
using common::Upload;
using common::UploadAnswer;
using testing::HasSubstr;

constexpr const char* CSV =
    "symbol,date,open,high,low,close,volume\n"
    "A,2025-01-02,10,11,9,10.5,100\n"
    "A,2025-01-03,10.5,11,9,10.5,100\n"
    "A,2025-01-06,10.5,11,9,10.5,100\n"
    "B,2025-01-02,20,21,19,20,100\n"
    "B,2025-01-06,20,21,19,20,100\n";

std::vector<common::MarketRules> markets() {
    common::MarketRules us;
    us.name = common::MarketName{"us-daily"};
    us.time_zone = "US/Eastern";
    common::MarketRules fallback;
    fallback.name = common::MarketName{std::string{common::DEFAULT_MARKET}};
    return {us, fallback};
}

class PriceImport : public testing::Test {
protected:
    std::variant<PriceFileContent, std::string> read(const std::string& name,
                                                     const std::string& text,
                                                     const std::string& market = "") {
        return read_prices(write_text(folder.path() / name, text), market, markets());
    }
    PriceFileContent many_bars(std::size_t count) {
        PriceFileContent batch{.prices = {.market = common::MarketName{"m"},
                                          .rules = "{}",
                                          .source = "many",
                                          .bars = {}},
                               .notes = {},
                               .left_out = {}};
        common::WireBar bar{.symbol = common::Symbol{std::string(common::NAME_BYTES_MAX, 'S')},
                            .date = *common::Stamp::parse("2025-01-02 11:00:00"),
                            .open = common::PRICE_MAX,
                            .high = common::PRICE_MAX,
                            .low = common::PRICE_MAX,
                            .close = common::PRICE_MAX,
                            .volume = 0.1};
        batch.prices.bars.assign(count, bar);
        return batch;
    }
    using Script = std::function<std::vector<std::string>(const Upload&)>;
    Peer writer(Script script) {
        return {context, endpoint, [script = std::move(script)](const Message& message) {
                    return script(std::get<Upload>(message));
                }};
    }
    ImportReport import(const PriceFileContent& batch) {
        Channel channel{context, endpoint};
        return import_prices(channel, batch, [](std::size_t, std::size_t) {});
    }

    common::TemporaryFolder folder;
    zmq::context_t context;
    std::string endpoint = "ipc://" + (folder.path() / "events").string();
};

std::string answer_to(const Upload& part, int status) {
    UploadAnswer answer;
    answer.key = part.key;
    answer.part = part.part;
    answer.status = status;
    answer.detail = status >= 400 ? "no" : "";
    if (status == 200) answer.prices = common::PriceCounts{.price_set = 3, .inserted = 5};
    return common::encode(answer);
}

TEST_F(PriceImport, AMarketIsTakenFromTheCommandLine) {
    const auto batch = std::get<PriceFileContent>(read("prices.csv", CSV, "mine"));
    EXPECT_EQ(batch.prices.market.value(), "mine");
    EXPECT_EQ(batch.prices.source, "prices.csv");
    EXPECT_EQ(batch.symbols, 2);
    EXPECT_EQ(batch.prices.bars.size(), 5u);
}

TEST_F(PriceImport, ASymbolThatRoundingChangesIsLeftOutAndReported) {
    const auto text = std::string{CSV} + "C,2025-01-02,0.00000149,,,,\n";
    const auto batch = std::get<PriceFileContent>(read("prices.csv", text, "mine"));
    EXPECT_EQ(batch.symbols, 2);
    EXPECT_EQ(batch.prices.bars.size(), 5u);
    EXPECT_THAT(batch.left_out, testing::ElementsAre(HasSubstr("\"C\" is left out with 1 bar")));
    auto peer = writer([](const Upload& part) { return std::vector{answer_to(part, 200)}; });
    EXPECT_EQ(import(batch).left_out, batch.left_out);
}

TEST_F(PriceImport, DatesThatASymbolLacksBetweenItsOwnAreGaps) {
    EXPECT_EQ(std::get<PriceFileContent>(read("prices.csv", CSV, "mine")).gaps, 1);
}

TEST_F(PriceImport, AnUnknownMarketIsRefusedWithTheKnownOnes) {
    const auto fault = std::get<std::string>(read("prices.csv", CSV));
    EXPECT_THAT(fault, HasSubstr("--market"));
    EXPECT_THAT(fault, HasSubstr("us-daily"));
}

TEST_F(PriceImport, AMarketOfAnotherIntervalIsRefused) {
    const auto hourly = std::string{"symbol,date,open\nA,2025-01-02 10:00:00,10\n"};
    EXPECT_THAT(std::get<std::string>(read("hourly.csv", hourly, "us-daily")),
                HasSubstr("--market"));
}

TEST_F(PriceImport, AMarketInAnotherTimeZoneIsRefusedWithBothNamed) {
    const auto text = [](const std::string& zone) {
        return "{\"Meta Data\":{\"2. Symbol\":\"A\",\"5. Time Zone\":\"" + zone +
               "\"},\"Time Series (Daily)\":{\"2025-01-02\":"
               "{\"1. buy price\":\"10\",\"5. volume\":\"1\"}}}\n";
    };
    const auto fault =
        std::get<std::string>(read("merged.jsonl", text("Asia/Shanghai"), "us-daily"));
    EXPECT_THAT(fault, HasSubstr("Asia/Shanghai"));
    EXPECT_THAT(fault, HasSubstr("US/Eastern"));
    for (const auto* same : {"US/Eastern", "America/New_York"})
        EXPECT_EQ(read("merged.jsonl", text(same), "us-daily").index(), 0u) << same;
}

TEST_F(PriceImport, AMarketWithoutRulesOfItsOwnIsNotedWithTheOneThatMayBeMeant) {
    EXPECT_THAT(std::get<PriceFileContent>(read("prices.csv", CSV, "us-dialy")).notes,
                testing::ElementsAre("new market us-dialy: not in markets.json, traded under the "
                                     "rules of `default`; did you mean us-daily?"));
    EXPECT_TRUE(std::get<PriceFileContent>(read("prices.csv", CSV, "us-daily")).notes.empty());
}

TEST_F(PriceImport, ABadLineIsNamed) {
    const auto fault = std::get<std::string>(
        read("bad.csv", "symbol,date,open\nA,2025-01-02,10\nA,2025-01-03,ten\n", "mine"));
    EXPECT_THAT(fault, HasSubstr("bad.csv"));
    EXPECT_THAT(fault, HasSubstr("line 3"));
}

TEST_F(PriceImport, AFileThatIsNotThereIsNamed) {
    EXPECT_THAT(std::get<std::string>(read_prices("/no/such.csv", "m", markets())),
                HasSubstr("/no/such.csv"));
}

TEST_F(PriceImport, TheWritersWordAfterTheLastPartIsTheReport) {
    std::set<int> seen;
    const auto peer = writer([&](const Upload& part) {
        seen.insert(part.part);
        const bool whole = seen.size() == static_cast<std::size_t>(part.parts);
        return std::vector{answer_to(part, whole ? 200 : 100)};
    });
    const auto report = import(many_bars(30'000));
    EXPECT_TRUE(report.is_committed());
    EXPECT_EQ(report.counts.price_set, 3);
    EXPECT_EQ(report.counts.inserted, 5);
    EXPECT_GT(seen.size(), 8u);
}

TEST_F(PriceImport, ARefusalIsReportedWithItsDetail) {
    const auto peer = writer([](const Upload& part) { return std::vector{answer_to(part, 409)}; });
    const auto report = import(many_bars(1));
    EXPECT_FALSE(report.is_committed());
    EXPECT_EQ(report.detail, "no");
}

TEST_F(PriceImport, ABadFileDoesNotKeepTheOthersOut) {
    const auto good = write_text(folder.path() / "good.csv", CSV).string();
    const auto bad = write_text(folder.path() / "bad.csv", "nonsense").string();
    const auto peer = writer([](const Upload& part) { return std::vector{answer_to(part, 200)}; });
    Channel channel{context, endpoint};
    const auto reports =
        import_files(channel, {bad, good}, "mine", markets(), [](std::size_t, std::size_t) {});
    ASSERT_EQ(reports.size(), 2u);
    EXPECT_FALSE(reports[0].is_committed());
    EXPECT_TRUE(reports[1].is_committed());
}

}  // namespace
}  // namespace tradepit::cli
