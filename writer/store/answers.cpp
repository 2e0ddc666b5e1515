#include "writer/store/answers.h"

#include <utility>

#include "common/schema/answers.h"

namespace tradepit::writer {

Answers::Answers(SQLite::Database& database)
    : select_answer_{database, common::SELECT_ANSWER},
      insert_answer_{database,
                     "INSERT INTO idempotency(key, request_hash, status, answer, created_at) "
                     "VALUES(?,?,?,?,?)"} {}

std::optional<StoredAnswer> Answers::find(const std::string& key) {
    auto rows = common::ask(select_answer_, key);
    if (!rows.next()) return std::nullopt;
    auto recorded = common::answer_of(rows);
    return StoredAnswer{std::move(recorded.request_hash),
                        common::stored_outcome(recorded.status, recorded.answer)};
}

void Answers::apply(const RecordAnswer& answer, const std::string& timestamp) {
    const auto [status, text] = common::stored(answer.outcome);
    common::run(insert_answer_, answer.key, answer.request_hash, status, text, timestamp);
}

}  // namespace tradepit::writer
