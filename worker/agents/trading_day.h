#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/accounting/portfolio.h"
#include "common/market/market_view.h"
#include "common/messages/messages.h"
#include "worker/agents/model_day.h"

namespace tradepit::worker {

/// The tools that every agent has, by the names under which their use is stored.
enum class Tool : std::uint8_t { price, history, buy, sell };
inline constexpr std::size_t TOOLS = 4;

/// "get_price_local", "get_history", "buy", "sell".
[[nodiscard]] std::string_view to_string(Tool tool);

/// What an agent sees and does on one day: the market without look-ahead, its portfolio, its tools,
/// and its say. Every trade becomes a position row, every word a reasoning step, every use of a
/// tool is counted and timed. One thread.
class TradingDay {
public:
    /// A day that cannot begin: a held symbol without any price up to today, or a value beyond the
    /// limit.
    struct Unpriced {
        std::string reason;
    };
    /// Values the opening and records it as action 0. `input` and `sink` outlive the day.
    [[nodiscard]] static std::variant<TradingDay, Unpriced> begin(const DayInput& input,
                                                                  common::Portfolio opening,
                                                                  EventSink& sink);

    [[nodiscard]] common::Stamp today() const { return view_.today(); }
    [[nodiscard]] const DayInput& input() const { return *input_; }
    [[nodiscard]] const common::MarketRules& rules() const { return input_->rules; }
    [[nodiscard]] const common::Portfolio& portfolio() const { return portfolio_; }
    /// Cash and holdings at today's marks.
    [[nodiscard]] common::Money value() const { return value_; }

    // ---- tools
    /// The bar of a day up to today; of today the open alone.
    std::variant<common::Bar, common::PriceRefusal> price(const common::Symbol& symbol,
                                                          common::Stamp stamp);
    /// The last `count` whole bars before today, oldest first.
    std::variant<std::vector<common::StampedBar>, common::PriceRefusal> history(
        const common::Symbol& symbol, std::size_t count);
    /// Every symbol that can be traded today with its open: one use of the price tool.
    std::vector<common::Quote> quotes();
    /// The n-th whole bar before today of one of quotes(), n from 1: a use of the history tool.
    std::optional<common::Bar> bar_back(const common::Quote& quote, std::size_t n);
    /// Carries the order out at today's open, or refuses it by name and changes nothing.
    std::variant<common::Fill, common::Refusal> trade(const common::MarketOrder& order);

    // ---- what is told
    /// One reasoning step; long text goes out in chunks.
    void say(common::Role role, std::string_view content, std::string_view tool = {});
    /// Sends out what was recorded: before an agent waits for somebody.
    void flush();
    /// Ends the day: tool usage, a last flush, and where the portfolio stands.
    common::Close close();

private:
    class Use;
    struct Usage {
        std::int32_t calls = 0;
        double seconds = 0;
    };

    TradingDay(const DayInput& input, common::Portfolio opening, common::Money value,
               EventSink& sink);
    void record(common::Position position);
    void hand_over();

    const DayInput* input_;
    EventSink* sink_;
    common::MarketView view_;
    common::Portfolio portfolio_;
    common::Money value_;
    std::vector<common::Event> pending_;
    std::int32_t actions_ = 0;
    std::int32_t steps_ = 0;
    std::array<Usage, TOOLS> usage_{};
};

}  // namespace tradepit::worker
