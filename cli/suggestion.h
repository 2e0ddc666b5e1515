#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradepit::cli {

/// The name that was probably meant: the nearest one, when at most a third of it has to be changed
/// (letters left out, added, replaced, or two neighbours swapped).
std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& names);

}  // namespace tradepit::cli
