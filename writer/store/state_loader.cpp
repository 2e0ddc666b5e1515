#include "writer/store/state_loader.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/schema/job_settings.h"
#include "common/schema/series_rows.h"
#include "common/schema/sql.h"
#include "common/schema/stats_rows.h"
#include "common/schema/stored_values.h"

namespace tradepit::writer {

using namespace common;

namespace {

std::string select_open_jobs() {
    return std::string{
               "SELECT job_number, job_id, market, price_set, price_hash, rules, total, completed, "
               "failed, skipped, cancelled, jobs.status, started_at, date_range, "} +
           JOB_SETTINGS_COLUMNS +
           " FROM jobs JOIN job_settings USING (job_id)"
           " WHERE jobs.status IN ('pending', 'running')";
}
constexpr const char* SELECT_CHAINS =
    "SELECT chain, model, agent, needs, lease_days_max, first_date, first_detail, opening_cash, "
    "opening_value, opening_holdings, COALESCE(predecessor, 0) "
    "FROM job_models WHERE job_id = ? ORDER BY chain";
constexpr const char* SELECT_ATTEMPTS =
    "SELECT date, attempt, worker, nonce, state, started, last_batch, events, digest, error "
    "FROM attempts JOIN claims USING (claim) WHERE attempts.chain = ? AND date >= ? "
    "ORDER BY date, attempt";

UtcTime utc_of(const std::string& text) { return sound(parse_utc(text), "a time"); }

}  // namespace

StateLoader::StateLoader(SQLite::Database& database, Series& series, EventRows& events)
    : database_{database},
      series_{series},
      event_rows_{events},
      skipped_{database,
               "SELECT DISTINCT date FROM job_details WHERE job_id = ? AND status = 'skipped'"},
      chains_{database, SELECT_CHAINS},
      // By id: through an index on the job, each chain would read the days of all chains of the
      // job.
      ended_days_{database,
                  "SELECT COUNT(*) FROM job_details WHERE id >= ? AND id < ? "
                  "AND status IN ('completed', 'failed', 'cancelled')"},
      order_bytes_{database,
                   "SELECT date, LENGTH(CAST(orders AS BLOB)) FROM job_orders WHERE chain = ?"},
      attempts_{database, SELECT_ATTEMPTS},
      running_{database, "SELECT started_at FROM job_details WHERE id = ? AND status = 'running'"},
      requests_{database, "SELECT request FROM claims WHERE chain = ? AND epoch = ?"},
      claim_{database,
             "SELECT request, date, attempt FROM attempts JOIN claims USING (claim) WHERE claim = "
             "(SELECT claim FROM attempts WHERE chain = ?1 AND state = 'open' LIMIT 1) "
             "AND attempts.chain = ?1 ORDER BY date"},
      close_before_{database, SELECT_CLOSE_BEFORE},
      series_stats_{database,
                    std::string{"SELECT "} + STATS_COLUMNS + " FROM series_stats WHERE chain = ?"},
      holdings_{database, SELECT_HOLDINGS} {}

IntakeState StateLoader::load() {
    IntakeState state;
    try {
        state.counters = counters();
        load_epochs(state);
        load_jobs(state);
    } catch (const nlohmann::json::exception& error) {
        corrupt(std::string{"JSON ("} + error.what() + ")");
    }
    return state;
}

std::vector<Holding> StateLoader::holdings_after(std::int64_t position) {
    return holdings_of(ask(holdings_, position));
}

std::int64_t StateLoader::integer(const char* sql) { return database_.execAndGet(sql).getInt64(); }

Counters StateLoader::counters() {
    Counters counters;
    // For a table with AUTOINCREMENT SQLite keeps the highest id that was ever inserted, so that no
    // number is given twice, not even that of a deleted row.
    const std::pair<const char*, std::int64_t*> sequences[] = {
        {"epochs", &counters.epoch},       {"job_settings", &counters.job},
        {"job_models", &counters.chain},   {"claims", &counters.claim},
        {"job_details", &counters.detail}, {"positions", &counters.position}};
    SQLite::Statement query{database_, "SELECT seq FROM sqlite_sequence WHERE name = ?"};
    for (const auto& [table, counter] : sequences) {
        auto rows = ask(query, table);
        if (rows.next()) *counter = rows.integer(0);
    }
    counters.change = std::max(integer("SELECT COALESCE(MAX(change_number), 0) FROM job_models"),
                               integer("SELECT COALESCE(MAX(change_number), 0) FROM last_change"));
    return counters;
}

void StateLoader::load_epochs(IntakeState& state) {
    SQLite::Statement query{database_, "SELECT nonce, epoch FROM epochs"};
    auto rows = ask(query);
    while (rows.next()) state.epochs[nonce_of(rows.text(0))] = rows.integer(1);
}

void StateLoader::load_jobs(IntakeState& state) {
    SQLite::Statement query{database_, select_open_jobs()};
    auto row = ask(query);
    while (row.next()) {
        auto job = std::make_shared<OpenJob>();
        job->number = row.integer(0);
        job->job = JobId{row.text(1)};
        job->market = MarketName{row.text(2)};
        job->price_set = row.integer(3);
        job->price_hash = row.text(4);
        job->rules = row.text(5);
        job->counts = {.total = row.integer(6),
                       .completed = row.integer(7),
                       .failed = row.integer(8),
                       .skipped = row.integer(9),
                       .cancelled = row.integer(10)};
        job->status = job_status_of(row.text(11));
        if (!row.is_null(12)) job->started = utc_of(row.text(12));
        job->dates = dates_of(row.text(13));
        job->settings = job_settings_of(row, 14);
        load_skipped_dates(*job);
        load_chains(job, state);
    }
}

void StateLoader::load_skipped_dates(OpenJob& job) {
    job.skipped.resize(job.dates.size());
    auto rows = ask(skipped_, job.job);
    while (rows.next()) {
        const Stamp date = stamp_of(rows.text(0));
        const auto at = std::lower_bound(job.dates.begin(), job.dates.end(), date);
        if (at == job.dates.end() || *at != date) corrupt("a skipped date");
        job.skipped[static_cast<std::size_t>(at - job.dates.begin())] = true;
    }
}

void StateLoader::load_chains(const std::shared_ptr<OpenJob>& job, IntakeState& state) {
    auto row = ask(chains_, job->job);
    while (row.next()) {
        OpenChain chain;
        chain.number = row.integer(0);
        if (job->chains++ == 0) job->first_chain = chain.number;
        chain.job = job;
        chain.names = std::make_shared<RowNames>(RowNames{job->job.value(), row.text(1)});
        chain.agent = row.text(2);
        chain.needs = needs_of(row.text(3));
        chain.lease_days_max = row.int32(4);
        const Stamp first = stamp_of(row.text(5));
        const auto at = std::lower_bound(job->dates.begin(), job->dates.end(), first);
        chain.first_date = static_cast<std::size_t>(at - job->dates.begin());
        chain.first_detail = row.integer(6);
        chain.close = {.cash = money_of(row[7]),
                       .value = money_of(row[8]),
                       .holdings = holdings_of(row.text(9))};
        load_series(chain, row.integer(10));
        // The days that are not skipped end in order, so their number tells which ones have ended.
        chain.ended = chain.day_after(-1);
        for (std::int64_t ended = ended_days(chain); ended > 0; --ended)
            chain.ended = chain.day_after(chain.ended);
        load_order_bytes(chain);
        load_attempts(chain);
        load_requests(chain, state.counters.epoch);
        load_claim(chain);
        load_close(chain);  // last: until then chain.close is the opening, which load_claim() uses
        state.chains.emplace(chain.number, std::move(chain));
    }
}

void StateLoader::load_series(OpenChain& chain, std::int64_t predecessor) {
    chain.predecessor = predecessor;
    if (predecessor == 0) {
        chain.series = {chain.date(0), chain.close.value};
        return;
    }
    auto start = series_.state_before(predecessor, chain.date(0));
    chain.series = start.opening;
    chain.stats = start.stats;
}

std::int64_t StateLoader::ended_days(const OpenChain& chain) {
    auto rows = ask(ended_days_, chain.first_detail, chain.first_detail + chain.days());
    return rows.next() ? rows.integer(0) : 0;
}

void StateLoader::load_order_bytes(OpenChain& chain) {
    auto rows = ask(order_bytes_, chain.number);
    while (rows.next()) {
        const auto day = chain.day_of(stamp_of(rows.text(0)));
        if (!day) continue;
        chain.order_bytes.resize(static_cast<std::size_t>(chain.days()));
        chain.order_bytes[static_cast<std::size_t>(*day)] = rows.int32(1);
    }
}

void StateLoader::load_attempts(OpenChain& chain) {
    if (chain.finished()) return;
    auto row = ask(attempts_, chain.number, chain.date(chain.ended));
    while (row.next()) {
        const Stamp date = stamp_of(row.text(0));
        const std::int32_t day = sound(chain.day_of(date), "an attempt");
        OpenDay& open = chain.open_days[day];
        Attempt& attempt = open.attempts.emplace_back();
        attempt.number = row.int32(1);
        if (attempt.number != static_cast<std::int32_t>(open.attempts.size()))
            corrupt("an attempt");
        attempt.worker = WorkerName{row.text(2)};
        attempt.nonce = nonce_of(row.text(3));
        attempt.state = attempt_state_of(row.text(4));
        attempt.started = row.integer(5) != 0;
        attempt.last_batch = row.integer(6);
        attempt.event_count = row.integer(7);
        attempt.digest = row.text(8);
        attempt.error = row.text(9);
        if (attempt.state == AttemptState::open && attempt.event_count > 0)
            attempt.ledger = DayLedger{event_rows_.ledger_state(*chain.names, date)};
    }
    load_running_days(chain);
}

void StateLoader::load_running_days(OpenChain& chain) {
    for (auto& [day, open] : chain.open_days) {
        auto row = ask(running_, chain.first_detail + day);
        open.running = row.next();
        if (open.running) open.started = utc_of(row.text(0));
    }
}

void StateLoader::load_requests(OpenChain& chain, std::int64_t epoch) {
    chain.requests_epoch = epoch;
    auto rows = ask(requests_, chain.number, epoch);
    while (rows.next()) chain.requests.push_back(std::hash<std::string>{}(rows.text(0)));
}

void StateLoader::load_claim(OpenChain& chain) {
    auto row = ask(claim_, chain.number);
    while (row.next()) {
        const Stamp date = stamp_of(row.text(1));
        if (!chain.claim)
            chain.claim = {
                .request = row.text(0), .opening = close_before(chain, date), .days = {}};
        chain.claim->days.push_back({date, row.int32(2), {}});
    }
}

Close StateLoader::close_before(const OpenChain& chain, Stamp date) {
    auto row = ask(close_before_, chain.number, date);
    if (!row.next()) return chain.close;
    return {.cash = money_of(row[0]),
            .value = money_of(row[1]),
            .holdings = holdings_after(row.integer(2))};
}

void StateLoader::load_close(OpenChain& chain) {
    auto row = ask(series_stats_, chain.number);
    if (!row.next()) return;
    chain.stats = stats_of(row);
    const Closing& latest = chain.stats->latest;
    chain.close = {.cash = latest.cash,
                   .value = latest.figures.value,
                   .holdings = holdings_after(latest.position_id)};
}

}  // namespace tradepit::writer
