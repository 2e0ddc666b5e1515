#include "query/submission/retry.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "common/messages/job.h"
#include "common/schema/job_settings.h"
#include "common/schema/series_rows.h"
#include "common/schema/stored_values.h"
#include "query/series/closes.h"
#include "query/series/which_job.h"

namespace tradepit::query {

namespace {

using common::Job;
using common::JobModel;
using common::Stamp;

/// A chain of the job that is retried. Its days are the rows of job_details with ids from first_row
/// to end_row, without end_row.
struct OldChain {
    std::int64_t chain = 0;
    std::int64_t first_row = 0;
    std::int64_t end_row = 0;
    JobModel model;  ///< as the job had it; add_model() makes it the model of the retry
};

/// Makes the retry of one job.
class Retry {
public:
    Retry(const std::string& job_id, Reader& reader) : job_id_{job_id}, reader_{reader} {}

    std::variant<Job, Reply> resolve() {
        if (auto reply = read_job()) return *reply;
        if (auto reply = fault_of_successor()) return *reply;
        for (auto& old : old_chains()) add_model(old);
        if (job_.models.empty()) return refuse("has no failed or cancelled model-day");
        set_dates();
        return std::move(job_);
    }

private:
    Reply refuse(const std::string& why) const {
        return refused(409, "Job " + job_id_ + " " + why);
    }

    /// Takes over what is stored with the job. @return the refusal of a job that is unknown, has
    /// not ended, or was imported.
    std::optional<Reply> read_job() {
        static const auto SQL =
            std::string{
                "SELECT j.status, j.config_path, j.date_range, s.market, s.price_set, s.price_hash,"
                " s.rules, s.read_by_default, "} +
            common::JOB_SETTINGS_COLUMNS +
            " FROM jobs j JOIN job_settings s USING (job_id) WHERE j.job_id = ?";
        auto rows = reader_.ask(common::Sql::of_static(SQL), job_id_);
        if (!rows.next()) return unknown_job(job_id_);
        const auto status = common::job_status_of(rows.text(0));
        if (is_open(status))
            return refuse("has not ended: it is " + std::string{to_text(status)} +
                          "; cancel it, or wait for its end");
        job_.config_path = rows.text(1);
        if (job_.config_path == common::IMPORTED_CONFIG)
            return refuse("was imported: there is nothing in it to run again");
        job_.dates = common::dates_of(rows.text(2));
        job_.market = common::MarketName{rows.text(3)};
        job_.price_set = rows.integer(4);
        job_.price_hash = rows.text(5);
        job_.rules = rows.text(6);
        job_.read_by_default = rows.integer(7) != 0;
        job_.settings = common::job_settings_of(rows, 8);
        job_.origin = common::Origin::retry;
        return std::nullopt;
    }

    /// The refusal of a job that another one continues from.
    std::optional<Reply> fault_of_successor() {
        auto rows = reader_.ask(common::SELECT_SUCCESSOR, job_id_);
        if (!rows.next()) return std::nullopt;
        return refuse("was retried or resumed already: job " + rows.text(0) + " goes on from it");
    }

    std::vector<OldChain> old_chains() {
        std::vector<OldChain> found;
        auto rows = reader_.ask(
            "SELECT chain, first_detail, model, agent, needs, lease_days_max, first_date, "
            "opening_cash,"
            " opening_value, opening_holdings FROM job_models WHERE job_id = ? ORDER BY model",
            job_id_);
        while (rows.next()) {
            OldChain old{.chain = rows.integer(0), .first_row = rows.integer(1), .model = {}};
            JobModel& model = old.model;
            model.model = common::ModelName{rows.text(2)};
            model.agent = rows.text(3);
            model.needs = common::needs_of(rows.text(4));
            model.lease_days_max = static_cast<std::int32_t>(rows.integer(5));
            model.first_date = common::stamp_of(rows.text(6));
            model.opening = {common::money_of(rows[7]), common::money_of(rows[8]),
                             common::holdings_of(rows.text(9))};
            const auto first =
                std::lower_bound(job_.dates.begin(), job_.dates.end(), model.first_date);
            old.end_row = old.first_row + (job_.dates.end() - first);
            found.push_back(std::move(old));
        }
        return found;
    }

    /// Adds the model of a chain, unless none of its days is to run again.
    void add_model(OldChain& old) {
        const auto first = first_to_run(old);
        if (!first) {
            job_.warnings.push_back("Model " + old.model.model.value() +
                                    " is left out: none of its days failed or was cancelled");
            return;
        }
        old.model.first_date = *first;
        old.model.predecessor = old.chain;
        if (auto close = close_before(reader_, old.chain, *first))
            old.model.opening = std::move(*close);
        read_orders(old);
        if (job_.models.empty() || *first < from_) {
            from_ = *first;
            earliest_ = old;
        }
        job_.models.push_back(std::move(old.model));
    }

    /// The first date that failed or was cancelled. Where the rows of an ended job still have a day
    /// as open, the day was cancelled with the job.
    std::optional<Stamp> first_to_run(const OldChain& old) {
        auto rows = reader_.ask(
            "SELECT date FROM job_details WHERE id >= ? AND id < ?"
            " AND status NOT IN ('completed', 'skipped') ORDER BY id LIMIT 1",
            old.first_row, old.end_row);
        return rows.next() ? std::optional{common::stamp_of(rows.text(0))} : std::nullopt;
    }

    /// Takes over the recorded orders (of a replay) from the model's new first date on.
    void read_orders(OldChain& old) {
        auto rows = reader_.ask(
            "SELECT date, orders FROM job_orders WHERE chain = ? AND date >= ? ORDER BY date",
            old.chain, old.model.first_date);
        while (rows.next())
            old.model.orders.push_back({common::stamp_of(rows.text(0)), rows.text(1)});
    }

    /// Drops the dates before the first one that any model runs. Dates that were skipped are
    /// skipped again.
    void set_dates() {
        std::erase_if(job_.dates, [&](Stamp date) { return date < from_; });
        auto rows = reader_.ask(
            "SELECT date, error FROM job_details WHERE id >= ? AND id < ? AND date >= ?"
            " AND status = 'skipped' ORDER BY id",
            earliest_.first_row, earliest_.end_row, from_);
        while (rows.next()) job_.skipped.push_back({common::stamp_of(rows.text(0)), rows.text(1)});
    }

    const std::string& job_id_;
    Reader& reader_;
    Job job_;
    Stamp from_;         ///< the first date that any model runs
    OldChain earliest_;  ///< a chain whose model runs from from_ on, so that it has every date
};

}  // namespace

std::variant<Job, Reply> resolve_retry(const std::string& job_id, Reader& reader) {
    return Retry{job_id, reader}.resolve();
}

}  // namespace tradepit::query
