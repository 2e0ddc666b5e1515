#include "writer/rows/job_rows.h"

#include <nlohmann/json.hpp>

#include "writer/intake/job_check.h"
#include "writer/rows/event_rows.h"
#include "writer/rows/stored_values.h"

namespace tradepit::writer {

using namespace common;

namespace {

const char* text_of(DayStatus status) {
    constexpr const char* TEXTS[] = {"pending", "running",   "completed",
                                     "failed",  "cancelled", "skipped"};
    return TEXTS[static_cast<std::size_t>(status)];
}

std::string text_of(const std::vector<Holding>& holdings) {
    std::string text = "{";
    for (const Holding& holding : holdings) {
        if (text.size() > 1) text += ',';
        text += nlohmann::json(holding.symbol.value()).dump() + ':' + holding.quantity.text();
    }
    return text + '}';
}

void bind_or_null(SQLite::Statement& statement, int index, const std::string& text) {
    if (text.empty())
        statement.bind(index);
    else
        statement.bind(index, text);
}

void bind_wall(SQLite::Statement& statement, int index, const std::optional<WallTime>& time) {
    if (time)
        statement.bind(index, wall_text(*time));
    else
        statement.bind(index);
}

/// started_at, completed_at and the duration between them, in this order from `index` on.
void bind_times(SQLite::Statement& statement, int index, const std::optional<WallTime>& started,
                const std::optional<WallTime>& completed) {
    bind_wall(statement, index, started);
    bind_wall(statement, index + 1, completed);
    if (started && completed)
        statement.bind(index + 2, seconds_between(*started, *completed));
    else
        statement.bind(index + 2);
}

/// The figures that closings and standings have alike, from `index` on.
void bind_standing(SQLite::Statement& statement, int index, const Standing& standing) {
    const Figures& figures = standing.latest.figures;
    statement.bind(index, standing.latest.date.text());
    statement.bind(index + 1, standing.latest.position_id);
    statement.bind(index + 2, standing.latest.cash.to_double());
    statement.bind(index + 3, figures.value.to_double());
    statement.bind(index + 4, figures.daily_profit.to_double());
    statement.bind(index + 5, figures.daily_return.to_double());
    statement.bind(index + 6, figures.cumulative_profit.to_double());
    statement.bind(index + 7, figures.cumulative_return.to_double());
    statement.bind(index + 8, standing.days);
    statement.bind(index + 9, standing.trades);
    statement.bind(index + 10, standing.peak_value.to_double());
    statement.bind(index + 11, standing.max_drawdown_pct);
    statement.bind(index + 12, standing.returns);
    statement.bind(index + 13, standing.returns_mean);
    statement.bind(index + 14, standing.returns_m2);
    if (standing.first_return)
        statement.bind(index + 15, *standing.first_return);
    else
        statement.bind(index + 15);
}

void run_once(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
}

}  // namespace

JobStatus job_status_of(std::string_view text) {
    for (const JobStatus status : {JobStatus::pending, JobStatus::running, JobStatus::completed,
                                   JobStatus::partial, JobStatus::failed, JobStatus::cancelled})
        if (text == text_of(status)) return status;
    corrupt("a job of status " + std::string{text});
}

JobRows::JobRows(SQLite::Database& database)
    : job_{database,
           "INSERT INTO jobs(job_id, config_path, status, date_range, models, created_at) "
           "VALUES(?,?,'pending',?,?,?)"},
      settings_{
          database,
          "INSERT INTO job_settings(job_number, job_id, label, market, price_set, price_hash, "
          "rules, day_order, priority, answers, dual_write, warnings, total, skipped) "
          "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)"},
      model_{
          database,
          "INSERT INTO job_models(chain, job_id, model, market, agent, slot, stretch, first_date, "
          "first_detail, opening_cash, opening_value, opening_holdings, predecessor) "
          "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"},
      orders_{database, "INSERT INTO job_orders(chain, date, orders) VALUES(?,?,?)"},
      detail_{
          database,
          "INSERT INTO job_details(id, job_id, date, model, status, error) VALUES(?,?,?,?,?,?)"},
      answer_{database,
              "INSERT INTO idempotency(key, request_hash, status, answer, created_at) "
              "VALUES(?,?,?,?,?)"},
      day_{database,
           "UPDATE job_details SET status = ?, started_at = ?, completed_at = ?, "
           "duration_seconds = ?, error = ? WHERE id = ?"},
      closing_{
          database,
          "INSERT INTO closings(chain, date, position_id, cash, portfolio_value, daily_profit, "
          "daily_return_pct, cumulative_profit, cumulative_return_pct, days, trades_to_date, "
          "peak_value, max_drawdown_pct, returns, returns_mean, returns_m2, first_return, "
          "trades) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"},
      standing_{database,
                "INSERT OR REPLACE INTO standings(chain, date, position_id, cash, portfolio_value, "
                "daily_profit, daily_return_pct, cumulative_profit, cumulative_return_pct, days, "
                "trades, peak_value, max_drawdown_pct, returns, returns_mean, returns_m2, "
                "first_return) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"},
      job_progress_{database,
                    "UPDATE jobs SET status = ?, started_at = ?, completed_at = ?, "
                    "total_duration_seconds = ?, error = ? WHERE job_id = ?"},
      job_counts_{database,
                  "UPDATE job_settings SET completed = ?, failed = ?, skipped = ?, cancelled = ? "
                  "WHERE job_number = ?"},
      change_{database, "UPDATE job_models SET change_number = ? WHERE chain = ?"} {}

void JobRows::apply(const RecordJob& operation, const std::string& wall) {
    const Job& job = *operation.job;
    nlohmann::json dates = nlohmann::json::array();
    for (const Stamp date : job.dates) dates.push_back(date.text());
    nlohmann::json models = nlohmann::json::array();
    for (const JobModel& model : job.models) models.push_back(model.model.value());
    job_.bind(1, job.job.value());
    job_.bind(2, job.config_path);
    job_.bind(3, dates.dump());
    job_.bind(4, models.dump());
    job_.bind(5, wall);
    run_once(job_);

    const auto days = days_of(job);
    insert_settings(job, operation.number, {.total = days.total, .skipped = days.skipped});
    std::int64_t chain = operation.first_chain;
    std::int64_t detail = operation.first_detail;
    for (const JobModel& model : job.models) {
        insert_model(job, model, chain++, detail);
        detail += static_cast<std::int64_t>(job.dates.size() - first_date_of(job, model));
    }
}

void JobRows::insert_settings(const Job& job, std::int64_t number, const DayCounts& counts) {
    settings_.bind(1, number);
    settings_.bind(2, job.job.value());
    settings_.bind(3, job.label);
    settings_.bind(4, job.market.value());
    settings_.bind(5, job.price_set);
    settings_.bind(6, job.price_hash);
    settings_.bind(7, job.rules);
    settings_.bind(8, job.order == Order::date ? "date" : "model");
    settings_.bind(9, job.priority);
    settings_.bind(10, job.answers ? 1 : 0);
    settings_.bind(11, job.dual_write ? 1 : 0);
    settings_.bind(12, nlohmann::json(job.warnings).dump());
    settings_.bind(13, counts.total);
    settings_.bind(14, counts.skipped);
    run_once(settings_);
}

void JobRows::insert_model(const Job& job, const JobModel& model, std::int64_t chain,
                           std::int64_t first_detail) {
    model_.bind(1, chain);
    model_.bind(2, job.job.value());
    model_.bind(3, model.model.value());
    model_.bind(4, job.market.value());
    model_.bind(5, model.agent);
    model_.bind(6, model.slot == SlotKind::computing ? "computing" : "waiting");
    model_.bind(7, model.stretch);
    model_.bind(8, model.from.text());
    model_.bind(9, first_detail);
    model_.bind(10, model.opening.cash.to_double());
    model_.bind(11, model.opening.value.to_double());
    model_.bind(12, text_of(model.opening.holdings));
    if (model.predecessor == 0)
        model_.bind(13);
    else
        model_.bind(13, model.predecessor);
    run_once(model_);

    orders_.bind(1, chain);
    for (const DayOrders& day : model.orders) {
        orders_.bind(2, day.date.text());
        orders_.bindNoCopy(3, day.orders);
        run_once(orders_);
    }
    detail_.bindNoCopy(2, job.job.value());
    detail_.bindNoCopy(4, model.model.value());
    auto skipped = job.skipped.begin();
    for (std::size_t i = first_date_of(job, model); i < job.dates.size(); ++i) {
        while (skipped != job.skipped.end() && skipped->date < job.dates[i]) ++skipped;
        const bool skip = skipped != job.skipped.end() && skipped->date == job.dates[i];
        detail_.bind(1, first_detail++);
        detail_.bind(3, job.dates[i].text());
        detail_.bindNoCopy(5, text_of(skip ? DayStatus::skipped : DayStatus::pending));
        bind_or_null(detail_, 6, skip ? skipped->reason : std::string{});
        run_once(detail_);
    }
}

void JobRows::apply(const RecordAnswer& operation, const std::string& wall) {
    answer_.bind(1, operation.key);
    answer_.bind(2, operation.request_hash);
    answer_.bind(3, operation.status);
    answer_.bind(4, operation.answer);
    answer_.bind(5, wall);
    run_once(answer_);
}

void JobRows::apply(const SaveDay& operation) {
    day_.bindNoCopy(1, text_of(operation.status));
    bind_times(day_, 2, operation.started, operation.completed);
    bind_or_null(day_, 5, operation.error);
    day_.bind(6, operation.detail);
    run_once(day_);
}

void JobRows::apply(const SaveClosing& operation) {
    closing_.bind(1, operation.chain);
    bind_standing(closing_, 2, operation.standing);
    closing_.bind(18, operation.standing.latest.trades);
    run_once(closing_);
}

void JobRows::apply(const SaveStanding& operation) {
    standing_.bind(1, operation.chain);
    bind_standing(standing_, 2, operation.standing);
    run_once(standing_);
}

void JobRows::apply(const SaveJob& operation) {
    job_progress_.bindNoCopy(1, text_of(operation.status));
    bind_times(job_progress_, 2, operation.started, operation.completed);
    bind_or_null(job_progress_, 5, operation.error);
    job_progress_.bind(6, operation.job.value());
    run_once(job_progress_);
    job_counts_.bind(1, operation.counts.completed);
    job_counts_.bind(2, operation.counts.failed);
    job_counts_.bind(3, operation.counts.skipped);
    job_counts_.bind(4, operation.counts.cancelled);
    job_counts_.bind(5, operation.number);
    run_once(job_counts_);
}

void JobRows::apply(const SaveChange& operation) {
    change_.bind(1, operation.number);
    change_.bind(2, operation.chain);
    run_once(change_);
}

}  // namespace tradepit::writer
