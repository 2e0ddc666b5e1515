#include "writer/imports/history_imports.h"

#include <algorithm>
#include <utility>

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <nlohmann/json.hpp>

#include "common/digest.h"
#include "common/limits.h"
#include "common/process/clock.h"
#include "common/text/quoted.h"
#include "writer/imports/log_rows.h"
#include "writer/imports/market_marks.h"
#include "writer/imports/record_rows.h"
#include "writer/store/store.h"

namespace tradepit::writer {

using namespace common;

namespace {

/// Files under way at once.
constexpr std::size_t FILES_MAX = 2;
constexpr std::int32_t COMMITTED = 200;

HistoryAnswer refused(std::int32_t status, std::string detail) {
    HistoryAnswer answer;
    answer.status = status;
    answer.detail = std::move(detail);
    return answer;
}
HistoryAnswer refused(const HistoryRefusal& refusal) {
    return refused(refusal.status, refusal.detail);
}

nlohmann::json answer_json(const HistoryAnswer& answer) {
    const HistoryCounts& counts = answer.counts;
    return {{"history",
             {{"detail", answer.detail},
              {"market", answer.market.value()},
              {"known", answer.known},
              {"counts",
               {counts.inserted, counts.present, counts.amount_zero, counts.rounded, counts.forked,
                counts.unexplained, counts.unpriced}},
              {"notes", answer.notes}}}};
}

HistoryAnswer answer_of(std::int32_t status, const nlohmann::json& history) {
    HistoryAnswer answer = refused(status, history.at("detail").get<std::string>());
    answer.market = MarketName{history.at("market").get<std::string>()};
    answer.known = history.at("known");
    std::size_t i = 0;
    for (auto* count : {&answer.counts.inserted, &answer.counts.present, &answer.counts.amount_zero,
                        &answer.counts.rounded, &answer.counts.forked, &answer.counts.unexplained,
                        &answer.counts.unpriced})
        *count = history.at("counts").at(i++);
    answer.notes = history.at("notes").get<std::vector<std::string>>();
    return answer;
}

}  // namespace

HistoryImports::HistoryImports(SQLite::Database& database, WriterEpoch& epoch)
    : database_{database},
      epoch_{epoch},
      parts_{{.whole_bytes_max = HISTORY_BYTES_MAX,
              .parts_max = HISTORY_BYTES_MAX / PART_BYTES_MAX + 1,
              .under_way_max = FILES_MAX,
              .bytes_max = FILES_MAX * HISTORY_BYTES_MAX,
              .when_full = Assembly::WhenFull::drop_quietest,
              .too_large_status = 507}} {}

std::optional<HistoryAnswer> HistoryImports::take(HistoryPart part, Counters& counters,
                                                  const std::string& now_utc) {
    const std::string key = part.key;
    const HistoryKind what = part.what;
    const auto answered = [&](HistoryAnswer answer) {
        answer.key = key;
        return answer;
    };
    if (key.empty() || key.size() > NAME_BYTES_MAX)
        return answered(
            refused(400, "an import's key has 1 to " + std::to_string(NAME_BYTES_MAX) + " bytes"));
    const auto taken = parts_.add({.key = key,
                                   .digest = std::move(part.digest),
                                   .part = part.part,
                                   .parts = part.parts,
                                   .octets = std::move(part.octets.octets)},
                                  steady_now());
    if (std::holds_alternative<Assembly::Incomplete>(taken)) return std::nullopt;
    if (const auto* fault = std::get_if<Assembly::Refused>(&taken))
        return answered(refused(fault->status, fault->detail));
    const auto& octets = std::get<std::string>(taken);
    const auto decoded = decode_history(what, octets);
    if (const auto* malformed = std::get_if<Malformed>(&decoded))
        return answered(refused(400, malformed->text()));
    const auto hash = sha256_hex(octets);
    try {
        if (auto answer = recorded(key, hash)) return answered(*std::move(answer));
        counters_ = counters;
        auto answer = answered(carry_out(key, std::get<0>(decoded), hash, now_utc));
        if (answer.status == COMMITTED) counters = counters_;
        return answer;
    } catch (const SQLite::Exception& fault) {
        if (!may_pass(fault)) throw;
        return answered(refused(503, std::string{"the import was not stored: "} + fault.what()));
    }
}

HistoryAnswer HistoryImports::carry_out(const std::string& key, const Import& import,
                                        const std::string& hash, const std::string& now_utc) {
    HistoryAnswer answer;
    {
        FencedTransaction transaction{database_, epoch_};
        answer = std::visit([&](const auto& file) { return commit(file, now_utc); }, import);
        answer.key = key;
        if (answer.status == COMMITTED) {
            record(answer, hash, now_utc);
            transaction.commit();
            return answer;
        }
        // Whatever was written before the refusal goes with this transaction.
    }
    if (answer.status != 409 && answer.status != 422) return answer;
    FencedTransaction transaction{database_, epoch_};
    record(answer, hash, now_utc);
    transaction.commit();
    return answer;
}

std::optional<HistoryAnswer> HistoryImports::recorded(const std::string& key,
                                                      const std::string& hash) {
    SQLite::Statement find{database_,
                           "SELECT request_hash, status, answer FROM idempotency WHERE key = ?"};
    find.bind(1, key);
    if (!find.executeStep()) return std::nullopt;
    const auto json = nlohmann::json::parse(find.getColumn(2).getString(), nullptr, false);
    if (find.getColumn(0).getString() != hash || !json.is_object() || !json.contains("history"))
        return refused(409, "the key " + quoted_text(key) + " was used before with other content");
    return answer_of(find.getColumn(1).getInt(), json.at("history"));
}

/// Another job opened with the chain's close before its own first day: that may not change any
/// more.
std::optional<HistoryRefusal> HistoryImports::gone_on_from(std::int64_t chain,
                                                           const std::vector<PlannedDay>& days) {
    const auto changed = std::find_if(days.begin(), days.end(), [](const PlannedDay& day) {
        return day.refigured || day.present < day.day.rows.size();
    });
    if (changed == days.end()) return std::nullopt;
    SQLite::Statement query{database_,
                            "SELECT job_id, first_date FROM job_models "
                            "INDEXED BY idx_job_models_predecessor "
                            "WHERE predecessor = ? AND first_date > ? LIMIT 1"};
    query.bind(1, chain);
    query.bind(2, changed->day.date.text());
    if (!query.executeStep()) return std::nullopt;
    return HistoryRefusal{409, "the records from " + changed->day.date.text() +
                                   " on would change "
                                   "what job " +
                                   query.getColumn(0).getString() +
                                   " opened with, which goes on from this model on " +
                                   query.getColumn(1).getString()};
}

HistoryAnswer HistoryImports::commit(const RecordImport& import, const std::string& now_utc) {
    auto opened = HistoryJob::open(database_, import.owner);
    if (const auto* refusal = std::get_if<HistoryRefusal>(&opened)) return refused(*refusal);
    auto& job = std::get<HistoryJob>(opened);
    RecordRows rows{database_, {import.owner.job.value(), import.owner.model.value()}};
    const StoredRecords stored = rows.load();
    MarketMarks marks{database_, job.market(), job.price_set()};
    auto planned = plan_records(import, stored, std::ref(marks));
    if (const auto* refusal = std::get_if<RecordRefusal>(&planned))
        return refused(422, refusal->message());
    auto& plan = std::get<RecordPlan>(planned);

    const ModelName& model = import.owner.model;
    std::vector<Stamp> dates;
    for (const PlannedDay& day : plan.days)
        if (day.is_new()) dates.push_back(day.day.date);
    const auto extent = job.with(model, dates);
    if (const auto* refusal = std::get_if<HistoryRefusal>(&extent)) return refused(*refusal);
    auto chain = job.chain_of(model);
    if (chain)
        if (const auto refusal = gone_on_from(*chain, plan.days)) return refused(*refusal);

    job.make_if_new(counters_, now_utc);
    if (plan.counts.inserted > 0) {
        if (!chain)
            chain = job.make_chain(model, plan.days.front().day.date, plan.opening, counters_);
        job.add_days(model, dates, std::get<HistoryJob::Extent>(extent), counters_, now_utc);
        rows.store(plan, *chain, counters_, now_utc);
    }
    HistoryAnswer answer;
    answer.status = COMMITTED;
    answer.market = job.market();
    answer.known = !stored.days.empty();
    answer.counts = plan.counts;
    answer.notes = std::move(plan.notes);
    if (plan.counts.unpriced > 0 && job.price_set() == 0)
        answer.notes.push_back("job " + import.owner.job.value() + " was made without prices of " +
                               job.market().value() +
                               ", and keeps to that: import the prices first, or give another "
                               "--job");
    return answer;
}

HistoryAnswer HistoryImports::commit(const LogImport& import, const std::string& now_utc) {
    auto opened = HistoryJob::open(database_, import.owner);
    if (const auto* refusal = std::get_if<HistoryRefusal>(&opened)) return refused(*refusal);
    const StoredLog stored = load_log(database_, import);
    const auto planned = plan_log(import, stored);
    if (const auto* fault = std::get_if<FileFault>(&planned)) return refused(422, fault->message());
    const auto& plan = std::get<LogPlan>(planned);
    std::get<HistoryJob>(opened).make_if_new(counters_, now_utc);
    store_log(database_, import, plan, now_utc);
    HistoryAnswer answer;
    answer.status = COMMITTED;
    answer.market = std::get<HistoryJob>(opened).market();
    answer.known = !stored.steps.empty();
    answer.counts.present = static_cast<std::int64_t>(plan.present);
    answer.counts.inserted = static_cast<std::int64_t>(import.steps.size() - plan.present);
    return answer;
}

void HistoryImports::record(const HistoryAnswer& answer, const std::string& hash,
                            const std::string& now_utc) {
    SQLite::Statement insert{
        database_,
        "INSERT INTO idempotency (key, request_hash, status, answer, created_at)"
        " VALUES (?, ?, ?, ?, ?)"};
    insert.bind(1, answer.key);
    insert.bind(2, hash);
    insert.bind(3, answer.status);
    insert.bind(4, answer_json(answer).dump());
    insert.bind(5, now_utc);
    insert.exec();
}

}  // namespace tradepit::writer
