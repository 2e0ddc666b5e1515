#include "writer/store/writer_epoch.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "common/digest.h"
#include "common/process/temporary_folder.h"
#include "tests/common/schema/stored_rows.h"
#include "writer/imports/uploads.h"
#include "writer/maintenance/cancelled_days.h"
#include "writer/store/store.h"

namespace tradepit::writer::tests {
namespace {

TEST(WriterEpoch, CountsTheStarts) {
    const common::TemporaryFolder dir;
    SQLite::Database database = common::database_with_schema(dir.file("a.db"));
    EXPECT_EQ(WriterEpoch{database}.number(), 1);
    EXPECT_EQ(WriterEpoch{database}.number(), 2);
}

TEST(WriterEpoch, OfAnEarlierStartIsReplaced) {
    const common::TemporaryFolder dir;
    SQLite::Database database = common::database_with_schema(dir.file("a.db"));
    WriterEpoch first{database};
    EXPECT_NO_THROW(first.check());
    WriterEpoch second{database};
    EXPECT_NO_THROW(second.check());
    EXPECT_THROW(first.check(), Replaced);
}

TEST(WriterEpoch, IsCheckedInEveryTransactionOfTheStore) {
    const common::TemporaryFolder dir;
    Store store{dir.file("a.db"), Synchronous::normal};
    store.commit({RecordEpoch{.epoch = 1, .nonce = 7}}, {});
    {
        // Stands for another writer that the lock did not keep out.
        SQLite::Database other{dir.file("a.db"), SQLite::OPEN_READWRITE};
        EXPECT_EQ(WriterEpoch{other}.number(), 2);
    }
    EXPECT_THROW(store.commit({RecordEpoch{.epoch = 2, .nonce = 8}}, {}), Replaced);
    EXPECT_THROW(store.probe_commit(), Replaced);
    EXPECT_EQ(store.database().execAndGet("SELECT COUNT(*) FROM epochs").getInt(), 1);
}

TEST(WriterEpoch, IsCheckedInTransactionsBesideTheStores) {
    const common::TemporaryFolder dir;
    Store store{dir.file("a.db"), Synchronous::normal};
    CancelledDays days{store.database(), store.fence()};
    Uploads uploads{store};
    Intake intake{{}, {}};
    common::StoredRows rows{store.database()};
    rows.add({.id = "j", .status = "cancelled", .completed_at = "t"});
    rows.add({.job = "j", .model = "m"});
    store.database().exec(
        "INSERT INTO job_details(job_id, date, model, status) VALUES('j', 'd', 'm', 'pending')");
    days.add(common::JobId{"j"});
    {
        SQLite::Database other{dir.file("a.db"), SQLite::OPEN_READWRITE};
        EXPECT_EQ(WriterEpoch{other}.number(), 2);
    }
    EXPECT_THROW(days.run_once(), Replaced);
    const common::WireBar bar{common::Symbol{"AAPL"},
                              common::Stamp::parse("2025-10-01").value(),
                              common::Price::parse("1").value(),
                              {},
                              {},
                              {},
                              {}};
    const std::string file =
        common::encode_upload(common::PriceImport{common::MarketName{"us"}, "{}", "f", {bar}});
    const common::Upload upload{"k",    common::UploadKind::prices, 0, 1,
                                {file}, common::sha256_hex(file)};
    EXPECT_THROW(static_cast<void>(uploads.take("peer", upload, intake, common::UtcTime{}, {})),
                 Replaced);
    const auto number = [&](const char* sql) { return store.database().execAndGet(sql).getInt(); };
    EXPECT_EQ(number("SELECT COUNT(*) FROM job_details WHERE status = 'pending'"), 1);
    EXPECT_EQ(number("SELECT COUNT(*) FROM idempotency"), 0);
}

}  // namespace
}  // namespace tradepit::writer::tests
