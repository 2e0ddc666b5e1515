#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/decimal.h"
#include "common/limits.h"
#include "common/names.h"
#include "common/price.h"
#include "common/stamp.h"

namespace tradepit::common {

/// One symbol's prices at one stamp. A value that the price file does not have is absent, never 0.
struct Bar {
    Price open;
    std::optional<Price> high;
    std::optional<Price> low;
    std::optional<Price> close;
    std::optional<double> volume;

    friend bool operator==(const Bar&, const Bar&) = default;
};

struct StampedBar {
    Stamp stamp;
    Bar bar;

    friend bool operator==(const StampedBar&, const StampedBar&) = default;
};

/// Bars of one symbol, in any order.
struct SymbolPrices {
    Symbol symbol;
    std::vector<StampedBar> bars;
};

/// The name of money among the symbols of a portfolio. No symbol may have this name.
inline constexpr std::string_view CASH = "CASH";

/// What is wrong with `text` as a symbol (empty, too long, reserved, control characters, not
/// UTF-8), or nothing.
[[nodiscard]] std::optional<std::string> symbol_fault(std::string_view text);

/// A symbol's place in one PriceSet. It depends on symbols that appear on later dates, so it is
/// never shown to an agent.
enum class SymbolIndex : uint32_t {};

/// The prices of a market, immutable, so that any thread may read them. A bar takes 44 bytes, and
/// lookups do not allocate.
class PriceSet {
public:
    /// No prices.
    PriceSet() = default;

    /// A symbol may come several times, and bars may stand in any order. Equal bars of one symbol
    /// and stamp count once. Two different ones are a fault: the string names symbol, stamp and
    /// both opens.
    [[nodiscard]] static std::variant<PriceSet, std::string> build(
        std::vector<SymbolPrices> prices);

    /// In byte order; a symbol without a bar is not in it.
    [[nodiscard]] const std::vector<Symbol>& symbols() const { return symbols_; }
    /// Every stamp that any symbol has, ascending.
    [[nodiscard]] const std::vector<Stamp>& calendar() const { return calendar_; }
    [[nodiscard]] size_t bar_count() const { return bars_.size(); }
    /// Nothing for a symbol without a bar.
    [[nodiscard]] std::optional<SymbolIndex> index_of(const Symbol& symbol) const;

    /// The bar of exactly that symbol and stamp; nothing where there is none.
    [[nodiscard]] std::optional<Bar> find(const Symbol& symbol, Stamp stamp) const;
    /// The symbol's newest bar strictly before `stamp`; nothing where there is none.
    [[nodiscard]] std::optional<StampedBar> last_before(const Symbol& symbol, Stamp stamp) const;

    /// Calls `visit(const Symbol&, Stamp, const Bar&)` for every bar: symbols in byte order, stamps
    /// ascending.
    template <typename Visit>
    void for_each(Visit visit) const {
        for (size_t s = 0; s < symbols_.size(); ++s) {
            for (size_t b = first_bar_[s]; b < first_bar_[s + 1]; ++b) {
                visit(symbols_[s], calendar_[date_of_[b]], bar_at(b));
            }
        }
    }

private:
    friend class MarketView;

    static constexpr int64_t ABSENT = std::numeric_limits<int64_t>::min();
    /// A bar without the padding of std::optional, its prices as Price::packed(). ABSENT stands for
    /// a missing price, NaN for a missing volume.
    struct PackedBar {
        int64_t open, high, low, close;
        double volume;
    };

    static PackedBar packed(const Bar& bar);
    void append(SymbolPrices prices);
    /// Here and below, `bar` is a place in bars_.
    [[nodiscard]] Bar bar_at(size_t bar) const;
    [[nodiscard]] Price open_at(size_t bar) const { return Price::from_packed(bars_[bar].open); }
    /// The part of date_of_ that belongs to the symbol's bars; never empty.
    [[nodiscard]] std::span<const uint32_t> dates_of(SymbolIndex symbol) const;
    /// The place in bars_ of the symbol's first bar whose date is not before calendar()[date].
    /// Where there is none, it is one past the symbol's last bar.
    [[nodiscard]] size_t lower_bound(SymbolIndex symbol, size_t date) const;
    /// The place in calendar_ of the first stamp that is not before `stamp`.
    [[nodiscard]] size_t date_index(Stamp stamp) const;

    std::vector<Symbol> symbols_;
    std::vector<Stamp> calendar_;
    /// Where each symbol's bars begin in bars_ and date_of_, and at the end the number of all bars.
    std::vector<size_t> first_bar_{0};
    std::vector<PackedBar> bars_;
    /// For each bar, the place of its stamp in calendar_.
    std::vector<uint32_t> date_of_;
};

}  // namespace tradepit::common
