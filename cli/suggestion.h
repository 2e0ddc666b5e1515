#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradepit::cli {

/// The name that was probably meant: the one with the smallest optimal string alignment distance to
/// `typed`, and of several the first. The distance may be at most a third of the name's length, in
/// bytes; 1 is always allowed. Nothing when no name is so near, or when `typed` has more than 64
/// bytes.
std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& names);

}  // namespace tradepit::cli
