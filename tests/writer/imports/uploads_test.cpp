#include "writer/imports/uploads.h"

#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "common/market/market_rules_json.h"
#include "tests/writer/imports/uploading.h"

namespace tradepit::writer::tests {
namespace {

using namespace std::chrono_literals;
using common::Upload;
using common::UploadAnswer;
using common::UploadKind;

/// Prices of one symbol on two dates, encoded.
std::string prices(const std::string& open = "100") {
    common::MarketRules rules;
    rules.name = common::MarketName{"us"};
    common::PriceImport import{.market = rules.name,
                               .rules = common::to_json(rules),
                               .source = "merged.jsonl",
                               .bars = {}};
    for (const char* date : {"2025-10-01", "2025-10-02"})
        import.bars.push_back({.symbol = common::Symbol{"AAPL"},
                               .date = common::Stamp::parse(date).value(),
                               .open = common::Price::parse(open).value(),
                               .high = {},
                               .low = {},
                               .close = {},
                               .volume = {}});
    return common::encode_upload(import);
}

class UploadsTest : public Uploading {
protected:
    /// One of the two halves of a file: number 0 or 1.
    static Upload half(const std::string& octets, int number, const std::string& key = "k") {
        const std::size_t middle = octets.size() / 2;
        const auto piece = number == 0 ? octets.substr(0, middle) : octets.substr(middle);
        return {key, UploadKind::prices, number, 2, {piece}, common::sha256_hex(octets)};
    }
    UploadAnswer whole(const std::string& octets, const std::string& key = "k") {
        return take(UploadKind::prices, octets, key);
    }
    std::string rows() { return text("SELECT count(*) FROM prices"); }
};

TEST_F(UploadsTest, EachPartIsAnsweredAndTheLastOneAfterTheCommit) {
    const auto first = take(half(prices(), 0));
    EXPECT_EQ(first.status, UploadAnswer::PART_TAKEN);
    EXPECT_EQ(first.part, 0);
    EXPECT_EQ(rows(), "0");
    const auto last = take(half(prices(), 1));
    EXPECT_EQ(last.status, UploadAnswer::COMMITTED) << last.detail;
    EXPECT_EQ(last.key, "k");
    EXPECT_EQ(last.part, 1);
    EXPECT_EQ(rows(), "2");
}

TEST_F(UploadsTest, AnyPartOfACommittedFileGetsItsAnswerAgain) {
    take(half(prices(), 0));
    const auto answer = take(half(prices(), 1));
    EXPECT_EQ(take(half(prices(), 1)), answer);
    restart();
    EXPECT_EQ(take(half(prices(), 0)).prices, answer.prices) << "after a restart";
    EXPECT_EQ(rows(), "2");
    EXPECT_EQ(text("SELECT key, status FROM idempotency"), "k|200");
}

TEST_F(UploadsTest, TheAnswerToARefusedFileIsRecordedToo) {
    const auto refused = whole(prices("0"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(whole(prices("0")), refused);
    EXPECT_EQ(text("SELECT key, status FROM idempotency"), "k|422");
    EXPECT_EQ(rows(), "0");
}

TEST_F(UploadsTest, OtherContentUnderAUsedKeyIsRefused) {
    EXPECT_EQ(whole(prices()).status, 200);
    const auto refused = whole(prices("1"));
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.detail, common::key_misused_detail("k"));
    EXPECT_EQ(text("SELECT max(price_set) FROM prices"), "1");
}

TEST_F(UploadsTest, TheKeyOfAJobIsRefused) {
    store.database().exec("INSERT INTO idempotency VALUES ('k', 'h', 200, 'a-job-id', 'then')");
    EXPECT_EQ(whole(prices()).status, 409);
}

TEST_F(UploadsTest, AKeyThatAJobTakesWhileThePartsComeIsRefused) {
    EXPECT_EQ(take(half(prices(), 0)).status, 100);
    store.database().exec("INSERT INTO idempotency VALUES ('k', 'h', 200, 'a-job', 'now')");
    EXPECT_EQ(take(half(prices(), 1)).status, 409);
    EXPECT_EQ(rows(), "0");
}

TEST_F(UploadsTest, MissingPartsAreAskedForAtTheLastOne) {
    EXPECT_EQ(take(half(prices(), 1)).status, UploadAnswer::SEND_AGAIN);
    EXPECT_EQ(take(half(prices(), 0)).status, 100);
    EXPECT_EQ(take(half(prices(), 1)).status, 200);
}

TEST_F(UploadsTest, AFileThatFallsSilentForAMinuteBeginsAnew) {
    EXPECT_EQ(take(half(prices(), 0), 0s).status, 100);
    EXPECT_EQ(take(half(prices(), 1), 60s).status, UploadAnswer::SEND_AGAIN);
}

TEST_F(UploadsTest, PartsOfTwoSendersAreNotJoined) {
    EXPECT_EQ(take(half(prices(), 0)).status, 100);
    EXPECT_EQ(uploads->take("another", half(prices(), 1), intake, wall, {}).status,
              UploadAnswer::SEND_AGAIN);
}

TEST_F(UploadsTest, AKeyHas1To128BytesWithoutControlCharacters) {
    EXPECT_EQ(whole(prices(), "").detail, "key must not be empty");
    EXPECT_EQ(whole(prices(), "a\n").detail, "key \"a\\x0a\" has control characters");
    EXPECT_EQ(whole(prices(), std::string(129, 'k')).status, 400);
    EXPECT_EQ(whole(prices(), std::string(128, 'k')).status, 200);
}

TEST_F(UploadsTest, WhatIsNotAFileOfItsKindIsRefusedAndNotRecorded) {
    EXPECT_EQ(whole("nonsense").status, 400);
    EXPECT_EQ(take(UploadKind::log, prices(), "k").status, 400);
    EXPECT_EQ(whole(prices()).status, 200);
}

TEST_F(UploadsTest, AFileAtTheLimitIsTakenAndOneByteMoreRefused) {
    const auto octets = prices();
    restart({.whole_bytes_max = octets.size()});
    EXPECT_EQ(whole(octets).status, 200);
    restart({.whole_bytes_max = octets.size() - 1});
    EXPECT_EQ(whole(octets, "k2").status, 413);
}

TEST_F(UploadsTest, PositionsAndLogsHaveALimitOfTheirOwn) {
    const auto log = [&](int parts) {
        return take({"k", UploadKind::log, 0, parts, {"x"}, "digest"}).status;
    };
    constexpr int MOST = common::HISTORY_BYTES_MAX / common::PART_BYTES_MAX + 1;
    EXPECT_EQ(log(MOST), 100);
    EXPECT_EQ(log(MOST + 1), 413);
}

TEST_F(UploadsTest, ALockedDatabaseLeavesNothingAndTheFileMayBeSentAgain) {
    SQLite::Database other{dir.file("results.db"), SQLite::OPEN_READWRITE};
    other.exec("BEGIN IMMEDIATE");
    EXPECT_THROW(static_cast<void>(whole(prices())), SQLite::Exception);
    other.exec("ROLLBACK");
    EXPECT_EQ(rows(), "0");
    EXPECT_EQ(whole(prices()).status, 200);
}

TEST_F(UploadsTest, ALookUpOfAKeyThatFailedOnceWorksAgain) {
    store.database().exec("ALTER TABLE idempotency RENAME TO gone");
    EXPECT_THROW(static_cast<void>(whole(prices())), SQLite::Exception);
    store.database().exec("ALTER TABLE gone RENAME TO idempotency");
    EXPECT_EQ(whole(prices()).status, 200);
}

}  // namespace
}  // namespace tradepit::writer::tests
