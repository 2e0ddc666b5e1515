#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/messages/messages.h"

namespace tradepit::writer {

/// Puts the bars of one import in order, by symbol (bytes) and date, each once; pure.
/// @return what is wrong with them, naming symbol, date, field, value and rule: none at all, a
/// symbol that is none, a price that is not positive or beyond MONEY_MAX, a high below its low, a
/// volume that is not a number or negative, two different bars for one symbol and date, or dates
/// with and without a time. The bars are then of no use.
[[nodiscard]] std::optional<std::string> put_in_order(std::vector<common::WireBar>& bars);

}  // namespace tradepit::writer
