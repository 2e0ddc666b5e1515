#pragma once

#include <string>

namespace tradepit::bench {

/// A whole number for people: "1,000,000".
std::string grouped(double value);

}  // namespace tradepit::bench
