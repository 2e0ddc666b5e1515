// Store: intake's state, read back from what is committed.
#include <algorithm>
#include <stdexcept>

#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include "writer/rows/series.h"
#include "writer/rows/statement_use.h"
#include "writer/rows/stored_values.h"
#include "writer/store/store.h"

namespace tradepit::writer {

using namespace common;

namespace {

class Loader {
public:
    explicit Loader(SQLite::Database& database) : database_{database} {}

    IntakeState load() {
        load_counters();
        load_epochs();
        load_jobs();
        return std::move(state_);
    }

private:
    void load_counters();
    void load_epochs();
    void load_jobs();
    void load_job_days(JobRecord& job);
    void load_chains(const std::shared_ptr<JobRecord>& job);
    void load_start(ChainRecord& chain, std::int64_t predecessor);
    std::int64_t ended_days(const ChainRecord& chain);
    void load_close(ChainRecord& chain);
    void load_order_bytes(ChainRecord& chain);
    void load_attempts(ChainRecord& chain);
    void load_requests(ChainRecord& chain);
    void load_claim(ChainRecord& chain);
    Close close_before(const ChainRecord& chain, Stamp date);
    DayLedger ledger_of(const ChainRecord& chain, Stamp date);
    Close close_of_row(const SQLite::Column& cash, const SQLite::Column& value, std::int64_t id);
    std::vector<Holding> holdings_of(std::int64_t position);

    std::int64_t number(const char* sql) { return database_.execAndGet(sql).getInt64(); }

