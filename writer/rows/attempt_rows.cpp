#include "writer/rows/attempt_rows.h"

#include <charconv>
#include <system_error>

#include <spdlog/fmt/fmt.h>

#include "writer/rows/stored_values.h"

namespace tradepit::writer {

using namespace common;

const char* text_of(AttemptState state) {
    switch (state) {
        case AttemptState::open:
            return "open";
        case AttemptState::completed:
            return "completed";
        case AttemptState::failed:
            return "failed";
        case AttemptState::released:
            return "released";
        case AttemptState::refused:
            return "refused";
        case AttemptState::superseded:
            return "superseded";
    }
    return nullptr;
}

std::string nonce_text(std::uint64_t nonce) { return fmt::format("{:016x}", nonce); }

AttemptState attempt_state_of(std::string_view text) {
    for (const AttemptState state :
         {AttemptState::open, AttemptState::completed, AttemptState::failed, AttemptState::released,
          AttemptState::refused, AttemptState::superseded})
        if (text == text_of(state)) return state;
    corrupt("an attempt of state " + std::string{text});
}

std::uint64_t nonce_of(std::string_view text) {
    std::uint64_t nonce = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), nonce, 16);
    if (error != std::errc{} || end != text.data() + text.size())
        corrupt("a nonce " + std::string{text});
    return nonce;
}

AttemptRows::AttemptRows(SQLite::Database& database)
    : epoch_{database, "INSERT INTO epochs(epoch, nonce, granted_at) VALUES(?,?,?)"},
      claim_{database,
             "INSERT INTO claims(claim, request, epoch, chain, worker, nonce, claimed_at) "
             "VALUES(?,?,?,?,?,?,?)"},
      attempt_{database,
               "INSERT INTO attempts(chain, claim, date, attempt, state) VALUES(?,?,?,?,'open')"},
      save_{database,
            "UPDATE attempts SET state = ?, started = ?, last_batch = ?, events = ?, digest = ?, "
            "error = ? WHERE chain = ? AND date = ? AND attempt = ?"},
      late_{database,
            "UPDATE attempts SET late_events = late_events + ? "
            "WHERE chain = ? AND date = ? AND attempt = ?"} {}

void AttemptRows::apply(const RecordEpoch& operation, const std::string& wall) {
    epoch_.bind(1, operation.epoch);
    epoch_.bind(2, nonce_text(operation.nonce));
    epoch_.bind(3, wall);
    epoch_.exec();
    epoch_.reset();
}

void AttemptRows::apply(const RecordClaim& operation, const std::string& wall) {
    claim_.bind(1, operation.claim);
    claim_.bindNoCopy(2, operation.request);
    claim_.bind(3, operation.epoch);
    claim_.bind(4, operation.chain);
    claim_.bindNoCopy(5, operation.worker.value());
    claim_.bind(6, nonce_text(operation.nonce));
    claim_.bindNoCopy(7, wall);
    claim_.exec();
    claim_.reset();
    attempt_.bind(1, operation.chain);
    attempt_.bind(2, operation.claim);
    for (const auto& [date, number] : operation.days) {
        attempt_.bind(3, date.text());
        attempt_.bind(4, number);
        attempt_.exec();
        attempt_.reset();
    }
}

void AttemptRows::apply(const SaveAttempt& operation) {
    save_.bindNoCopy(1, text_of(operation.state));
    save_.bind(2, operation.started ? 1 : 0);
    save_.bind(3, operation.last_batch);
    save_.bind(4, operation.events);
    if (operation.digest.empty())
        save_.bind(5);
    else
        save_.bind(5, static_cast<const void*>(operation.digest.data()),
                   static_cast<int>(operation.digest.size()));
    if (operation.error.empty())
        save_.bind(6);
    else
        save_.bindNoCopy(6, operation.error);
    save_.bind(7, operation.key.chain);
    save_.bind(8, operation.key.date.text());
    save_.bind(9, operation.key.attempt);
    save_.exec();
    save_.reset();
}

void AttemptRows::apply(const CountLate& operation) {
    late_.bind(1, operation.events);
    late_.bind(2, operation.key.chain);
    late_.bind(3, operation.key.date.text());
    late_.bind(4, operation.key.attempt);
    late_.exec();
    late_.reset();
}

}  // namespace tradepit::writer
