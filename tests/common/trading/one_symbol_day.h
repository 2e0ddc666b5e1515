#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/trading/trading_day.h"

namespace tradepit::common {

inline Stamp stamp(const std::string& text) { return Stamp::parse(text).value(); }
inline Money money(const std::string& text) { return Money::parse(text).value(); }

/// Collects the events of a trading day.
class EventList : public EventSink {
public:
    void take(std::vector<Event> events) override {
        for (auto& event : events) taken.push_back(std::move(event));
    }
    std::vector<Event> taken;
};

/// A market of one symbol with bars on three days, and the input for a trading day on the second of
/// them.
class OneSymbolDay : public testing::Test {
protected:
    static PriceSet prices_of(std::vector<SymbolPrices> prices) {
        return std::get<PriceSet>(PriceSet::build(std::move(prices)));
    }
    static StampedBar bar(const char* date, const char* open, const char* close) {
        Bar one;
        one.open = *Price::parse(open);
        one.close = *Price::parse(close);
        return {stamp(date), one};
    }
    TradingDay begin(const char* cash) {
        return std::get<TradingDay>(TradingDay::begin(input, Portfolio{money(cash)}, sink));
    }
    static MarketOrder buy(const char* amount) {
        return {Side::buy, Symbol{"AAA"}, Amount::read(amount)};
    }

    ChainTerms terms;
    MarketRules rules;
    PriceSet prices = prices_of({{Symbol{"AAA"},
                                  {bar("2025-10-01", "10", "11"), bar("2025-10-02", "12", "13"),
                                   bar("2025-10-03", "14", "15")}}});
    Close opening;
    ClaimedDay day{stamp("2025-10-02"), 1, {}};
    /// Each reading of the clock is a second after the one before.
    static Instant manual_now() { return read_at += std::chrono::seconds{1}; }
    static inline Instant read_at{};

    DayInput input{terms, rules, prices, opening, day, manual_now};
    EventList sink;
};

}  // namespace tradepit::common
