#include "writer/imports/history_import.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "common/resources.h"
#include "common/schema/sql.h"
#include "common/text/text_lines.h"
#include "writer/imports/history_job.h"
#include "writer/imports/log_import.h"
#include "writer/imports/record_import.h"
#include "writer/imports/stored_history.h"
#include "writer/imports/valuation_prices.h"

namespace tradepit::writer {

using namespace common;

namespace {

constexpr const char* IMPORT_AGENT = R"({"kind":"import"})";

/// The dates of which nothing is stored yet.
std::vector<Stamp> new_dates(const RecordPlan& plan) {
    std::vector<Stamp> dates;
    for (const PlannedDay& day : plan.days)
        if (day.is_new()) dates.push_back(day.day.date);
    return dates;
}

/// Refuses an import that would change a close with which another job has opened. `days` are all
/// days of the chain.
std::optional<ImportRefusal> refusal_for_successor(SQLite::Database& database, std::int64_t chain,
                                                   const std::vector<PlannedDay>& days) {
    const auto changed = std::find_if(days.begin(), days.end(), [](const PlannedDay& day) {
        return day.figures_changed || day.present < day.day.rows.size();
    });
    if (changed == days.end()) return std::nullopt;
    SQLite::Statement query{database,
                            "SELECT job_id, first_date FROM job_models "
                            "INDEXED BY idx_job_models_predecessor "
                            "WHERE predecessor = ? AND first_date > ? LIMIT 1"};
    auto successor = ask(query, chain, changed->day.date);
    if (!successor.next()) return std::nullopt;
    return ImportRefusal{409, "the records from " + changed->day.date.text() +
                                  " on would change what job " + successor.text(0) +
                                  " opened with, which goes on from this model on " +
                                  successor.text(1)};
}

JobModel imported_model(const ModelName& model, const RecordPlan& plan) {
    JobModel imported;
    imported.model = model;
    imported.agent = IMPORT_AGENT;
    imported.needs = need(WAIT);  // no worker ever runs it
    imported.first_date = plan.days.front().day.date;
    imported.opening = plan.opening;
    return imported;
}

/// Adds the operations that write all closings again, as if all records had come in one file: each
/// closing contains running sums over the days before it.
/// @param last_rows the position id of each day's last row, in the order of plan.days.
void save_closings(const RecordPlan& plan, const std::vector<std::int64_t>& last_rows,
                   std::int64_t chain, std::vector<Operation>& operations) {
    operations.emplace_back(DeleteClosings{chain});
    const SeriesOpening opening{plan.days.front().day.date, plan.start.initial_value};
    std::optional<RunningStats> stats;
    for (std::size_t i = 0; i < plan.days.size(); ++i) {
        const PlannedDay& day = plan.days[i];
        stats = next_stats(stats, opening,
                           {.date = day.day.date,
                            .position_id = last_rows[i],
                            .cash = day.day.rows.back().cash,
                            .figures = day.day.figures,
                            .trades = day.trades});
        operations.emplace_back(SaveClosing{chain, *stats});
    }
    operations.emplace_back(SaveSeriesStats{chain, *stats});
}

/// Adds the operations that store what is new in the plan: rows, figures, closings and running
/// statistics.
/// @param position the last position id that is in use.
void store_days(const RecordPlan& plan, const std::shared_ptr<const RowNames>& names,
                std::int64_t chain, std::int64_t position, std::vector<Operation>& operations) {
    std::vector<std::int64_t> last_rows;
    for (const PlannedDay& day : plan.days) {
        const auto& rows = day.day.rows;
        last_rows.push_back(day.day.last_row);
        if (day.present < rows.size()) {
            StoreEvents added{
                .names = names,
                .date = day.day.date,
                .events = {rows.begin() + static_cast<std::ptrdiff_t>(day.present), rows.end()},
                .first_position = position + 1,
                .last_stored_step = 0,
                .figures = day.day.figures};
            position += static_cast<std::int64_t>(added.events.size());
            last_rows.back() = position;
            operations.emplace_back(std::move(added));
        }
        if (day.figures_changed)
            operations.emplace_back(UpdateFigures{names, day.day.date, day.day.figures});
    }
    save_closings(plan, last_rows, chain, operations);
}

/// Adds all operations of a file that has new records.
/// @param chain the model's chain; nothing when the job has none of it yet.
void add_records(const HistoryJob& job, const HistoryJob::Extent& extent, const ModelName& model,
                 std::optional<std::int64_t> chain, const RecordPlan& plan, Intake& intake,
                 common::UtcTime now, std::vector<Operation>& operations) {
    const std::vector<Stamp> dates = new_dates(plan);
    const auto names = std::make_shared<const RowNames>(RowNames{job.job().value(), model.value()});
    const Counters last_given = intake.reserve({.job = job.is_new() ? 1 : 0,
                                                .chain = chain ? 0 : 1,
                                                .detail = static_cast<std::int64_t>(dates.size()),
                                                .position = plan.counts.inserted});
    if (job.is_new()) job.record(last_given.job + 1, now, operations);
    if (!chain) {
        chain = last_given.chain + 1;
        operations.emplace_back(RecordChain{.job = job.job(),
                                            .market = job.market(),
                                            .model = imported_model(model, plan),
                                            .chain = *chain,
                                            .first_detail = last_given.detail + 1});
    }
    operations.emplace_back(RecordCompletedDays{.job = job.job(),
                                                .model = model,
                                                .chain = *chain,
                                                .first_detail = last_given.detail + 1,
                                                .dates = dates,
                                                .completed = now});
    operations.emplace_back(SaveExtent{.job = job.job(),
                                       .dates = extent.dates,
                                       .models = extent.models,
                                       .days = static_cast<std::int64_t>(extent.days),
                                       .completed = now});
    store_days(plan, names, *chain, last_given.position, operations);
}

}  // namespace

PlannedImport plan_import(SQLite::Database& database, const RecordImport& import, Intake& intake,
                          common::UtcTime now) {
    auto opened = HistoryJob::open(database, import.owner);
    if (auto* refusal = std::get_if<ImportRefusal>(&opened)) return std::move(*refusal);
    auto& job = std::get<HistoryJob>(opened);
    const ModelName& model = import.owner.model;
    const StoredRecords stored = load_records(database, job.job(), model);
    ValuationPrices prices{database, job.market(), job.price_set()};
    auto planned = plan_records(import, stored,
                                {.valuation = std::ref(prices), .decimals = job.price_decimals()});
    if (const auto* refusal = std::get_if<RecordRefusal>(&planned))
        return ImportRefusal{CONTENT_REFUSED, refusal->message()};
    auto& plan = std::get<RecordPlan>(planned);
    auto extent = job.extent_with(model, new_dates(plan));
    if (auto* refusal = std::get_if<ImportRefusal>(&extent)) return std::move(*refusal);
    const auto chain = job.chain_of(model);
    if (chain)
        if (auto refusal = refusal_for_successor(database, *chain, plan.days))
            return *std::move(refusal);

    ImportPlan made;
    if (plan.counts.inserted > 0)
        add_records(job, std::get<HistoryJob::Extent>(extent), model, chain, plan, intake, now,
                    made.operations);
    made.done.history = HistoryOutcome{.market = job.market(),
                                       .had_rows = !stored.days.empty(),
                                       .counts = plan.counts,
                                       .notes = std::move(plan.notes)};
    if (plan.counts.unpriced > 0 && job.price_set() == 0)
        made.done.history->notes.push_back(
            "job " + job.job().value() + " was made without prices of " + job.market().value() +
            ", and keeps to that: import the prices first, or give another --job");
    return made;
}

PlannedImport plan_import(SQLite::Database& database, const LogImport& import, Intake& intake,
                          common::UtcTime now) {
    auto opened = HistoryJob::open(database, import.owner);
    if (auto* refusal = std::get_if<ImportRefusal>(&opened)) return std::move(*refusal);
    const auto& job = std::get<HistoryJob>(opened);
    const StoredLog stored = load_log(database, import);
    auto planned = plan_log(import, stored);
    if (const auto* fault = std::get_if<FileFault>(&planned))
        return ImportRefusal{CONTENT_REFUSED, fault->message()};
    auto& plan = std::get<LogPlan>(planned);

    ImportPlan made;
    if (job.is_new()) job.record(intake.reserve({.job = 1}).job + 1, now, made.operations);
    const auto present = static_cast<std::ptrdiff_t>(plan.present);
    made.operations.emplace_back(
        StoreLog{.names = std::make_shared<const RowNames>(
                     RowNames{job.job().value(), import.owner.model.value()}),
                 .date = import.date,
                 .first_step = present + 1,
                 .steps = {import.steps.begin() + present, import.steps.end()},
                 .tools = std::move(plan.tools)});
    made.done.history = HistoryOutcome{
        .market = job.market(),
        .had_rows = !stored.steps.empty(),
        .counts = {.inserted = static_cast<std::int64_t>(import.steps.size()) - present,
                   .present = present},
        .notes = {}};
    return made;
}

}  // namespace tradepit::writer
