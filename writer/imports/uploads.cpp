#include "writer/imports/uploads.h"

#include <utility>

#include <SQLiteCpp/Transaction.h>

#include "common/text/name_rules.h"
#include "writer/imports/history_import.h"
#include "writer/imports/price_import.h"

namespace tradepit::writer {

using namespace common;

namespace {

constexpr std::int32_t BAD_REQUEST = 400;
constexpr std::int32_t CONFLICT = 409;
constexpr std::int32_t TOO_LARGE = 413;

UploadAnswer upload_answer(std::int32_t status, std::string detail = {}) {
    UploadAnswer answer;
    answer.status = status;
    answer.detail = std::move(detail);
    return answer;
}

/// The answer to a whole file, from the outcome recorded under `key`. If the outcome is not that of
/// an import, another kind of request has used the key.
UploadAnswer upload_answer(CommandOutcome outcome, const std::string& key) {
    if (auto* refused = std::get_if<CommandRefused>(&outcome))
        return upload_answer(refused->status, std::move(refused->detail));
    auto* done = std::get_if<ImportDone>(&outcome);
    if (done == nullptr) return upload_answer(CONFLICT, key_misused_detail(key));
    UploadAnswer answer = upload_answer(UploadAnswer::COMMITTED);
    answer.prices = done->prices;
    answer.history = std::move(done->history);
    return answer;
}

std::optional<UploadAnswer> fault_of(const Upload& part) {
    if (auto fault = name_fault("key", part.key))
        return upload_answer(BAD_REQUEST, *std::move(fault));
    const auto parts_max =
        static_cast<std::int32_t>(upload_bytes_max(part.file_kind) / PART_BYTES_MAX) + 1;
    if (part.parts > parts_max)
        return upload_answer(TOO_LARGE, std::to_string(part.parts) + " parts where " +
                                            std::to_string(parts_max) +
                                            " are the limit of a file of its kind");
    return std::nullopt;
}

}  // namespace

UploadAnswer Uploads::take(const Peer& peer, Upload part, Intake& intake, common::UtcTime timestamp,
                           Instant now) {
    const std::string key = part.key;
    const std::int32_t number = part.part;
    UploadAnswer answer = answer_part(peer, std::move(part), intake, timestamp, now);
    answer.key = key;
    answer.part = number;
    return answer;
}

UploadAnswer Uploads::answer_part(const Peer& peer, Upload part, Intake& intake,
                                  common::UtcTime timestamp, Instant now) {
    if (auto fault = fault_of(part)) return *std::move(fault);
    if (!parts_.holds(peer, part.key))
        if (auto answer = recorded(part)) return *std::move(answer);
    auto taken = parts_.add(take_part(peer, part), now);
    if (std::holds_alternative<Assembly::Incomplete>(taken))
        return upload_answer(UploadAnswer::PART_TAKEN);
    if (auto* refused = std::get_if<Assembly::Refused>(&taken))
        return upload_answer(refused->status, std::move(refused->detail));
    // Another request may have taken the key while the parts came.
    if (auto answer = recorded(part)) return *std::move(answer);
    auto decoded = decode_upload(part.file_kind, std::get<std::string>(taken));
    taken = Assembly::Incomplete{};  // frees the octets: a large file is not held twice
    if (const auto* malformed = std::get_if<Malformed>(&decoded))
        return upload_answer(BAD_REQUEST, malformed->text());
    return upload_answer(import(std::get<UploadContent>(std::move(decoded)), part.key, part.digest,
                                intake, timestamp),
                         part.key);
}

std::optional<UploadAnswer> Uploads::recorded(const Upload& part) {
    const auto past = store_.stored_answer(part.key);
    if (!past) return std::nullopt;
    return upload_answer(repeated_answer(*past, part.key, part.digest).outcome, part.key);
}

CommandOutcome Uploads::import(UploadContent content, const std::string& key,
                               const std::string& digest, Intake& intake,
                               common::UtcTime timestamp) {
    auto planned = plan(std::move(content), intake, timestamp);
    CommandOutcome outcome;
    std::vector<Operation> operations;
    if (auto* refusal = std::get_if<ImportRefusal>(&planned)) {
        outcome = CommandRefused{refusal->status, std::move(refusal->detail)};
        // Any other refusal may pass, and is not recorded.
        if (refusal->status != CONFLICT && refusal->status != CONTENT_REFUSED) return outcome;
    } else {
        auto& made = std::get<ImportPlan>(planned);
        operations = std::move(made.operations);
        outcome = std::move(made.done);
    }
    operations.emplace_back(RecordAnswer{key, digest, outcome});
    store_.commit(operations, timestamp);
    return outcome;
}

PlannedImport Uploads::plan(UploadContent content, Intake& intake, common::UtcTime timestamp) {
    // One read transaction, since a plan runs thousands of queries.
    const SQLite::Transaction reading{store_.database()};
    const auto plan_of = [&]<class Import>(Import& import) {
        if constexpr (std::same_as<Import, PriceImport>)
            return plan_import(store_.database(), std::move(import));
        else
            return plan_import(store_.database(), import, intake, timestamp);
    };
    return std::visit(plan_of, content);
}

}  // namespace tradepit::writer
