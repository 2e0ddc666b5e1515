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

/// A bar whose fields are being read from text, one by one.
class BarDraft {
public:
    void clear() { *this = BarDraft(); }
    /// Sets one field; an empty text leaves it absent. The fault names field, value and rule: not a
    /// number, not positive (a volume: negative), beyond MONEY_MAX, or a price given twice with
    /// different values.
    [[nodiscard]] std::optional<std::string> set(BarField field, std::string_view text);
    [[nodiscard]] bool has_open() const { return prices_[0].has_value(); }
    /// CHECKs has_open().
    [[nodiscard]] Bar bar() const;
    /// Whether a price had more decimals than money has.
    [[nodiscard]] bool rounded() const { return rounded_; }

private:
    std::optional<std::string> set_price(BarField field, std::string_view text);
    std::optional<std::string> set_volume(std::string_view text);

    std::optional<Money> prices_[4];
    std::optional<double> volume_;
    bool rounded_ = false;
};

/// Collects the bars of one file, whatever its format, and reports contradictions.
class PriceCollector {
public:
    /// States the file's time zone or interval as one part of the file has it. It is a fault when
    /// another part stated a different one.
    [[nodiscard]] std::optional<std::string> set_time_zone(std::string_view time_zone);
    [[nodiscard]] std::optional<std::string> set_interval(std::string_view interval);

    /// Adds one stamp of one symbol: a bar, or a gap where the draft has no open. It is a fault
    /// when the stamp does not fit the interval, the symbol is not allowed, or the file has too
    /// many bars.
    [[nodiscard]] std::optional<std::string> add(std::string_view symbol, Stamp stamp,
                                                 const BarDraft& draft, int64_t line);

    /// The whole file, or the first fault. The collector must not be used after it.
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
    std::map<std::string, Entries, std::less<>> entries_;
    size_t bars_ = 0;
    int64_t repeated_ = 0;
    int64_t rounded_ = 0;
    std::optional<std::string> time_zone_;
};

}  // namespace tradepit::common
