#include "writer/rows/attempt_rows.h"

#include "common/schema/sql.h"
#include "common/schema/stored_values.h"

namespace tradepit::writer {

using namespace common;

AttemptRows::AttemptRows(SQLite::Database& database)
    : epoch_{database, "INSERT INTO epochs(epoch, nonce, granted_at) VALUES(?,?,?)"},
      claim_{database,
             "INSERT INTO claims(claim, request, epoch, chain, worker, nonce, claimed_at) "
             "VALUES(?,?,?,?,?,?,?)"},
      attempt_{database,
               "INSERT INTO attempts(chain, claim, date, attempt, state) VALUES(?,?,?,?,?)"},
      save_{database,
            "UPDATE attempts SET state = ?, started = ?, last_batch = ?, events = ?, digest = ?, "
            "error = ? WHERE chain = ? AND date = ? AND attempt = ?"},
      late_{database,
            "UPDATE attempts SET late_events = late_events + ?, last_batch = ? "
            "WHERE chain = ? AND date = ? AND attempt = ? AND last_batch < ?"} {}

void AttemptRows::apply(const RecordEpoch& operation, const std::string& wall) {
    run(epoch_, operation.epoch, nonce_text(operation.nonce), wall);
}

void AttemptRows::apply(const RecordClaim& operation, const std::string& wall) {
    run(claim_, operation.claim, operation.request, operation.epoch, operation.chain,
        operation.worker, nonce_text(operation.nonce), wall);
    for (const auto& [date, number] : operation.days)
        run(attempt_, operation.chain, operation.claim, date, number, AttemptState::open);
}

void AttemptRows::apply(const SaveAttempt& operation, const std::string&) {
    run(save_, operation.state, operation.started, operation.last_batch, operation.events,
        Blob{operation.digest}, TextOrNull{operation.error}, operation.key.chain,
        operation.key.date, operation.key.attempt);
}

void AttemptRows::apply(const CountLate& operation, const std::string&) {
    run(late_, operation.events, operation.batch, operation.key.chain, operation.key.date,
        operation.key.attempt, operation.batch);
}

}  // namespace tradepit::writer
