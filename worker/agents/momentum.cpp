#include <algorithm>
#include <cstdint>
#include <vector>

#include "common/wide.h"
#include "worker/agents/rebalancing.h"
#include "worker/agents/strategies.h"

namespace tradepit::worker {

namespace {

/// A tradable symbol, and the two closes whose quotient is its return, in units of the market's
/// last decimal of prices. They are below 2^53, so that products of two fit into a Wide.
struct Ranked {
    common::Quote quote;
    std::int64_t last;
    std::int64_t earlier;
};

/// Whether `a` gained more than `b`. Compares last/earlier by cross-multiplication, without
/// rounding.
bool gained_more(const Ranked& a, const Ranked& b) {
    return common::Wide{a.last} * b.earlier > common::Wide{b.last} * a.earlier;
}

/// Ranks the tradable symbols by their return over the last `lookback` whole bars (the last close ÷
/// the close `lookback` bars earlier), and trades every day so that the `top` first ones have equal
/// shares. The first ones are those with the highest return (momentum) or the lowest (mean
/// reversion). Symbols with equal returns rank in byte order, and a symbol that lacks one of the
/// closes does not rank. If no symbol ranks, nothing is traded. Returns are compared exactly.
class Ranking : public Agent {
public:
    enum class Choice { best, worst };
    Ranking(Choice choice, const common::AgentSettings& settings)
        : choice_{choice},
          lookback_{static_cast<std::size_t>(settings.value("lookback"))},
          top_{static_cast<std::size_t>(settings.value("top"))} {}
    std::optional<AgentFailure> run(common::TradingDay& day, const AgentServices&) override;

private:
    Choice choice_;
    std::size_t lookback_;
    std::size_t top_;
};

std::optional<AgentFailure> Ranking::run(common::TradingDay& day, const AgentServices&) {
    const auto quotes = day.quotes();
    const int decimals = day.rules().price_decimals;
    std::vector<Ranked> ranked;
    for (const common::Quote& quote : quotes) {
        const auto last = day.bar_back(quote, 1);
        const auto earlier = day.bar_back(quote, lookback_ + 1);
        if (!last || !earlier || !last->close || !earlier->close) continue;
        ranked.push_back(
            {quote, last->close->units_at(decimals), earlier->close->units_at(decimals)});
    }
    if (ranked.empty()) return std::nullopt;
    std::stable_sort(ranked.begin(), ranked.end(), [this](const Ranked& a, const Ranked& b) {
        return choice_ == Choice::best ? gained_more(a, b) : gained_more(b, a);
    });
    if (ranked.size() > top_) ranked.resize(top_);
    std::vector<common::Quote> chosen;
    chosen.reserve(ranked.size());
    for (const Ranked& one : ranked) chosen.push_back(one.quote);
    std::sort(chosen.begin(), chosen.end(),
              [](const common::Quote& a, const common::Quote& b) { return *a.symbol < *b.symbol; });
    rebalance(day, quotes, equal_shares(day.value(), chosen, day.rules()));
    return std::nullopt;
}

}  // namespace

std::unique_ptr<Agent> make_momentum(const common::AgentSettings& settings) {
    return std::make_unique<Ranking>(Ranking::Choice::best, settings);
}

std::unique_ptr<Agent> make_mean_reversion(const common::AgentSettings& settings) {
    return std::make_unique<Ranking>(Ranking::Choice::worst, settings);
}

}  // namespace tradepit::worker
