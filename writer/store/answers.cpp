#include "writer/store/answers.h"

#include <utility>

namespace tradepit::writer {

Answers::Answers(SQLite::Database& database)
    : find_{database, common::SELECT_ANSWER},
      record_{database,
              "INSERT INTO idempotency(key, request_hash, status, answer, created_at) "
              "VALUES(?,?,?,?,?)"} {}

std::optional<common::RecordedAnswer> Answers::find_stored(const std::string& key) {
    auto rows = common::ask(find_, key);
    if (!rows.next()) return std::nullopt;
    return common::answer_of(rows);
}

std::optional<PastAnswer> Answers::find(const std::string& key) {
    auto recorded = find_stored(key);
    if (!recorded) return std::nullopt;
    return PastAnswer{std::move(recorded->request_hash),
                      common::stored_outcome(recorded->status, recorded->answer)};
}

void Answers::record(const RecordAnswer& answer, const std::string& wall) {
    auto [status, text] = common::stored(answer.outcome);
    record_stored(answer.key, {answer.request_hash, status, std::move(text)}, wall);
}

void Answers::record_stored(const std::string& key, const common::RecordedAnswer& answer,
                            const std::string& wall) {
    common::run(record_, key, answer.request_hash, answer.status, answer.answer, wall);
}

}  // namespace tradepit::writer
