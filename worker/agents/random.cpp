#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "common/digest.h"
#include "worker/agents/rebalancing.h"
#include "worker/agents/strategies.h"

namespace tradepit::worker {

namespace {

/// The largest buy, in hundredths of the portfolio's value.
constexpr std::uint64_t HUNDREDTHS_MAX = 10;

/// The first 8 bytes of the SHA-256 of the seed setting, the model's name and the date.
std::uint64_t seed_of(std::int64_t seed_setting, const common::TradingDay& day) {
    common::Sha256 sha;
    sha.add(std::to_string(seed_setting) + '\n' + day.input().terms.model.value() + '\n' +
            day.today().text());
    const std::string digest = sha.finish();
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value = value << 8 | static_cast<unsigned char>(digest[static_cast<std::size_t>(i)]);
    return value;
}

/// The quantity that `hundredths` of the portfolio's value buy; cash is the limit.
common::Quantity drawn_amount(std::uint64_t hundredths, const common::Quote& quote,
                              const common::TradingDay& day) {
    const auto share = common::Money::from_millionths(day.value().millionths() / 100 *
                                                      static_cast<std::int64_t>(hundredths));
    return affordable(std::min(share, day.portfolio().cash()), quote.open, day.rules());
}

/// Draws `trades` orders a day. Each is, with equal probability, a buy for 1 to 10 hundredths of
/// the portfolio's value, as far as cash goes, or a sale of all that is held of one symbol. A buy
/// of less than a lot, or a sale while nothing is held, makes no order. The generator is a 64-bit
/// Mersenne twister, which gives the same numbers on every platform, seeded from the seed setting,
/// the model's name and the date.
class Random : public Agent {
public:
    explicit Random(const common::AgentSettings& settings)
        : seed_{settings.value("seed")}, trades_{settings.value("trades")} {}
    std::optional<AgentFailure> run(common::TradingDay& day, const AgentServices&) override;

private:
    std::int64_t seed_;
    std::int64_t trades_;
};

std::optional<AgentFailure> Random::run(common::TradingDay& day, const AgentServices&) {
    const auto quotes = day.quotes();
    if (quotes.empty()) return std::nullopt;
    std::mt19937_64 generator{seed_of(seed_, day)};
    for (std::int64_t i = 0; i < trades_; ++i) {
        const bool buys = generator() % 2 == 0;
        const auto hundredths = 1 + generator() % HUNDREDTHS_MAX;
        if (buys) {
            const auto& quote = quotes[generator() % quotes.size()];
            const auto amount = drawn_amount(hundredths, quote, day);
            if (amount == common::Quantity{}) continue;
            static_cast<void>(
                day.trade({common::Side::buy, *quote.symbol, common::Amount{amount}}));
        } else {
            const auto& held = day.portfolio().holdings();
            if (held.empty()) continue;
            const auto holding = held[generator() % held.size()];
            static_cast<void>(
                day.trade({common::Side::sell, holding.symbol, common::Amount{holding.quantity}}));
        }
    }
    return std::nullopt;
}

}  // namespace

std::unique_ptr<Agent> make_random(const common::AgentSettings& settings) {
    return std::make_unique<Random>(settings);
}

}  // namespace tradepit::worker
