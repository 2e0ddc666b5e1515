#pragma once

#include <string>

namespace tradepit::bench {

/// The value rounded to a whole number, for people: "1,000,000". `value` must not be negative.
std::string grouped(double value);

}  // namespace tradepit::bench
