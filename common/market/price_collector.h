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
#include "common/price.h"

namespace tradepit::common {

enum class BarField { open, high, low, close, volume };

[[nodiscard]] std::string_view to_string(BarField field);

/// A bar whose fields are being read from text, in any order.
class BarDraft {
public:
    void clear() { *this = BarDraft(); }
    /// Sets one field; an empty text changes nothing. Returns nothing, or what is wrong, with
    /// field, value and rule: the text is not a number, not positive (a volume: negative), a price
    /// that is beyond MONEY_MAX, or a price that differs from one that was set before.
    [[nodiscard]] std::optional<std::string> set(BarField field, std::string_view text);
    [[nodiscard]] bool has_open() const { return prices_[0].has_value(); }
    /// CHECKs has_open().
    [[nodiscard]] Bar bar() const;
    /// Whether a price had more decimals than Money has, and so was rounded half to even.
    [[nodiscard]] bool rounded() const { return rounded_; }
    /// The first price that rounding changes by more than a ten-thousandth, as "open 0.00000048";
    /// null where there is none. bar() has what it was rounded to, which may be 0.
    [[nodiscard]] const std::string* spoilt() const { return spoilt_ ? &*spoilt_ : nullptr; }

private:
    std::optional<std::string> set_price(BarField field, std::string_view text);
    std::optional<std::string> set_volume(std::string_view text);

    std::optional<Price> prices_[4];  ///< by BarField: open, high, low, close
    std::optional<double> volume_;
    bool rounded_ = false;
    std::optional<std::string> spoilt_;
};

/// Collects the bars of one file, whatever its format, and reports contradictions. The functions
/// return what is wrong, or nothing.
class PriceCollector {
public:
    /// Notes the file's time zone or interval. A file may state it several times. It is a fault
    /// when the file stated a different one before, or when the interval is neither DAILY nor
    /// HOURLY.
    [[nodiscard]] std::optional<std::string> set_time_zone(std::string_view time_zone);
    [[nodiscard]] std::optional<std::string> set_interval(std::string_view interval);

    /// Adds one stamp of one symbol: a bar, or a gap where the draft has no open. `line` is its
    /// line in the file, from 1 (0: the file is one document). It is a fault when the stamp does
    /// not fit the interval, the symbol is not allowed (symbol_fault()), or the file has more than
    /// IMPORT_BARS_MAX bars. Where the file has stated no interval, the first stamp decides it.
    [[nodiscard]] std::optional<std::string> add(std::string_view symbol, Stamp stamp,
                                                 const BarDraft& draft, int64_t line);

    /// The whole file, or a fault: two different bars of one symbol and stamp, or no bar at all.
    /// The collector must not be used afterwards.
    [[nodiscard]] std::variant<PriceFile, FileFault> finish();

private:
    struct Entry {
        StampedBar bar;
        int64_t line;
        bool rounded;
    };
    /// One symbol of the file.
    struct Entries {
        std::vector<Entry> bars;
        std::string spoilt;       ///< its first BarDraft::spoilt(), with date and line; else empty
        int64_t spoilt_line = 0;  ///< the line of that bar
    };

    /// Takes the file's interval from the stamp where none is known yet. Returns what is wrong when
    /// the stamp does not fit the interval.
    std::optional<std::string> fit_interval(Stamp stamp);
    std::variant<SymbolPrices, FileFault> sorted_without_repeats(const std::string& symbol,
                                                                 std::vector<Entry> entries);
    /// Notes that the symbol is left out.
    void leave_out(const std::string& symbol, const Entries& entries);
    void add_notes();

    PriceFile file_;
    std::map<std::string, Entries, std::less<>> entries_;  ///< by symbol
    size_t bar_count_ = 0;
    int64_t repeated_count_ = 0;  ///< bars that equal an earlier bar of the file
    int64_t rounded_count_ = 0;   ///< bars of symbols that are kept, with a price that was rounded
    std::optional<FileFault> first_left_out_;  ///< for a file of which nothing is left
    std::optional<std::string> time_zone_;
};

}  // namespace tradepit::common
