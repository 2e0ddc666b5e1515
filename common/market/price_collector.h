#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/market/price_file.h"
#include "common/market/prices.h"

namespace tradepit::common {

enum class BarField { open, high, low, close, volume };

[[nodiscard]] std::string_view to_string(BarField field);

/// A bar whose fields are being read from text, in any order.
class BarDraft {
public:
    void clear() { *this = BarDraft(); }
    /// Sets one field; an empty text leaves it absent. Returns what is wrong, naming field, value
    /// and rule: not a number, not positive (a volume: negative), a price beyond MONEY_MAX, or a
    /// price that is given twice with different values.
    [[nodiscard]] std::optional<std::string> set(BarField field, std::string_view text);
    [[nodiscard]] bool has_open() const { return prices_[0].has_value(); }
    /// CHECKs has_open().
    [[nodiscard]] Bar bar() const;
    /// Whether a price had more decimals than money has.
    [[nodiscard]] bool rounded() const { return rounded_; }

private:
    std::optional<std::string> set_price(BarField field, std::string_view text);
    std::optional<std::string> set_volume(std::string_view text);

    std::optional<Money> prices_[4];  ///< by BarField: open, high, low, close
    std::optional<double> volume_;
    bool rounded_ = false;
};

/// Collects the bars of one file, whatever its format, and reports contradictions. The functions
/// return what is wrong, or nothing.
class PriceCollector {
public:
    /// Notes the file's time zone or interval. A file may state it several times. It is a fault
    /// when it stated a different one before.
    [[nodiscard]] std::optional<std::string> set_time_zone(std::string_view time_zone);
    [[nodiscard]] std::optional<std::string> set_interval(std::string_view interval);

    /// Adds one stamp of one symbol: a bar, or a gap where the draft has no open. `line` is its
    /// line in the file, from 1 (0: the file is one document). It is a fault when the stamp does
    /// not fit the interval, the symbol is not allowed, or the file has too many bars.
    [[nodiscard]] std::optional<std::string> add(std::string_view symbol, Stamp stamp,
                                                 const BarDraft& draft, int64_t line);

    /// The whole file, or the first fault. The collector must not be used afterwards.
    [[nodiscard]] std::variant<PriceFile, FileFault> finish();

private:
    struct Entry {
        StampedBar bar;
        int64_t line;
    };
    using Entries = std::vector<Entry>;

    std::optional<std::string> interval_fault(Stamp stamp);
    std::variant<SymbolPrices, FileFault> sorted_without_repeats(const std::string& symbol,
                                                                 Entries entries);
    void write_notes();

    PriceFile file_;
    std::map<std::string, Entries, std::less<>> entries_;  ///< by symbol
    size_t bar_count_ = 0;
    int64_t repeated_count_ = 0;  ///< bars that equal an earlier bar of the file
    int64_t rounded_count_ = 0;   ///< bars with a price that was rounded
    std::optional<std::string> time_zone_;
};

}  // namespace tradepit::common
