#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradepit::cli {

/// The name that was probably meant: the one with the smallest optimal string alignment distance to
/// `typed`. Nothing when the distance is more than a third of the name (at least 1).
std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& names);

}  // namespace tradepit::cli
