#include "writer/store/writer_epoch.h"

#include <SQLiteCpp/Transaction.h>

#include "common/schema/sql.h"

namespace tradepit::writer {

namespace {

std::int64_t take_next_number(SQLite::Database& database) {
    SQLite::Transaction transaction{database, SQLite::TransactionBehavior::IMMEDIATE};
    database.exec(
        "INSERT INTO writer_epoch VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET epoch = epoch + 1");
    const std::int64_t number = database.execAndGet("SELECT epoch FROM writer_epoch").getInt64();
    transaction.commit();
    return number;
}

}  // namespace

Replaced::Replaced(const std::string& file, std::int64_t mine, std::int64_t theirs)
    : std::runtime_error(file + ": another writer has it, started as number " +
                         std::to_string(theirs) + " where this one is " + std::to_string(mine)) {}

WriterEpoch::WriterEpoch(SQLite::Database& database)
    : file_{database.getFilename()},
      number_{take_next_number(database)},
      newest_{database, "SELECT epoch FROM writer_epoch"} {}

void WriterEpoch::check() {
    auto query = common::ask(newest_);
    const std::int64_t newest = query.next() ? query.integer(0) : 0;
    if (newest != number_) throw Replaced{file_, number_, newest};
}

}  // namespace tradepit::writer
