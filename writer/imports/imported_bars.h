#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/messages/messages.h"

namespace tradepit::writer {

/// Sorts the bars of one import by symbol (in byte order) and date, and drops repeats of an equal
/// bar. Pure.
/// @return nothing when all is well; else the text of the first fault: no bars at all, an invalid
/// symbol, a price that is not positive or is above MONEY_MAX, a high below its low, a volume that
/// is negative or not finite, two different bars for one symbol and date, or dates with and without
/// a time. The text states the rule and, except for the first two faults, symbol and date. After a
/// fault the bars must not be used.
[[nodiscard]] std::optional<std::string> put_in_order(std::vector<common::WireBar>& bars);

}  // namespace tradepit::writer
