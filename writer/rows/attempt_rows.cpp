#include "writer/rows/attempt_rows.h"

#include "common/schema/sql.h"
#include "common/schema/stored_values.h"

namespace tradepit::writer {

using namespace common;

AttemptRows::AttemptRows(SQLite::Database& database)
    : insert_epoch_{database, "INSERT INTO epochs(epoch, nonce, granted_at) VALUES(?,?,?)"},
      insert_claim_{database,
                    "INSERT INTO claims(claim, request, epoch, chain, worker, nonce, claimed_at) "
                    "VALUES(?,?,?,?,?,?,?)"},
      insert_attempt_{database,
                      "INSERT INTO attempts(chain, claim, date, attempt, state) VALUES(?,?,?,?,?)"},
      update_attempt_{
          database,
          "UPDATE attempts SET state = ?, started = ?, last_batch = ?, events = ?, digest = ?, "
          "error = ? WHERE chain = ? AND date = ? AND attempt = ?"},
      // A batch that is repeated changes nothing: its number is not above last_batch.
      count_late_{database,
                  "UPDATE attempts SET late_events = late_events + ?, last_batch = ? "
                  "WHERE chain = ? AND date = ? AND attempt = ? AND last_batch < ?"} {}

void AttemptRows::apply(const RecordEpoch& operation, const std::string& timestamp) {
    run(insert_epoch_, operation.epoch, nonce_text(operation.nonce), timestamp);
}

void AttemptRows::apply(const RecordClaim& operation, const std::string& timestamp) {
    run(insert_claim_, operation.claim, operation.request, operation.epoch, operation.chain,
        operation.worker, nonce_text(operation.nonce), timestamp);
    for (const auto& [date, attempt] : operation.days)
        run(insert_attempt_, operation.chain, operation.claim, date, attempt, AttemptState::open);
}

void AttemptRows::apply(const SaveAttempt& operation, const std::string&) {
    run(update_attempt_, operation.state, operation.started, operation.last_batch,
        operation.event_count, Blob{operation.digest}, TextOrNull{operation.error},
        operation.key.chain, operation.key.date, operation.key.attempt);
}

void AttemptRows::apply(const CountLate& operation, const std::string&) {
    run(count_late_, operation.event_count, operation.batch, operation.key.chain,
        operation.key.date, operation.key.attempt, operation.batch);
}

}  // namespace tradepit::writer
