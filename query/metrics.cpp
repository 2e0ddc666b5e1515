#include "query/metrics.h"

#include <algorithm>
#include <cmath>

namespace tradepit::query {

namespace {

/// Below this share of the mean, a deviation is what rounding left over of equal returns.
constexpr double DEVIATION_NOISE = 1e-12;

}  // namespace

void RunningMetrics::add(common::Money value) {
    if (started_ && last_ != common::Money{}) {
        const double change = (value - last_).to_double() / last_.to_double();
        ++returns_;
        const double delta = change - mean_;
        mean_ += delta / static_cast<double>(returns_);
        m2_ += delta * (change - mean_);
    }
    started_ = true;
    last_ = value;
    peak_ = std::max(peak_, value);
    if (peak_.millionths() > 0) {
        drawdown_ = std::max(drawdown_, (peak_ - value).to_double() / peak_.to_double());
    }
}

double RunningMetrics::max_drawdown_pct() const { return to_six_decimals(drawdown_ * 100); }

double sharpe_ratio(std::int64_t returns, double mean, double m2, double periods_per_year) {
    if (returns < 2) return 0;
    const double deviation = std::sqrt(std::max(m2, 0.0) / static_cast<double>(returns));
    if (deviation <= std::fabs(mean) * DEVIATION_NOISE) return 0;
    return to_six_decimals(mean / deviation * std::sqrt(periods_per_year));
}

double annualized_return_pct(common::Money start, common::Money end, std::int64_t calendar_days) {
    if (start.millionths() <= 0 || calendar_days < 1) return 0;
    const double growth = std::max(end.to_double(), 0.0) / start.to_double();
    const double yearly = std::pow(growth, 365.0 / static_cast<double>(calendar_days));
    const double most = common::PERCENT_MAX.to_double();
    return to_six_decimals(std::min((yearly - 1) * 100, most));
}

double to_six_decimals(double value) {
    const auto percent = common::Percent::from_double(value);
    return percent ? percent->to_double() : value;
}

}  // namespace tradepit::query
