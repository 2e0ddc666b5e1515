#include "common/trading/trading_day.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"
#include "common/text/utf8.h"

namespace tradepit::common {

namespace {

/// A position row passes the pending events on to the sink where there are at least this many. So
/// few are kept here, and the sink can send a batch that is full or old enough.
constexpr std::size_t PENDING_EVENTS_AIM = 64;

}  // namespace

/// Counts one use of a tool and the time until it goes out of scope.
class TradingDay::Use {
public:
    Use(TradingDay& day, ToolId tool)
        : usage_{day.usage_of(tool)}, now_{day.input_->now}, began_{now_()} {
        ++usage_.calls;
    }
    ~Use() { usage_.seconds += std::chrono::duration<double>(now_() - began_).count(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

private:
    Usage& usage_;
    Instant (*now_)();
    Instant began_;
};

std::variant<TradingDay, TradingDay::Unpriced> TradingDay::begin(const DayInput& input,
                                                                 Portfolio opening,
                                                                 EventSink& sink) {
    opening.start_day();
    const auto worth = common::value_of(opening, {input.prices, input.day.date});
    if (const auto* reason = std::get_if<std::string>(&worth)) return Unpriced{*reason};
    TradingDay day{input, std::move(opening), std::get<Money>(worth), sink};
    day.record({});
    return day;
}

TradingDay::TradingDay(const DayInput& input, Portfolio opening, Money value, EventSink& sink)
    : input_{&input},
      sink_{&sink},
      view_{input.prices, input.day.date},
      portfolio_{std::move(opening)},
      value_{value} {}

std::variant<Bar, PriceRefusal> TradingDay::price(const Symbol& symbol, Stamp stamp) {
    const Use use{*this, ToolId::price};
    return view_.bar(symbol, stamp);
}

std::variant<std::vector<StampedBar>, PriceRefusal> TradingDay::history(const Symbol& symbol,
                                                                        std::size_t count) {
    const Use use{*this, ToolId::history};
    return view_.history(symbol, count);
}

std::vector<Quote> TradingDay::quotes() {
    const Use use{*this, ToolId::price};
    return view_.tradable();
}

std::optional<Bar> TradingDay::bar_back(const Quote& quote, std::size_t n) {
    // Not timed, because this takes less time than reading the clock.
    count_use(ToolId::history);
    return view_.bar_back(quote.index, n);
}

std::variant<Fill, Refusal> TradingDay::trade(const MarketOrder& order) {
    const bool buys = order.side == Side::buy;
    const Use use{*this, buys ? ToolId::buy : ToolId::sell};
    Portfolio after = portfolio_;
    auto outcome = after.apply(order, view_, input_->rules);
    const auto* fill = std::get_if<Fill>(&outcome);
    if (!fill) return outcome;
    const auto worth = common::value_of(after, view_);
    if (const auto* reason = std::get_if<std::string>(&worth))
        return Refusal{Rule::money_limit, *reason};
    portfolio_ = std::move(after);
    value_ = std::get<Money>(worth);
    Position position;
    position.action = buys ? Action::buy : Action::sell;
    position.symbol = fill->symbol;
    position.amount = fill->quantity;
    position.price = fill->price;
    record(std::move(position));
    return outcome;
}

void TradingDay::record(Position position) {
    position.action_id = actions_++;
    position.cash = portfolio_.cash();
    position.value = value_;
    position.holdings = portfolio_.holdings();
    pending_.emplace_back(std::move(position));
    if (pending_.size() >= PENDING_EVENTS_AIM) hand_over();
}

void TradingDay::say(Role role, std::string_view content, std::string_view tool) {
    ++steps_;
    do {
        const bool more = content.size() > REASONING_CHUNK_BYTES_MAX;
        const auto length =
            more ? clipped_utf8(content, REASONING_CHUNK_BYTES_MAX).size() : content.size();
        pending_.emplace_back(Reasoning{.step = steps_,
                                        .role = role,
                                        .content = std::string{content.substr(0, length)},
                                        .tool = std::string{tool},
                                        .more = more});
        content.remove_prefix(length);
        if (more) hand_over();
    } while (!content.empty());
}

void TradingDay::hand_over() {
    if (!pending_.empty()) sink_->take(std::exchange(pending_, {}));
}

void TradingDay::flush() {
    hand_over();
    sink_->flush();
}

Close TradingDay::close() {
    for (std::size_t i = 0; i < TOOL_COUNT; ++i)
        if (usage_[i].calls > 0)
            pending_.emplace_back(ToolUsage{.tool = std::string{names_of(ToolId{})[i]},
                                            .calls = usage_[i].calls,
                                            .seconds = usage_[i].seconds});
    hand_over();
    return {.cash = portfolio_.cash(), .value = value_, .holdings = portfolio_.holdings()};
}

}  // namespace tradepit::common
