#include "writer/store/answers.h"

#include <utility>

#include "common/schema/answers.h"

namespace tradepit::writer {

Answers::Answers(SQLite::Database& database)
    : find_{database, common::SELECT_ANSWER},
      record_{database,
              "INSERT INTO idempotency(key, request_hash, status, answer, created_at) "
              "VALUES(?,?,?,?,?)"} {}

std::optional<PastAnswer> Answers::find(const std::string& key) {
    auto rows = common::ask(find_, key);
    if (!rows.next()) return std::nullopt;
    auto recorded = common::answer_of(rows);
    return PastAnswer{std::move(recorded.request_hash),
                      common::stored_outcome(recorded.status, recorded.answer)};
}

void Answers::apply(const RecordAnswer& answer, const std::string& wall) {
    const auto [status, text] = common::stored(answer.outcome);
    common::run(record_, answer.key, answer.request_hash, status, text, wall);
}

}  // namespace tradepit::writer
