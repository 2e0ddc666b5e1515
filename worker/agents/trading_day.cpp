#include "worker/agents/trading_day.h"

#include <algorithm>
#include <utility>

#include "common/check.h"
#include "common/limits.h"
#include "common/process/clock.h"
#include "common/text/text_cut.h"

namespace tradepit::worker {

using common::Action;
using common::Bar;
using common::Fill;
using common::Money;
using common::Position;
using common::Refusal;

namespace {

/// Events are handed on before a frame could grow past its limit.
constexpr std::size_t PENDING_EVENTS_MAX = 64;

}  // namespace

std::string_view to_string(Tool tool) {
    switch (tool) {
        case Tool::price:
            return "get_price_local";
        case Tool::history:
            return "get_history";
        case Tool::buy:
            return "buy";
        case Tool::sell:
            return "sell";
    }
    CHECK(false);
    return {};
}

/// Counts one use of a tool and the time until it goes out of scope.
class TradingDay::Use {
public:
    Use(TradingDay& day, Tool tool)
        : usage_{day.usage_[static_cast<std::size_t>(tool)]}, began_{common::steady_now()} {
        ++usage_.calls;
    }
    ~Use() {
        usage_.seconds += std::chrono::duration<double>(common::steady_now() - began_).count();
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

private:
    Usage& usage_;
    common::Instant began_;
};

std::variant<TradingDay, TradingDay::Unpriced> TradingDay::begin(const DayInput& input,
                                                                 common::Portfolio opening,
                                                                 EventSink& sink) {
    opening.start_day();
    const auto worth = common::value(opening, {input.prices, input.day.date});
    if (const auto* reason = std::get_if<std::string>(&worth)) return Unpriced{*reason};
    TradingDay day{input, std::move(opening), std::get<Money>(worth), sink};
    day.record({});
    return day;
}

TradingDay::TradingDay(const DayInput& input, common::Portfolio opening, Money value,
                       EventSink& sink)
    : input_{&input},
      sink_{&sink},
      view_{input.prices, input.day.date},
      portfolio_{std::move(opening)},
      value_{value} {}

std::variant<Bar, common::PriceRefusal> TradingDay::price(const common::Symbol& symbol,
                                                          common::Stamp stamp) {
    const Use use{*this, Tool::price};
    return view_.bar(symbol, stamp);
}

std::variant<std::vector<common::StampedBar>, common::PriceRefusal> TradingDay::history(
    const common::Symbol& symbol, std::size_t count) {
    const Use use{*this, Tool::history};
    return view_.history(symbol, count);
}

std::vector<common::Quote> TradingDay::quotes() {
    const Use use{*this, Tool::price};
    return view_.tradable();
}

std::optional<Bar> TradingDay::bar_back(const common::Quote& quote, std::size_t n) {
    ++usage_[static_cast<std::size_t>(Tool::history)].calls;
    return view_.bar_back(quote.index, n);
}

std::variant<Fill, Refusal> TradingDay::trade(const common::MarketOrder& order) {
    const bool buys = order.side == common::Side::buy;
    const Use use{*this, buys ? Tool::buy : Tool::sell};
    common::Portfolio after = portfolio_;
    auto outcome = after.apply(order, view_, input_->rules);
    const auto* fill = std::get_if<Fill>(&outcome);
    if (!fill) return outcome;
    const auto worth = common::value(after, view_);
    if (const auto* reason = std::get_if<std::string>(&worth))
        return Refusal{common::Rule::money_limit, *reason};
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
    if (pending_.size() >= PENDING_EVENTS_MAX) hand_over();
}

void TradingDay::say(common::Role role, std::string_view content, std::string_view tool) {
    ++steps_;
    do {
        const bool more = content.size() > common::REASONING_CHUNK_BYTES_MAX;
        const auto length =
            more ? common::clipped_utf8(content, common::REASONING_CHUNK_BYTES_MAX).size()
                 : content.size();
        pending_.emplace_back(common::Reasoning{.step = steps_,
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

common::Close TradingDay::close() {
    for (std::size_t tool = 0; tool < TOOLS; ++tool)
        if (usage_[tool].calls > 0)
            pending_.emplace_back(
                common::ToolUsage{.tool = std::string{to_string(static_cast<Tool>(tool))},
                                  .calls = usage_[tool].calls,
                                  .seconds = usage_[tool].seconds});
    hand_over();
    return {.cash = portfolio_.cash(), .value = value_, .holdings = portfolio_.holdings()};
}

}  // namespace tradepit::worker
