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
    auto [request_hash, status, answer] = common::answer_of(rows);
    return PastAnswer{std::move(request_hash), status, std::move(answer)};
}

void Answers::record(const RecordAnswer& answer, const std::string& wall) {
    common::run(record_, answer.key, answer.request_hash, answer.status, answer.answer, wall);
}

}  // namespace tradepit::writer
