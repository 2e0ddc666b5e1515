#include "writer/maintenance/forgotten_keys.h"

#include "common/process/clock.h"
#include "common/schema/sql.h"

namespace tradepit::writer {

ForgottenKeys::ForgottenKeys(SQLite::Database& database, WriterEpoch& epoch)
    : database_{database},
      epoch_{epoch},
      find_{database,
            "SELECT 1 FROM idempotency INDEXED BY idx_idempotency_created_at "
            "WHERE created_at < ? LIMIT 1"},
      // Few at a time, since a recorded refusal may have PART_BYTES_MAX bytes.
      forget_{database,
              "DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency "
              "INDEXED BY idx_idempotency_created_at WHERE created_at < ? LIMIT 32)"} {}

std::int64_t ForgottenKeys::run_once(const std::string& cutoff, common::Instant slice) {
    {
        // Usually no key is old enough; then no transaction is begun.
        auto find = common::ask(find_, cutoff);
        if (!find.next()) return 0;
    }
    const auto until = common::steady_now() + slice;
    FencedTransaction transaction{database_, epoch_};
    std::int64_t forgotten = 0;
    do {
        const int some = common::run(forget_, cutoff);
        forgotten += some;
        if (some == 0) break;
    } while (common::steady_now() < until);
    transaction.commit();
    return forgotten;
}

}  // namespace tradepit::writer