    SQLite::Database& database_;
    IntakeState state_;
    Series series_{database_};
    // By row id: over the job's own indexes each chain would read the days of all of them.
    SQLite::Statement ended_days_{database_,
                                  "SELECT COUNT(*) FROM job_details WHERE id >= ? AND id < ? "
                                  "AND status IN ('completed', 'failed', 'cancelled')"};
    SQLite::Statement order_bytes_{
        database_, "SELECT date, LENGTH(CAST(orders AS BLOB)) FROM job_orders WHERE chain = ?"};
    SQLite::Statement holdings_{
        database_, "SELECT symbol, quantity FROM holdings WHERE position_id = ? ORDER BY symbol"};
};

void Loader::load_counters() {
    Counters& counters = state_.counters;
    const std::pair<const char*, std::int64_t*> sequences[] = {
        {"epochs", &counters.epoch},       {"job_settings", &counters.job},
        {"job_models", &counters.chain},   {"claims", &counters.claim},
        {"job_details", &counters.detail}, {"positions", &counters.position}};
    SQLite::Statement query{database_, "SELECT seq FROM sqlite_sequence WHERE name = ?"};
    for (const auto& [table, counter] : sequences) {
        query.reset();
        query.bind(1, table);
        if (query.executeStep()) *counter = query.getColumn(0).getInt64();
    }
    counters.change = std::max(number("SELECT COALESCE(MAX(change_number), 0) FROM job_models"),
                               number("SELECT COALESCE(MAX(change_number), 0) FROM last_change"));
}

void Loader::load_epochs() {
    SQLite::Statement query{database_, "SELECT nonce, epoch FROM epochs"};
    while (query.executeStep())
        state_.epochs[nonce_of(query.getColumn(0).getString())] = query.getColumn(1).getInt64();
}

void Loader::load_jobs() {
    SQLite::Statement query{
        database_,
        "SELECT job_number, job_id, market, price_set, price_hash, rules, day_order, priority, "
        "total, "
        "completed, failed, skipped, cancelled, jobs.status, started_at, date_range "
        "FROM jobs JOIN job_settings USING (job_id) WHERE jobs.status IN ('pending', 'running')"};
    while (query.executeStep()) {
        auto job = std::make_shared<JobRecord>();
        job->number = query.getColumn(0).getInt64();
        job->job = JobId{query.getColumn(1).getString()};
        job->market = MarketName{query.getColumn(2).getString()};
        job->price_set = query.getColumn(3).getInt64();
        job->price_hash = query.getColumn(4).getString();
        job->rules = query.getColumn(5).getString();
        job->order = query.getColumn(6).getString() == "date" ? Order::date : Order::model;
        job->priority = query.getColumn(7).getInt();
        job->counts = {.total = query.getColumn(8).getInt64(),
                       .completed = query.getColumn(9).getInt64(),
                       .failed = query.getColumn(10).getInt64(),
                       .skipped = query.getColumn(11).getInt64(),
                       .cancelled = query.getColumn(12).getInt64()};
        const bool running = query.getColumn(13).getString() == "running";
        job->status = running ? JobStatus::running : JobStatus::pending;
        if (!query.getColumn(14).isNull())
            job->started = sound(parse_wall(query.getColumn(14).getString()), "a time");
        for (const auto& date : json_of(query.getColumn(15).getString()))
            job->dates.push_back(stamp_of(date.get<std::string>()));
        load_job_days(*job);
        load_chains(job);
    }
}

void Loader::load_job_days(JobRecord& job) {
    job.skipped.resize(job.dates.size());
    SQLite::Statement query{database_,
                            "SELECT DISTINCT date FROM job_details "
                            "WHERE job_id = ? AND status = 'skipped'"};
    query.bind(1, job.job.value());
    while (query.executeStep()) {
        const Stamp date = stamp_of(query.getColumn(0).getString());
        const auto at = std::lower_bound(job.dates.begin(), job.dates.end(), date);
        if (at == job.dates.end() || *at != date) corrupt("a skipped date");
        job.skipped[static_cast<std::size_t>(at - job.dates.begin())] = true;
    }
}

void Loader::load_chains(const std::shared_ptr<JobRecord>& job) {
    SQLite::Statement query{
        database_,
        "SELECT chain, model, agent, slot, stretch, first_date, first_detail, opening_cash, "
        "opening_value, opening_holdings, COALESCE(predecessor, 0) "
        "FROM job_models WHERE job_id = ? ORDER BY chain"};
    query.bind(1, job->job.value());
    while (query.executeStep()) {
        ChainRecord chain;
        chain.number = query.getColumn(0).getInt64();
        if (job->chains++ == 0) job->first_chain = chain.number;
        chain.job = job;
        chain.names =
            std::make_shared<RowNames>(RowNames{job->job.value(), query.getColumn(1).getString()});
        chain.agent = query.getColumn(2).getString();
        chain.slot =
            query.getColumn(3).getString() == "computing" ? SlotKind::computing : SlotKind::waiting;
        chain.stretch = query.getColumn(4).getInt();
        const Stamp first = stamp_of(query.getColumn(5).getString());
        const auto at = std::lower_bound(job->dates.begin(), job->dates.end(), first);
        chain.first_date = static_cast<std::size_t>(at - job->dates.begin());
        chain.first_detail = query.getColumn(6).getInt64();
        chain.close = {.cash = money_of(query.getColumn(7)),
                       .value = money_of(query.getColumn(8)),
                       .holdings = opening_holdings_of(query.getColumn(9).getString())};
        load_start(chain, query.getColumn(10).getInt64());
        // Days end in their order, so that their number says which.
        chain.ended = chain.day_after(-1);
        for (std::int64_t ended = ended_days(chain); ended > 0; --ended)
            chain.ended = chain.day_after(chain.ended);
        load_order_bytes(chain);
        load_attempts(chain);
        load_requests(chain);
        load_claim(chain);
        load_close(chain);
        state_.chains.emplace(chain.number, std::move(chain));
    }
}

void Loader::load_start(ChainRecord& chain, std::int64_t predecessor) {
    chain.predecessor = predecessor;
    chain.initial_value = chain.close.value;
    if (predecessor == 0) return;
    auto start = series_.before(predecessor, chain.date(0));
    chain.initial_value = start.initial_value;
    chain.standing = std::move(start.standing);
}

std::int64_t Loader::ended_days(const ChainRecord& chain) {
    StatementUse query{ended_days_};
    query->bind(1, chain.first_detail);
    query->bind(2, chain.first_detail + chain.days());
    query->executeStep();
    return query->getColumn(0).getInt64();
}

void Loader::load_order_bytes(ChainRecord& chain) {
    StatementUse query{order_bytes_};
    query->bind(1, chain.number);
    while (query->executeStep()) {
        const auto day = chain.day_of(stamp_of(query->getColumn(0).getString()));
        if (!day) continue;
        chain.order_bytes.resize(static_cast<std::size_t>(chain.days()));
        chain.order_bytes[static_cast<std::size_t>(*day)] = query->getColumn(1).getInt();
    }
}

void Loader::load_attempts(ChainRecord& chain) {
    if (chain.finished()) return;
    SQLite::Statement query{
        database_,
        "SELECT date, attempt, worker, nonce, state, started, last_batch, events, digest, error "
        "FROM attempts JOIN claims USING (claim) WHERE attempts.chain = ? AND date >= ? "
        "ORDER BY date, attempt"};
    query.bind(1, chain.number);
    query.bind(2, chain.date(chain.ended).text());
    while (query.executeStep()) {
        const Stamp date = stamp_of(query.getColumn(0).getString());
        const std::int32_t day = sound(chain.day_of(date), "an attempt");
        OpenDay& open = chain.open_days[day];
        Attempt& attempt = open.attempts.emplace_back();
        attempt.number = query.getColumn(1).getInt();
        if (attempt.number != static_cast<std::int32_t>(open.attempts.size()))
            corrupt("an attempt");
        attempt.worker = WorkerName{query.getColumn(2).getString()};
        attempt.nonce = nonce_of(query.getColumn(3).getString());
        attempt.state = attempt_state_of(query.getColumn(4).getString());
        attempt.started = query.getColumn(5).getInt() != 0;
        attempt.last_batch = query.getColumn(6).getInt64();
        attempt.events = query.getColumn(7).getInt64();
        attempt.digest = query.getColumn(8).getString();
        attempt.error = query.getColumn(9).getString();
        if (attempt.state == AttemptState::open && attempt.events > 0)
            attempt.ledger = ledger_of(chain, date);
    }
    for (auto& [day, open] : chain.open_days) {
        SQLite::Statement detail{database_,
                                 "SELECT started_at FROM job_details "
                                 "WHERE id = ? AND status = 'running'"};
        detail.bind(1, chain.first_detail + day);
        open.running = detail.executeStep();
        if (open.running)
            open.started = sound(parse_wall(detail.getColumn(0).getString()), "a time");
    }
}

DayLedger Loader::ledger_of(const ChainRecord& chain, Stamp date) {
    DayLedger::Stored stored;
    SQLite::Statement rows{
        database_,
        "SELECT id, action_type, cash, portfolio_value, daily_profit IS NOT NULL FROM positions "
        "WHERE job_id = ? AND date = ? AND model = ? ORDER BY action_id"};
    SQLite::Statement steps{database_,
                            "SELECT step_number, LENGTH(CAST(content AS BLOB)) "
                            "FROM reasoning_logs WHERE job_id = ? AND date = ? AND model = ? "
                            "ORDER BY step_number DESC LIMIT 1"};
    SQLite::Statement tools{database_,
                            "SELECT tool_name FROM tool_usage "
                            "WHERE job_id = ? AND date = ? AND model = ?"};
    for (SQLite::Statement* query : {&rows, &steps, &tools}) {
        query->bind(1, chain.names->job);
        query->bind(2, date.text());
        query->bind(3, chain.names->model);
    }
    stored.figured = true;
    while (rows.executeStep()) {
        stored.last_position = rows.getColumn(0).getInt64();
        stored.trades += rows.getColumn(1).getString() != "no_trade";
        stored.figured = stored.figured && rows.getColumn(4).getInt() != 0;
        stored.last = close_of_row(rows.getColumn(2), rows.getColumn(3), stored.last_position);
        if (stored.actions++ == 0) stored.first = stored.last;
    }
    stored.figured = stored.figured && stored.actions > 0;
    if (steps.executeStep()) {
        stored.steps = steps.getColumn(0).getInt();
        stored.step_bytes = static_cast<std::size_t>(steps.getColumn(1).getInt64());
    }
    while (tools.executeStep()) stored.tools.push_back(tools.getColumn(0).getString());
    return DayLedger{std::move(stored)};
}

void Loader::load_requests(ChainRecord& chain) {
    chain.requests_epoch = state_.counters.epoch;
    SQLite::Statement query{database_, "SELECT request FROM claims WHERE chain = ? AND epoch = ?"};
    query.bind(1, chain.number);
    query.bind(2, chain.requests_epoch);
    while (query.executeStep())
        chain.requests.push_back(std::hash<std::string>{}(query.getColumn(0).getString()));
}

void Loader::load_claim(ChainRecord& chain) {
    SQLite::Statement query{
        database_,
        "SELECT request, date, attempt FROM attempts JOIN claims USING (claim) "
        "WHERE claim = (SELECT claim FROM attempts WHERE chain = ?1 AND state = 'open' LIMIT 1) "
        "AND attempts.chain = ?1 ORDER BY date"};
    query.bind(1, chain.number);
    while (query.executeStep()) {
        const Stamp date = stamp_of(query.getColumn(1).getString());
        if (!chain.claim)
            chain.claim = {.request = query.getColumn(0).getString(),
                           .opening = close_before(chain, date),
                           .days = {}};
        chain.claim->days.push_back({date, query.getColumn(2).getInt(), {}});
    }
}

Close Loader::close_before(const ChainRecord& chain, Stamp date) {
    SQLite::Statement query{database_,
                            "SELECT cash, portfolio_value, position_id FROM closings "
                            "WHERE chain = ? AND date < ? ORDER BY date DESC LIMIT 1"};
    query.bind(1, chain.number);
    query.bind(2, date.text());
    if (!query.executeStep()) return chain.close;
    return close_of_row(query.getColumn(0), query.getColumn(1), query.getColumn(2).getInt64());
}

void Loader::load_close(ChainRecord& chain) {
    SQLite::Statement query{
        database_,
        "SELECT date, position_id, cash, portfolio_value, daily_profit, daily_return_pct, "
        "cumulative_profit, cumulative_return_pct, days, trades, peak_value, max_drawdown_pct, "
        "returns, returns_mean, returns_m2, first_return FROM standings WHERE chain = ?"};
    query.bind(1, chain.number);
    if (!query.executeStep()) return;
    const Standing standing = standing_of(query);
    chain.standing = standing;
    chain.close = {.cash = standing.latest.cash,
                   .value = standing.latest.figures.value,
                   .holdings = holdings_of(standing.latest.position_id)};
}

Close Loader::close_of_row(const SQLite::Column& cash, const SQLite::Column& value,
                           std::int64_t id) {
    return {.cash = money_of(cash), .value = money_of(value), .holdings = holdings_of(id)};
}

std::vector<Holding> Loader::holdings_of(std::int64_t position) {
    std::vector<Holding> holdings;
    holdings_.reset();
    holdings_.bind(1, position);
    while (holdings_.executeStep())
        holdings.push_back(
            {Symbol{holdings_.getColumn(0).getString()}, quantity_of(holdings_.getColumn(1))});
    holdings_.reset();
    return holdings;
}

}  // namespace

IntakeState Store::load() {
    try {
        return Loader{database_}.load();
    } catch (const nlohmann::json::exception& error) {
        corrupt(std::string{"JSON ("} + error.what() + ")");
    }
}

}  // namespace tradepit::writer
