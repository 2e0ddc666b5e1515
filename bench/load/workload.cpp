#include "bench/load/workload.h"

#include <array>
#include <utility>

#include <spdlog/fmt/fmt.h>

#include "common/check.h"

namespace tradepit::bench {

namespace {

using common::Money;
using common::Price;
using common::Quantity;
using common::Symbol;

constexpr std::array<const char*, 5> SYMBOLS{"AAPL", "AMZN", "GOOGL", "MSFT", "NVDA"};
constexpr Quantity ONE = Quantity::from_units(common::UNITS_PER_WHOLE);
constexpr Quantity TEN = Quantity::from_units(10 * common::UNITS_PER_WHOLE);

/// A price of 150 to 206 that changes with the date. It has four decimals, like real prices.
Price price_of(std::size_t symbol, std::size_t date) {
    const auto step = static_cast<std::int64_t>((date * 7 + symbol * 3) % 50);
    return Price::from_millionths(150'152'500 + static_cast<std::int64_t>(symbol) * 10'000'000 +
                                  step * 310'400);
}

Money cost_of(Price price, Quantity quantity) {
    return common::checked_product(price, quantity).value();
}

/// Cash plus holdings at the prices of the date.
Money value_of(const common::Close& portfolio, std::size_t date) {
    auto value = portfolio.cash;
    for (std::size_t i = 0; i < portfolio.holdings.size(); ++i) {
        value += cost_of(price_of(i, date), portfolio.holdings[i].quantity);
    }
    return value;
}

/// The portfolio that every model starts with: a million in cash, and ten shares of each symbol.
common::Close first_opening() {
    common::Close portfolio{
        .cash = Money::from_millionths(1'000'000'000'000), .value = {}, .holdings = {}};
    for (const auto* symbol : SYMBOLS) portfolio.holdings.push_back({Symbol(symbol), TEN});
    portfolio.value = value_of(portfolio, 0);
    return portfolio;
}

/// Buys or sells one share, which changes cash and holdings of `portfolio`. A holding is always ten
/// or eleven shares, so that every position has all five holdings. @return a position with the
/// trade and nothing else.
common::Position trade(common::Close& portfolio, std::size_t symbol, std::size_t date) {
    auto& holding = portfolio.holdings[symbol];
    const auto price = price_of(symbol, date);
    common::Position row;
    row.action = holding.quantity > TEN ? common::Action::sell : common::Action::buy;
    row.symbol = holding.symbol;
    row.amount = ONE;
    row.price = price;
    if (row.action == common::Action::buy) {
        holding.quantity += ONE;
        portfolio.cash -= cost_of(price, ONE);
    } else {
        holding.quantity -= ONE;
        portfolio.cash += cost_of(price, ONE);
    }
    return row;
}

/// Makes a day with `positions` positions. `portfolio` is its opening before the call, and its
/// close afterwards.
WorkDay make_day(common::Close& portfolio, Money initial_value, std::size_t date,
                 std::size_t positions) {
    WorkDay day;
    day.opening = portfolio;
    const auto previous_value = portfolio.value;
    portfolio.value = value_of(portfolio, date);
    day.figures = common::figures(portfolio.value, previous_value, initial_value);
    for (std::size_t i = 0; i < positions; ++i) {
        // Position 0 states the opening and has no trade.
        auto row =
            i == 0 ? common::Position{} : trade(portfolio, (i + date) % SYMBOLS.size(), date);
        row.action_id = static_cast<std::int32_t>(i);
        row.cash = portfolio.cash;
        row.value = portfolio.value;
        row.holdings = portfolio.holdings;
        day.positions.push_back(std::move(row));
    }
    day.close = portfolio;
    return day;
}

}  // namespace

std::size_t Workload::positions() const {
    return models.size() * dates.size() * models.front().days.front().positions.size();
}

common::JobId workload_id(std::size_t number) {
    // Knuth's multiplicative hash spreads the ids. The number at the end makes them differ.
    return common::JobId(fmt::format("{:08x}-bec0-4000-8000-{:012d}",
                                     static_cast<std::uint32_t>(number * 2'654'435'761U), number));
}

Workload make_workload(const WorkloadSize& size, std::size_t number) {
    CHECK(size.models > 0 && size.dates > 0 && size.day_positions > 0);
    CHECK(size.dates <= WORKLOAD_DATES_MAX);
    Workload work;
    work.job = workload_id(number);
    work.market = common::MarketName(size.market);
    for (std::size_t date = 0; date < size.dates; ++date) {
        work.dates.push_back(
            common::Stamp::parse(fmt::format("2025-{:02}-{:02}", 1 + date / 28, 1 + date % 28))
                .value());
    }
    work.opening = first_opening();
    for (std::size_t model = 0; model < size.models; ++model) {
        WorkModel made{
            .model = common::ModelName(fmt::format("{}-{:04}", size.model_prefix, model)),
            .days = {}};
        auto portfolio = work.opening;
        for (std::size_t date = 0; date < size.dates; ++date) {
            made.days.push_back(make_day(portfolio, work.opening.value, date, size.day_positions));
        }
        work.models.push_back(std::move(made));
    }
    return work;
}

}  // namespace tradepit::bench
