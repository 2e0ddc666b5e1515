#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tradepit::bench {

/// Measurements of one thing.
class Sample {
public:
    void add(double value) { values_.push_back(value); }
    [[nodiscard]] std::size_t size() const { return values_.size(); }
    /// The i-th as added.
    [[nodiscard]] double value(std::size_t i) const { return values_.at(i); }
    /// The value that `fraction` of the sample does not exceed (nearest rank); 0 without any.
    [[nodiscard]] double quantile(double fraction) const;
    [[nodiscard]] double median() const { return quantile(0.5); }
    [[nodiscard]] double least() const { return quantile(0); }
    [[nodiscard]] double most() const { return quantile(1); }

private:
    std::vector<double> values_;
};

/// A whole number for people: "1,000,000".
std::string grouped(double value);

}  // namespace tradepit::bench
