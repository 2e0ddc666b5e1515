#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/market/market_rules.h"
#include "common/market/prices.h"
#include "common/messages/messages.h"
#include "worker/agents/model_day.h"

namespace tradepit::worker {

inline common::Stamp stamp(const std::string& text) { return common::Stamp::parse(text).value(); }
inline common::Money money(const std::string& text) { return common::Money::parse(text).value(); }
inline common::Price price(const std::string& text) { return common::Price::parse(text).value(); }
inline common::Quantity quantity(const std::string& text) {
    return common::Quantity::parse(text).value();
}

/// Builds a market and a portfolio, and runs one model-day on them.
class LivingDay {
public:
    LivingDay& bar(const char* symbol, const char* date, const char* open,
                   const char* close = nullptr);
    LivingDay& cash(const char* amount);
    LivingDay& holds(const char* symbol, const char* amount);
    LivingDay& orders(std::string json);

    /// Runs the agent that `settings` describes on `date`. Its results are in the public members.
    LivingDay& run(const std::string& settings, const char* date, const char* model = "model");

    /// "buy AAPL 3 at 187.15, sell …"
    [[nodiscard]] std::string trades() const;
    /// "cash 12.5 AAPL 3 BBB 1": cash and holdings of the last position.
    [[nodiscard]] std::string state() const;
    [[nodiscard]] std::string state_at_close() const;
    [[nodiscard]] std::vector<common::Reasoning> said() const;
    [[nodiscard]] std::string tools() const;

    common::MarketRules rules;
    std::vector<common::Event> events;
    common::End end;
    StopFlag stop;
    AgentClock clock;

private:
    std::vector<common::SymbolPrices> prices_;
    common::Close opening_{.cash = money("10000"), .value = money("10000"), .holdings = {}};
    std::string orders_;
};

}  // namespace tradepit::worker
