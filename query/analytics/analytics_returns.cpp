#include "query/analytics/analytics_returns.h"

#include <algorithm>
#include <cmath>

namespace tradepit::query {

namespace {

/// A deviation below this fraction of the numbers' magnitude is rounding error: the numbers count
/// as equal.
constexpr double DEVIATION_NOISE = 1e-12;
constexpr double DAYS_PER_YEAR = 365;

}  // namespace

void MeanAndDeviation::add(double number) {
    ++count_;
    const double difference = number - mean_;
    mean_ += difference / static_cast<double>(count_);
    m2_ += difference * (number - mean_);
}

double MeanAndDeviation::deviation() const {
    if (count_ < 1) return 0;
    return std::sqrt(std::max(m2_, 0.0) / static_cast<double>(count_));
}

bool MeanAndDeviation::varies(double scale) const {
    return deviation() > std::fabs(scale) * DEVIATION_NOISE;
}

std::optional<double> return_over(common::Money earlier, common::Money later) {
    if (earlier.millionths() <= 0) return std::nullopt;
    return (later - earlier).to_double() / earlier.to_double();
}

std::optional<double> return_over(common::Price earlier, common::Price later) {
    if (earlier <= common::Price{}) return std::nullopt;
    return common::difference(later, earlier) / earlier.to_double();
}

std::optional<double> first_return(const ValuePoint& opening, const ValuePoint& first,
                                   bool same_moment) {
    if (same_moment && first.value == opening.value) return std::nullopt;
    return return_over(opening.value, first.value);
}

std::vector<PeriodReturn> returns_of(const Track& track) {
    std::vector<PeriodReturn> returns;
    for (std::size_t i = 0; i < track.days.size(); ++i) {
        const auto own =
            i == 0 ? first_return(track.opening, track.days[0], track.opening_is_of_first_day)
                   : return_over(track.days[i - 1].value, track.days[i].value);
        if (!own) continue;
        PeriodReturn period{.own = *own};
        // benchmark[0] is the price at the opening, so the one of day i is benchmark[i + 1].
        if (!track.benchmark.empty())
            period.benchmark = return_over(track.benchmark[i], track.benchmark[i + 1]).value_or(0);
        returns.push_back(period);
    }
    return returns;
}

std::optional<double> volatility_pct(const MeanAndDeviation& returns, double periods_per_year) {
    if (returns.count() < 2) return std::nullopt;
    return returns.deviation() * std::sqrt(periods_per_year) * 100;
}

std::optional<double> sharpe_ratio(const MeanAndDeviation& returns, double periods_per_year) {
    if (!returns.varies(returns.mean())) return std::nullopt;
    return returns.mean() / returns.deviation() * std::sqrt(periods_per_year);
}

std::optional<double> sortino_ratio(const std::vector<PeriodReturn>& returns,
                                    double periods_per_year) {
    double sum = 0;
    double downside = 0;
    for (const auto& period : returns) {
        const double loss = std::min(period.own, 0.0);
        sum += period.own;
        downside += loss * loss;
    }
    if (downside <= 0) return std::nullopt;
    const auto count = static_cast<double>(returns.size());
    return sum / count / std::sqrt(downside / count) * std::sqrt(periods_per_year);
}

std::optional<double> total_return_pct(common::Money start, common::Money end) {
    const auto fraction = return_over(start, end);
    if (!fraction) return std::nullopt;
    return *fraction * 100;
}

std::optional<double> annualized_return_pct(common::Money start, common::Money end,
                                            std::int64_t calendar_days) {
    if (start.millionths() <= 0 || calendar_days < 1) return std::nullopt;
    const double growth = std::max(end.to_double(), 0.0) / start.to_double();
    const double yearly = std::pow(growth, DAYS_PER_YEAR / static_cast<double>(calendar_days));
    return std::min((yearly - 1) * 100, common::PERCENT_MAX.to_double());
}

double to_six_decimals(double value) {
    const auto percent = common::Percent::from_double(value);
    return percent ? percent->to_double() : value;
}

std::int64_t calendar_days(common::Stamp first, common::Stamp last) {
    return last.days() - first.days() + 1;
}

}  // namespace tradepit::query
