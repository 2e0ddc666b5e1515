#include <array>
#include <cstdint>
#include <string>

#include "worker/agents/strategies.h"

namespace tradepit::worker {

namespace {

/// The stocks of the days, in turn.
constexpr std::array<const char*, 10> STOCKS = {"AAPL", "MSFT", "GOOGL", "AMZN", "NVDA",
                                                "META", "TSLA", "BRK.B", "UNH",  "JNJ"};
constexpr std::int32_t FIRST_DAY = 20'089;  // 2025-01-01 in days since 1970-01-01
constexpr std::int64_t SHARES_BOUGHT = 5;

common::Symbol stock_of(common::Stamp today) {
    const std::int32_t stocks = static_cast<std::int32_t>(STOCKS.size());
    // The remainder of a day before FIRST_DAY is negative.
    const std::int32_t number = ((today.days() - FIRST_DAY) % stocks + stocks) % stocks;
    return common::Symbol{STOCKS[static_cast<std::size_t>(number)]};
}

/// Stands in for a language model where none may be called. It asks the price of the day's stock,
/// buys five shares of it and ends, with the messages that a language model would produce. The
/// stock is number (date − 2025-01-01, in days) mod 10 of STOCKS, as in the dev mode of
/// AI-Trader's server.
class Mock : public Agent {
public:
    std::optional<AgentFailure> run(common::TradingDay& day, const AgentServices&) override;
};

std::optional<AgentFailure> Mock::run(common::TradingDay& day, const AgentServices&) {
    using common::Role;
    const common::Symbol stock = stock_of(day.today());
    day.say(Role::user,
            "Please analyze and update today's (" + day.today().text() + ") positions.");
    day.say(Role::assistant, "The stock of the day is " + stock.value() + "; I ask for its price.");
    const auto bar = day.price(stock, day.today());
    if (const auto* refusal = std::get_if<common::PriceRefusal>(&bar)) {
        day.say(Role::tool, refusal->text, common::PRICE_TOOL);
    } else {
        day.say(Role::tool, "open " + std::get<common::Bar>(bar).open.text(), common::PRICE_TOOL);
        const auto amount = common::Quantity::from_units(SHARES_BOUGHT * common::UNITS_PER_WHOLE);
        const auto outcome = day.trade({common::Side::buy, stock, common::Amount{amount}});
        if (const auto* refused = std::get_if<common::Refusal>(&outcome))
            day.say(Role::tool, refused->detail, common::BUY_TOOL);
        else
            day.say(Role::tool, "bought " + amount.text() + " " + stock.value(), common::BUY_TOOL);
    }
    day.say(Role::assistant, "That is all for today. <FINISH_SIGNAL>");
    return std::nullopt;
}

}  // namespace

std::unique_ptr<Agent> make_mock(const common::AgentSettings&) { return std::make_unique<Mock>(); }

}  // namespace tradepit::worker
