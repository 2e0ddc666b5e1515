#include "writer/intake/job_check.h"

#include <algorithm>

#include "common/accounting/accounting.h"
#include "common/limits.h"
#include "common/text/name_rules.h"

namespace tradepit::writer {

using namespace common;

namespace {

template <class Range, class Key>
bool ascending(const Range& range, Key key) {
    return std::adjacent_find(range.begin(), range.end(), [&](const auto& left, const auto& right) {
               return !(key(left) < key(right));
           }) == range.end();
}

JobFault over(const char* what, std::size_t got, std::size_t limit) {
    return {507, std::to_string(got) + " " + what + " where " + std::to_string(limit) +
                     " are the limit of a job"};
}

bool has(const std::vector<Stamp>& dates, Stamp date) {
    return std::binary_search(dates.begin(), dates.end(), date);
}

std::optional<JobFault> fault_of_model(const Job& job, const JobModel& model) {
    const std::string name = "model " + model.model.value();
    if (auto fault = name_fault("model", model.model.value())) return JobFault{400, *fault};
    if (!has(job.dates, model.from)) return JobFault{400, name + ": starts on no date of the job"};
    if (model.lease_days_max < 1 ||
        model.lease_days_max > static_cast<std::int32_t>(LEASE_DAYS_MAX))
        return JobFault{400, name + ": lease_days_max is out of range"};
    if (auto fault = fault_of(model.needs)) return JobFault{400, name + ": needs: " + *fault};
    if (model.agent.size() > SETTINGS_BYTES_MAX)
        return over("bytes of agent settings", model.agent.size(), SETTINGS_BYTES_MAX);
    const auto date_of = [](const DayOrders& day) { return day.date; };
    if (!ascending(model.orders, date_of)) return JobFault{400, name + ": orders out of order"};
    for (const DayOrders& day : model.orders) {
        if (!has(job.dates, day.date))
            return JobFault{400, name + ": orders on no date of the job"};
        if (day.orders.size() > DAY_ORDERS_BYTES_MAX)
            return over("bytes of orders on one day", day.orders.size(), DAY_ORDERS_BYTES_MAX);
    }
    const Close& opening = model.opening;
    const Books books{opening.cash, opening.holdings};
    const ActionRow nothing{Action::no_trade, Symbol{}, Quantity{}, Money{}};
    if (auto fault = transition_fault(books, nothing, books))
        return JobFault{400, name + ": " + *fault};
    if (opening.value < Money{}) return JobFault{400, name + ": its opening value is negative"};
    if (opening.holdings.size() > HOLDINGS_MAX)
        return over("holdings", opening.holdings.size(), HOLDINGS_MAX);
    return std::nullopt;
}

std::optional<JobFault> fault_of_sizes(const Job& job) {
    if (job.rules.size() > SETTINGS_BYTES_MAX)
        return over("bytes of market rules", job.rules.size(), SETTINGS_BYTES_MAX);
    if (job.dates.size() > JOB_DATES_MAX) return over("dates", job.dates.size(), JOB_DATES_MAX);
    if (job.models.size() > JOB_MODELS_MAX)
        return over("models", job.models.size(), JOB_MODELS_MAX);
    const auto days = days_of(job);
    if (days.total > static_cast<std::int64_t>(JOB_MODEL_DAYS_MAX))
        return over("model-days", static_cast<std::size_t>(days.total), JOB_MODEL_DAYS_MAX);
    if (days.skipped == days.total) return JobFault{400, "no model-day to run"};
    return std::nullopt;
}

}  // namespace

std::optional<JobFault> fault_of(const Job& job) {
    if (auto fault = name_fault("job", job.job.value())) return JobFault{400, *fault};
    if (auto fault = name_fault("market", job.market.value())) return JobFault{400, *fault};
    const auto itself = [](Stamp date) { return date; };
    const auto date_of = [](const SkippedDate& day) { return day.date; };
    const auto name_of = [](const JobModel& model) { return model.model; };
    if (!ascending(job.dates, itself)) return JobFault{400, "dates out of order"};
    if (!ascending(job.skipped, date_of)) return JobFault{400, "skipped dates out of order"};
    if (!ascending(job.models, name_of)) return JobFault{400, "models out of order"};
    for (const SkippedDate& day : job.skipped)
        if (!has(job.dates, day.date)) return JobFault{400, "a skipped date that is not listed"};
    for (const JobModel& model : job.models)
        if (auto fault = fault_of_model(job, model)) return fault;
    return fault_of_sizes(job);
}

std::size_t first_date_of(const Job& job, const JobModel& model) {
    const auto at = std::lower_bound(job.dates.begin(), job.dates.end(), model.from);
    return static_cast<std::size_t>(at - job.dates.begin());
}

JobDays days_of(const Job& job) {
    JobDays days;
    for (const JobModel& model : job.models) {
        days.total += static_cast<std::int64_t>(job.dates.size() - first_date_of(job, model));
        for (const SkippedDate& day : job.skipped) days.skipped += !(day.date < model.from);
    }
    return days;
}

}  // namespace tradepit::writer
