#include "writer/rows/job_rows.h"

#include <nlohmann/json.hpp>

#include "common/schema/job_settings.h"
#include "common/schema/sql.h"
#include "common/schema/stats_rows.h"
#include "common/schema/stored_values.h"
#include "writer/intake/job_check.h"

namespace tradepit::writer {

using namespace common;

namespace {

std::optional<std::string> utc_text_or_null(const std::optional<UtcTime>& time) {
    return time ? std::optional{utc_text(*time)} : std::nullopt;
}

std::optional<double> duration_or_null(const std::optional<UtcTime>& started,
                                       const std::optional<UtcTime>& completed) {
    if (!started || !completed) return std::nullopt;
    return seconds_between(*started, *completed);
}

std::string insert_settings_sql() {
    constexpr int OTHER_COLUMNS = 11;  // those that the text names itself
    return std::string{"INSERT INTO job_settings("} + JOB_SETTINGS_COLUMNS +
           ", job_number, job_id, market, price_set, price_hash, rules, read_by_default, warnings, "
           "total, completed, skipped) VALUES(" +
           placeholders(JOB_SETTINGS_COLUMN_COUNT + OTHER_COLUMNS) + ")";
}

}  // namespace

JobRows::JobRows(SQLite::Database& database)
    : insert_job_{database,
                  "INSERT INTO jobs(job_id, config_path, status, date_range, models, created_at) "
                  "VALUES(?,?,?,?,?,?)"},
      insert_settings_{database, insert_settings_sql()},
      insert_chain_{
          database,
          "INSERT INTO job_models(chain, job_id, model, market, agent, needs, lease_days_max, "
          "first_date, "
          "days, first_detail, opening_cash, opening_value, opening_holdings, predecessor) "
          "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)"},
      insert_orders_{database, "INSERT INTO job_orders(chain, date, orders) VALUES(?,?,?)"},
      insert_day_{
          database,
          "INSERT INTO job_details(id, job_id, date, model, status, started_at, completed_at, "
          "duration_seconds, error) VALUES(?,?,?,?,?,?,?,?,?)"},
      update_day_{database,
                  "UPDATE job_details SET status = ?, started_at = ?, completed_at = ?, "
                  "duration_seconds = ?, error = ? WHERE id = ?"},
      insert_closing_{database, insert_closing()},
      replace_series_stats_{database, replace_series_stats()},
      update_job_{database,
                  "UPDATE jobs SET status = ?, started_at = ?, completed_at = ?, "
                  "total_duration_seconds = ?, error = ? WHERE job_id = ?"},
      update_counts_{
          database,
          "UPDATE job_settings SET completed = ?, failed = ?, skipped = ?, cancelled = ? "
          "WHERE job_number = ?"},
      update_change_{database, "UPDATE job_models SET change_number = ? WHERE chain = ?"} {}

void JobRows::apply(const RecordJob& operation, const std::string& timestamp) {
    const Job& job = *operation.job;
    nlohmann::json dates = nlohmann::json::array();
    for (const Stamp date : job.dates) dates.push_back(date.text());
    nlohmann::json models = nlohmann::json::array();
    for (const JobModel& model : job.models) models.push_back(model.model.value());
    insert(JobRow{.job = job.job,
                  .config_path = job.config_path,
                  .date_range = dates.dump(),
                  .models = models.dump(),
                  .created_at = timestamp});
    const auto days = days_of(job);
    insert_settings(job, operation.number, {.total = days.total, .skipped = days.skipped});
    std::int64_t chain = operation.first_chain;
    std::int64_t detail = operation.first_detail;
    for (const JobModel& model : job.models) {
        const auto chain_days =
            static_cast<std::int64_t>(job.dates.size() - first_date_of(job, model));
        insert(ChainRow{.chain = chain++,
                        .job = job.job,
                        .market = job.market,
                        .model = model,
                        .days = chain_days,
                        .first_detail = detail});
        insert_days(job, model, detail);
        detail += chain_days;
    }
}

void JobRows::insert(const JobRow& row) {
    run(insert_job_, row.job, row.config_path, row.status, row.date_range, row.models,
        row.created_at);
}

void JobRows::insert_settings(const Job& job, std::int64_t number, const DayCounts& counts) {
    run(insert_settings_, job.settings, number, job.job, job.market, job.price_set, job.price_hash,
        job.rules, job.read_by_default, nlohmann::json(job.warnings).dump(), counts.total,
        counts.completed, counts.skipped);
}

void JobRows::insert(const ChainRow& row) {
    const JobModel& model = row.model;
    run(insert_chain_, row.chain, row.job, model.model, row.market, model.agent,
        text_of(model.needs), model.lease_days_max, model.first_date, row.days, row.first_detail,
        model.opening.cash, model.opening.value, holdings_text(model.opening.holdings),
        NumberOrNull{model.predecessor});
    for (const DayOrders& day : model.orders) run(insert_orders_, row.chain, day.date, day.orders);
}

void JobRows::insert(const DayRow& row) {
    run(insert_day_, row.detail, row.job, row.date, row.model, row.status,
        utc_text_or_null(row.started), utc_text_or_null(row.completed),
        duration_or_null(row.started, row.completed), TextOrNull{row.error});
}

void JobRows::insert_days(const Job& job, const JobModel& model, std::int64_t first_detail) {
    auto skipped = job.skipped.begin();
    for (std::size_t i = first_date_of(job, model); i < job.dates.size(); ++i) {
        while (skipped != job.skipped.end() && skipped->date < job.dates[i]) ++skipped;
        DayRow row{
            .detail = first_detail++, .job = job.job, .date = job.dates[i], .model = model.model};
        if (skipped != job.skipped.end() && skipped->date == job.dates[i]) {
            row.status = DayStatus::skipped;
            row.error = skipped->reason;
        }
        insert(row);
    }
}

void JobRows::apply(const SaveDay& operation, const std::string&) {
    run(update_day_, operation.status, utc_text_or_null(operation.started),
        utc_text_or_null(operation.completed),
        duration_or_null(operation.started, operation.completed), TextOrNull{operation.error},
        operation.detail);
}

void JobRows::apply(const SaveClosing& operation, const std::string&) {
    run(insert_closing_, operation.chain, operation.stats, operation.stats.latest.trades);
}

void JobRows::apply(const SaveSeriesStats& operation, const std::string&) {
    run(replace_series_stats_, operation.chain, operation.stats);
}

void JobRows::apply(const SaveJob& operation, const std::string&) {
    run(update_job_, operation.status, utc_text_or_null(operation.started),
        utc_text_or_null(operation.completed),
        duration_or_null(operation.started, operation.completed), TextOrNull{operation.error},
        operation.job);
    const DayCounts& counts = operation.counts;
    run(update_counts_, counts.completed, counts.failed, counts.skipped, counts.cancelled,
        operation.number);
}

void JobRows::apply(const SaveChange& operation, const std::string&) {
    run(update_change_, operation.number, operation.chain);
}

}  // namespace tradepit::writer
