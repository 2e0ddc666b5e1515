#include "writer/intake/job_check.h"

#include <algorithm>

#include "common/accounting/accounting.h"
#include "common/limits.h"
#include "common/text/name_rules.h"
#include "common/text/quoted.h"

namespace tradepit::writer {

using namespace common;

namespace {

std::string text_of(Stamp date) { return date.text(); }
std::string text_of(const ModelName& model) { return quoted_text(model.value()); }

/// The fault of a range whose keys do not ascend, or that has a key twice; nothing when there is
/// none.
/// @param what the keys, as the fault names them
/// @param key returns the key of an element
template <class Range, class Key>
std::optional<JobFault> order_fault(const std::string& what, const Range& range, Key key) {
    const auto at = std::adjacent_find(
        range.begin(), range.end(),
        [&](const auto& left, const auto& right) { return !(key(left) < key(right)); });
    if (at == range.end()) return std::nullopt;
    return JobFault{400, what + " must ascend: " + text_of(key(*std::next(at))) + " follows " +
                             text_of(key(*at))};
}

JobFault beyond_limit(const char* what, std::size_t got, std::size_t limit) {
    return {507, std::to_string(got) + " " + what + " where " + std::to_string(limit) +
                     " are the limit of a job"};
}

bool contains(const std::vector<Stamp>& dates, Stamp date) {
    return std::binary_search(dates.begin(), dates.end(), date);
}

std::optional<JobFault> fault_of_model(const Job& job, const JobModel& model) {
    const std::string prefix = "model " + model.model.value();
    if (auto fault = name_fault("model", model.model.value())) return JobFault{400, *fault};
    if (!contains(job.dates, model.first_date))
        return JobFault{400, prefix + ": its first date " + model.first_date.text() +
                                 " is not among the job's dates"};
    if (model.lease_days_max < 1 ||
        model.lease_days_max > static_cast<std::int32_t>(LEASE_DAYS_MAX))
        return JobFault{400, prefix + ": lease_days_max must be 1 to " +
                                 std::to_string(LEASE_DAYS_MAX) + ", got " +
                                 std::to_string(model.lease_days_max)};
    if (auto fault = fault_of(model.needs)) return JobFault{400, prefix + ": needs: " + *fault};
    if (model.agent.size() > SETTINGS_BYTES_MAX)
        return beyond_limit("bytes of agent settings", model.agent.size(), SETTINGS_BYTES_MAX);
    const auto date_of = [](const DayOrders& day) { return day.date; };
    if (auto fault = order_fault(prefix + ": the dates of its orders", model.orders, date_of))
        return fault;
    for (const DayOrders& day : model.orders) {
        if (!contains(job.dates, day.date))
            return JobFault{
                400, prefix + ": its orders of " + day.date.text() + " are on no date of the job"};
        if (day.orders.size() > DAY_ORDERS_BYTES_MAX)
            return beyond_limit("bytes of orders on one day", day.orders.size(),
                                DAY_ORDERS_BYTES_MAX);
    }
    if (auto fault = opening_fault(model.opening)) return JobFault{400, prefix + ": " + *fault};
    if (model.opening.holdings.size() > HOLDINGS_MAX)
        return beyond_limit("holdings", model.opening.holdings.size(), HOLDINGS_MAX);
    return std::nullopt;
}

std::optional<JobFault> fault_of_sizes(const Job& job) {
    if (job.rules.size() > SETTINGS_BYTES_MAX)
        return beyond_limit("bytes of market rules", job.rules.size(), SETTINGS_BYTES_MAX);
    if (job.dates.size() > JOB_DATES_MAX)
        return beyond_limit("dates", job.dates.size(), JOB_DATES_MAX);
    if (job.models.size() > JOB_MODELS_MAX)
        return beyond_limit("models", job.models.size(), JOB_MODELS_MAX);
    const auto days = days_of(job);
    if (days.total > static_cast<std::int64_t>(JOB_MODEL_DAYS_MAX))
        return beyond_limit("model-days", static_cast<std::size_t>(days.total), JOB_MODEL_DAYS_MAX);
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
    if (auto fault = order_fault("dates", job.dates, itself)) return fault;
    if (auto fault = order_fault("skipped dates", job.skipped, date_of)) return fault;
    if (auto fault = order_fault("models", job.models, name_of)) return fault;
    for (const SkippedDate& day : job.skipped)
        if (!contains(job.dates, day.date))
            return JobFault{
                400, "the skipped date " + day.date.text() + " is not among the job's dates"};
    for (const JobModel& model : job.models)
        if (auto fault = fault_of_model(job, model)) return fault;
    return fault_of_sizes(job);
}

std::size_t first_date_of(const Job& job, const JobModel& model) {
    const auto at = std::lower_bound(job.dates.begin(), job.dates.end(), model.first_date);
    return static_cast<std::size_t>(at - job.dates.begin());
}

JobDays days_of(const Job& job) {
    JobDays days;
    for (const JobModel& model : job.models) {
        days.total += static_cast<std::int64_t>(job.dates.size() - first_date_of(job, model));
        for (const SkippedDate& day : job.skipped) days.skipped += !(day.date < model.first_date);
    }
    return days;
}

}  // namespace tradepit::writer
