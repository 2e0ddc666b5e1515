#include "writer/imports/import_assembly.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace tradepit::writer {
namespace {

using common::ImportPrices;
using common::Instant;
using std::chrono::seconds;

ImportPrices part_of(const std::string& key, std::int32_t part, std::int32_t parts,
                     std::size_t bars = 1) {
    ImportPrices message{.key = key,
                         .part = part,
                         .parts = parts,
                         .market = common::MarketName("us"),
                         .rules = "{}",
                         .source = "merged.jsonl",
                         .bars = {}};
    for (std::size_t i = 0; i < bars; ++i) {
        message.bars.push_back({.symbol = common::Symbol("S" + std::to_string(part)),
                                .date = *common::Stamp::parse("2025-10-01"),
                                .open = common::Money::from_millionths(1'000'000),
                                .high = std::nullopt,
                                .low = std::nullopt,
                                .close = std::nullopt,
                                .volume = std::nullopt});
    }
    return message;
}

class ImportAssemblyTest : public testing::Test {
protected:
    /// "taken", "whole", or the status of a refusal.
    std::string add(const ImportPrices& part, Instant now = Instant{}) {
        return add(part, std::to_string(part.part), now);
    }
    std::string add(const ImportPrices& part, const std::string& hash, Instant now = Instant{}) {
        auto result = assembly_.add(part, hash, now);
        if (const auto* refused = std::get_if<ImportAssembly::Refused>(&result)) {
            return std::to_string(refused->status);
        }
        if (std::holds_alternative<ImportAssembly::PartTaken>(result)) return "taken";
        whole_ = std::move(std::get<WholeImport>(result));
        return "whole";
    }

    ImportAssembly assembly_{{.bars_max = 10, .imports_max = 2, .idle_max = seconds(60)}};
    WholeImport whole_;
};

TEST_F(ImportAssemblyTest, OnePartIsTheWhole) {
    EXPECT_EQ(add(part_of("k", 0, 1)), "whole");
    EXPECT_EQ(whole_.market.value(), "us");
    EXPECT_EQ(whole_.source, "merged.jsonl");
    EXPECT_FALSE(assembly_.holds("k"));
}

TEST_F(ImportAssemblyTest, PartsInAnyOrderAreOneWholeInTheirOwnOrder) {
    EXPECT_EQ(add(part_of("k", 2, 3)), "taken");
    EXPECT_EQ(add(part_of("k", 0, 3)), "taken");
    EXPECT_TRUE(assembly_.holds("k"));
    EXPECT_EQ(add(part_of("k", 1, 3)), "whole");
    ASSERT_EQ(whole_.bars.size(), 3U);
    EXPECT_EQ(whole_.bars[0].symbol.value(), "S0");
    EXPECT_EQ(whole_.bars[2].symbol.value(), "S2");
    EXPECT_EQ(whole_.hashes, (std::vector<std::string>{"0", "1", "2"}));
}

TEST_F(ImportAssemblyTest, RepeatedPartIsTakenAndCountsOnce) {
    EXPECT_EQ(add(part_of("k", 0, 2)), "taken");
    EXPECT_EQ(add(part_of("k", 0, 2)), "taken");
    EXPECT_EQ(add(part_of("k", 1, 2)), "whole");
    EXPECT_EQ(whole_.bars.size(), 2U);
}

TEST_F(ImportAssemblyTest, SamePartWithOtherContentIsRefusedAndTheFirstStays) {
    EXPECT_EQ(add(part_of("k", 0, 2), "a"), "taken");
    EXPECT_EQ(add(part_of("k", 0, 2), "b"), "409");
    EXPECT_EQ(add(part_of("k", 1, 2), "c"), "whole");
    EXPECT_EQ(whole_.hashes, (std::vector<std::string>{"a", "c"}));
}

TEST_F(ImportAssemblyTest, PartsThatDisagreeAreRefused) {
    EXPECT_EQ(add(part_of("k", 0, 2)), "taken");
    auto part = part_of("k", 1, 3);
    EXPECT_EQ(add(part), "409");
    part = part_of("k", 1, 2);
    part.market = common::MarketName("other");
    EXPECT_EQ(add(part), "409");
    part = part_of("k", 1, 2);
    part.rules = "[]";
    EXPECT_EQ(add(part), "409");
    part = part_of("k", 1, 2);
    part.source = "other.csv";
    EXPECT_EQ(add(part), "409");
}

TEST_F(ImportAssemblyTest, PartThatIsNoneIsRefused) {
    EXPECT_EQ(add(part_of("", 0, 1)), "400");
    EXPECT_EQ(add(part_of(std::string(129, 'k'), 0, 1)), "400");
    EXPECT_EQ(add(part_of(std::string(128, 'k'), 0, 1)), "whole");
    EXPECT_EQ(add(part_of("k", 0, 0)), "400");
    EXPECT_EQ(add(part_of("k", -1, 1)), "400");
    EXPECT_EQ(add(part_of("k", 1, 1)), "400");
    EXPECT_EQ(add(part_of("k", 0, IMPORT_PARTS_MAX + 1)), "400");
    EXPECT_EQ(add(part_of("k", 0, IMPORT_PARTS_MAX)), "taken");
}

TEST_F(ImportAssemblyTest, ImportMayHaveTheLimitOfBarsAndNoMore) {
    EXPECT_EQ(add(part_of("k", 0, 2, 6)), "taken");
    EXPECT_EQ(add(part_of("k", 1, 2, 4)), "whole");
    EXPECT_EQ(add(part_of("k", 0, 2, 6)), "taken");
    EXPECT_EQ(add(part_of("k", 1, 2, 5)), "413");
    EXPECT_FALSE(assembly_.holds("k"));
}

TEST_F(ImportAssemblyTest, ImportsTogetherMayHoldTheLimitOfBarsAndNoMore) {
    EXPECT_EQ(add(part_of("a", 0, 2, 6)), "taken");
    EXPECT_EQ(add(part_of("b", 0, 2, 5)), "503");
    EXPECT_EQ(add(part_of("b", 0, 2, 4)), "taken");
}

TEST_F(ImportAssemblyTest, AsManyImportsAsTheLimitAtOnceAndNoMore) {
    EXPECT_EQ(add(part_of("a", 0, 2)), "taken");
    EXPECT_EQ(add(part_of("b", 0, 2)), "taken");
    EXPECT_EQ(add(part_of("c", 0, 2)), "503");
    EXPECT_EQ(add(part_of("a", 1, 2)), "whole");
    EXPECT_EQ(add(part_of("c", 0, 2)), "taken");
}

TEST_F(ImportAssemblyTest, IdleImportIsForgottenAndAnActiveOneIsNot) {
    EXPECT_EQ(add(part_of("a", 0, 3), seconds(0)), "taken");
    EXPECT_EQ(add(part_of("b", 0, 3), seconds(0)), "taken");
    EXPECT_EQ(add(part_of("b", 1, 3), seconds(30)), "taken");
    assembly_.drop_idle(seconds(60) - Instant(1));
    EXPECT_TRUE(assembly_.holds("a"));
    assembly_.drop_idle(seconds(60));
    EXPECT_FALSE(assembly_.holds("a"));
    EXPECT_EQ(add(part_of("b", 2, 3), seconds(80)), "whole");
}

}  // namespace
}  // namespace tradepit::writer
