#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tradepit::bench {

/// Repeated measurements of one quantity.
class Sample {
public:
    void add(double value) { values_.push_back(value); }
    [[nodiscard]] std::size_t size() const { return values_.size(); }
    /// The i-th value in the order of add(). @throws std::out_of_range.
    [[nodiscard]] double value(std::size_t i) const { return values_.at(i); }
    /// The smallest value that at least the share `fraction` (0 to 1) of the values do not exceed
    /// (nearest rank); 0 for an empty sample.
    [[nodiscard]] double quantile(double fraction) const;
    [[nodiscard]] double median() const { return quantile(0.5); }
    [[nodiscard]] double least() const { return quantile(0); }
    [[nodiscard]] double most() const { return quantile(1); }

private:
    std::vector<double> values_;
};

/// The value rounded to a whole number, for people: "1,000,000". `value` must not be negative.
std::string grouped(double value);

}  // namespace tradepit::bench
