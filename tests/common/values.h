#pragma once

#include "common/decimal.h"
#include "common/market/prices.h"
#include "common/price.h"
#include "common/stamp.h"

/// Makes values from texts. The texts must be valid.
namespace tradepit::common {

inline Money money(const char* text) { return *Money::parse(text); }
/// A price with as many decimals as the text has.
inline Price made_price(const char* text) { return *Price::parse(text); }
inline Quantity shares(const char* text) { return *Quantity::parse(text); }
inline Stamp day(const char* text) { return *Stamp::parse(text); }

/// A bar with an open and, where it is given, a close.
inline StampedBar bar(const char* date, const char* open, const char* close = nullptr) {
    StampedBar bar{day(date), {made_price(open), {}, {}, {}, {}}};
    if (close != nullptr) bar.bar.close = made_price(close);
    return bar;
}

}  // namespace tradepit::common
