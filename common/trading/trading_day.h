#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/accounting/portfolio.h"
#include "common/market/market_rules.h"
#include "common/market/market_view.h"
#include "common/market/prices.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::common {

/// The input of one model-day. All of it must outlive the TradingDay.
struct DayInput {
    const ChainTerms& terms;
    const MarketRules& rules;
    const PriceSet& prices;
    const Close& opening;  ///< the close of the model's day before, or what its chain starts with
    const ClaimedDay& day;
    /// Reads the steady clock. It only measures how long each use of a tool takes.
    Instant (*now)();
};

/// Receives the events of one attempt, in order. An exception that it throws ends the day.
class EventSink {
public:
    virtual ~EventSink() = default;
    /// Takes events as they happen. It may block while there is no room for them; that time is not
    /// counted as the agent's own time (End::agent_ms). The text of one event has at most
    /// REASONING_CHUNK_BYTES_MAX.
    virtual void take(std::vector<Event> events) = 0;
    /// Sends the events so far to the writer at once, which also reports the attempt as started. By
    /// default it does nothing. Called when the agent is about to wait (for a language model,
    /// another program or a delay). Other agents do not call it, so that their whole day can be one
    /// batch. Blocks and throws like take().
    virtual void flush() {}
};

/// The tools, in the order in which their use is stored. tools.h has the table of them.
enum class ToolId : std::uint8_t { price, history, buy, sell };
inline constexpr std::size_t TOOL_COUNT = 4;
/// The names by which agents call them, and under which their use is stored. names_of() has all of
/// them, whatever its argument is.
inline constexpr std::string_view PRICE_TOOL = "get_price_local";
inline constexpr std::string_view HISTORY_TOOL = "get_history";
inline constexpr std::string_view BUY_TOOL = "buy";
inline constexpr std::string_view SELL_TOOL = "sell";
constexpr std::array<std::string_view, TOOL_COUNT> names_of(ToolId) {
    return {PRICE_TOOL, HISTORY_TOOL, BUY_TOOL, SELL_TOOL};
}

/// What an agent sees and does on one day: the market without look-ahead, its portfolio, its tools,
/// and its reasoning. Every trade becomes a position row, and every text a reasoning step. The uses
/// of each tool are counted, and their times added up. Not thread-safe.
class TradingDay {
public:
    /// A day that cannot begin: a held symbol without any price up to today, or a value beyond
    /// MONEY_MAX.
    struct Unpriced {
        std::string reason;
    };
    /// Values the opening, which is input.opening as a Portfolio, and records it as action 0.
    /// `input` and `sink` must outlive the day.
    [[nodiscard]] static std::variant<TradingDay, Unpriced> begin(const DayInput& input,
                                                                  Portfolio opening,
                                                                  EventSink& sink);

    [[nodiscard]] Stamp today() const { return view_.today(); }
    [[nodiscard]] const DayInput& input() const { return *input_; }
    [[nodiscard]] const MarketRules& rules() const { return input_->rules; }
    [[nodiscard]] const Portfolio& portfolio() const { return portfolio_; }
    /// Cash plus holdings, valued by MarketView::mark.
    [[nodiscard]] Money value() const { return value_; }

    // ---- tools
    /// The bar of a stamp up to today; of today's bar only the open.
    std::variant<Bar, PriceRefusal> price(const Symbol& symbol, Stamp stamp);
    /// The last `count` (at most HISTORY_BARS_MAX) whole bars before today, oldest first; fewer
    /// where the symbol has fewer.
    std::variant<std::vector<StampedBar>, PriceRefusal> history(const Symbol& symbol,
                                                                std::size_t count);
    /// Every symbol that can be traded today, with its open. Counts as one use of the price tool.
    std::vector<Quote> quotes();
    /// The n-th whole bar before today of a symbol of quotes(), where 1 is the newest; nothing
    /// where the symbol has fewer. Counts as one use of the history tool, whose time is not
    /// measured.
    std::optional<Bar> bar_back(const Quote& quote, std::size_t n);
    /// Carries the order out at today's open. A refused order changes nothing, and the refusal
    /// names the rule.
    std::variant<Fill, Refusal> trade(const MarketOrder& order);
    /// Counts a use without its time, for a call whose arguments could not be read.
    void count_use(ToolId tool) { ++usage_of(tool).calls; }

    // ---- what is recorded
    /// Records one reasoning step; a long text is split into chunks. `tool` is the tool's name
    /// where the role is tool.
    void say(Role role, std::string_view content, std::string_view tool = {});
    /// Passes the events so far on to the sink, and calls EventSink::flush(). To be called before
    /// the agent waits.
    void flush();
    /// Ends the day: records the tool usage, passes all events on to the sink, and returns the
    /// close. To be called once, as the last call.
    Close close();

private:
    class Use;
    struct Usage {
        std::int32_t calls = 0;
        double seconds = 0;
    };

    TradingDay(const DayInput& input, Portfolio opening, Money value, EventSink& sink);
    Usage& usage_of(ToolId tool) { return usage_[static_cast<std::size_t>(tool)]; }
    /// Records a position row. Sets its action_id and the present cash, value and holdings.
    void record(Position position);
    /// Passes the pending events on to the sink.
    void hand_over();

    const DayInput* input_;
    EventSink* sink_;
    MarketView view_;
    Portfolio portfolio_;
    Money value_;
    std::vector<Event> pending_;           ///< recorded, and not passed on to the sink yet
    std::int32_t actions_ = 0;             ///< how many position rows are recorded
    std::int32_t steps_ = 0;               ///< how many reasoning steps are recorded
    std::array<Usage, TOOL_COUNT> usage_;  ///< by ToolId
};

}  // namespace tradepit::common
