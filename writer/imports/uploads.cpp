#include "writer/imports/uploads.h"

#include <utility>

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>
#include <nlohmann/json.hpp>

#include "common/text/quoted.h"
#include "writer/imports/history_import.h"
#include "writer/imports/price_import.h"

namespace tradepit::writer {

using namespace common;

namespace {

constexpr std::int32_t UNSOUND = 400;
constexpr std::int32_t CONFLICT = 409;
constexpr std::int32_t TOO_LARGE = 413;

UploadAnswer upload_answer(std::int32_t status, std::string detail = {}) {
    UploadAnswer answer;
    answer.status = status;
    answer.detail = std::move(detail);
    return answer;
}

/// The answer as it is recorded under the key: {"upload": {…}}. No other request's answer has that
/// member.
std::string recorded_text(const UploadAnswer& answer) {
    nlohmann::json upload{{"detail", answer.detail}};
    if (answer.prices)
        upload["prices"] = {answer.prices->price_set, answer.prices->inserted,
                            answer.prices->changed, answer.prices->unchanged};
    if (answer.history) {
        const HistoryCounts& counts = answer.history->counts;
        upload["history"] = {{"market", answer.history->market.value()},
                             {"known", answer.history->known},
                             {"counts",
                              {counts.inserted, counts.present, counts.amount_zero, counts.rounded,
                               counts.forked, counts.unexplained, counts.unpriced}},
                             {"notes", answer.history->notes}};
    }
    return nlohmann::json{{"upload", std::move(upload)}}.dump();
}

template <class Counts>
Counts counts_of(const nlohmann::json& numbers) {
    Counts counts;
    std::size_t i = 0;
    std::apply([&](auto&... count) { ((count = numbers.at(i++)), ...); }, counts.fields());
    return counts;
}

UploadAnswer answer_of(std::int32_t status, const nlohmann::json& upload) {
    UploadAnswer answer = upload_answer(status, upload.at("detail"));
    if (upload.contains("prices")) answer.prices = counts_of<PriceCounts>(upload.at("prices"));
    if (upload.contains("history")) {
        const auto& history = upload.at("history");
        answer.history =
            HistoryOutcome{.market = MarketName{history.at("market").get<std::string>()},
                           .known = history.at("known"),
                           .counts = counts_of<HistoryCounts>(history.at("counts")),
                           .notes = history.at("notes").get<std::vector<std::string>>()};
    }
    return answer;
}

std::optional<UploadAnswer> fault_of(const Upload& part) {
    if (part.key.empty() || part.key.size() > NAME_BYTES_MAX)
        return upload_answer(
            UNSOUND, "an import's key has 1 to " + std::to_string(NAME_BYTES_MAX) + " bytes");
    const auto parts_max =
        static_cast<std::int32_t>(upload_bytes_max(part.what) / PART_BYTES_MAX) + 1;
    if (part.parts > parts_max)
        return upload_answer(TOO_LARGE, std::to_string(part.parts) + " parts where " +
                                            std::to_string(parts_max) +
                                            " are the limit of a file of its kind");
    return std::nullopt;
}

}  // namespace

UploadAnswer Uploads::take(const Peer& peer, Upload part, Intake& intake, common::UtcTime wall,
                           Instant now) {
    const std::string key = part.key;
    const std::int32_t number = part.part;
    UploadAnswer answer;
    try {
        answer = join(peer, std::move(part), intake, wall, now);
    } catch (const SQLite::Exception& fault) {
        if (!may_pass(fault)) throw;
        answer = upload_answer(UploadAnswer::SEND_AGAIN,
                               std::string{"the import was not stored: "} + fault.what());
    }
    answer.key = key;
    answer.part = number;
    return answer;
}

UploadAnswer Uploads::join(const Peer& peer, Upload part, Intake& intake, common::UtcTime wall,
                           Instant now) {
    if (auto fault = fault_of(part)) return *std::move(fault);
    if (!parts_.holds(peer, part.key))
        if (auto answer = recorded(part)) return *std::move(answer);
    auto taken = parts_.add({.sender = peer,
                             .key = part.key,
                             .digest = part.digest,
                             .part = part.part,
                             .parts = part.parts,
                             .octets = std::move(part.octets.octets)},
                            now);
    if (std::holds_alternative<Assembly::Incomplete>(taken))
        return upload_answer(UploadAnswer::PART_TAKEN);
    if (auto* refused = std::get_if<Assembly::Refused>(&taken))
        return upload_answer(refused->status, std::move(refused->detail));
    // Another request may have taken the key while the parts came.
    if (auto answer = recorded(part)) return *std::move(answer);
    auto decoded = decode_upload(part.what, std::get<std::string>(taken));
    taken = Assembly::Incomplete{};  // frees the octets: a large file is not held twice
    if (const auto* malformed = std::get_if<Malformed>(&decoded))
        return upload_answer(UNSOUND, malformed->text());
    return import(std::get<UploadContent>(std::move(decoded)), part.key, part.digest, intake, wall);
}

std::optional<UploadAnswer> Uploads::recorded(const Upload& part) {
    const auto past = store_.answers().find_stored(part.key);
    if (!past) return std::nullopt;
    const auto json = nlohmann::json::parse(past->answer, nullptr, false);
    if (past->request_hash != part.digest || !json.is_object() || !json.contains("upload"))
        return upload_answer(
            CONFLICT, "the key " + quoted_text(part.key) + " was used before with other content");
    return answer_of(past->status, json.at("upload"));
}

UploadAnswer Uploads::import(UploadContent content, const std::string& key,
                             const std::string& digest, Intake& intake, common::UtcTime wall) {
    UploadAnswer answer = upload_answer(UploadAnswer::COMMITTED);
    std::vector<Operation> operations;
    auto planned = plan(std::move(content), intake, wall);
    if (auto* refusal = std::get_if<ImportRefusal>(&planned)) {
        answer = upload_answer(refusal->status, std::move(refusal->detail));
        // Any other refusal may turn out differently next time, and is not recorded.
        if (answer.status != CONFLICT && answer.status != CONTENT_REFUSED) return answer;
    } else {
        auto& made = std::get<ImportPlan>(planned);
        operations = std::move(made.operations);
        answer.prices = made.prices;
        answer.history = std::move(made.history);
    }
    operations.emplace_back(RecordUploadAnswer{key, digest, answer.status, recorded_text(answer)});
    store_.commit(operations, wall);
    return answer;
}

PlannedImport Uploads::plan(UploadContent content, Intake& intake, common::UtcTime wall) {
    // One read transaction, since a plan runs thousands of queries.
    const SQLite::Transaction reading{store_.database()};
    const auto plan_of = [&]<class Import>(Import& import) {
        if constexpr (std::same_as<Import, PriceImport>)
            return plan_import(store_.database(), std::move(import));
        else
            return plan_import(store_.database(), import, intake, wall);
    };
    return std::visit(plan_of, content);
}

}  // namespace tradepit::writer
