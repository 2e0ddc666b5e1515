#include "common/market/price_collector.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "common/limits.h"
#include "common/market/market_rules.h"
#include "common/text/quoted.h"

namespace tradepit::common {
namespace {

/// The fault of a field that breaks a rule.
std::string wrong(BarField field, std::string_view rule, std::string_view text) {
    return std::string(to_string(field)) + " " + std::string(rule) + ", got " + quoted_text(text);
}

/// Whether rounding the price in `text`, which is above 0, to `rounded` units of 10^-decimals
/// changes it noticeably.
bool is_spoilt(std::string_view text, Scaled rounded, int decimals) {
    // Half a unit is less than the share of a larger price.
    if (rounded.exact || rounded.value > ROUNDING_SHARE) return false;
    constexpr int MORE_DECIMALS = 8;
    const auto exact = parse_scaled(text, decimals + MORE_DECIMALS).value().value;
    return rounded.value == 0 ||
           rounds_noticeably(exact, rounded.value * power_of_ten(MORE_DECIMALS));
}

/// The beginning of a fault, which says which bar it is about.
std::string place(std::string_view symbol, Stamp stamp) {
    return quoted_text(symbol) + " " + stamp.text() + ": ";
}

}  // namespace

std::string_view to_string(BarField field) {
    switch (field) {
        case BarField::open:
            return "open";
        case BarField::high:
            return "high";
        case BarField::low:
            return "low";
        case BarField::close:
            return "close";
        case BarField::volume:
            return "volume";
    }
    CHECK(false);
    return {};
}

std::optional<std::string> BarDraft::set(BarField field, std::string_view text) {
    if (text.empty()) return std::nullopt;
    return field == BarField::volume ? set_volume(text) : set_price(field, text);
}

std::optional<std::string> BarDraft::set_price(BarField field, std::string_view text) {
    if (!is_number(text)) return wrong(field, "must be a number", text);
    const auto scaled = parse_scaled(text, Money::DECIMALS);
    if (text.front() == '-') return wrong(field, "must be above 0", text);
    if (!scaled || scaled->value > MONEY_MAX.millionths()) {
        return wrong(field, "must be at most " + MONEY_MAX.text(), text);
    }
    if (scaled->value == 0 && scaled->exact) return wrong(field, "must be above 0", text);
    const auto price = Price::from_millionths(scaled->value);
    auto& stored = prices_[static_cast<size_t>(field)];
    if (stored && *stored != price)
        return wrong(field, "is there twice, first as " + stored->text(), text);
    stored = price;
    if (!spoilt_ && is_spoilt(text, *scaled, Money::DECIMALS)) {
        spoilt_ =
            std::string(to_string(field)) + " " + quoted_text(text) + " would be " + price.text();
    }
    rounded_ = rounded_ || !scaled->exact;
    return std::nullopt;
}

std::optional<std::string> BarDraft::set_volume(std::string_view text) {
    double volume = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), volume);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || !std::isfinite(volume)) {
        return wrong(BarField::volume, "must be a number", text);
    }
    if (volume < 0) return wrong(BarField::volume, "must not be negative", text);
    volume_ = volume;
    return std::nullopt;
}

Bar BarDraft::bar() const {
    CHECK(has_open());
    return {*prices_[0], prices_[1], prices_[2], prices_[3], volume_};
}

std::optional<std::string> PriceCollector::set_time_zone(std::string_view time_zone) {
    if (!time_zone_) {
        time_zone_ = std::string(time_zone);
    } else if (*time_zone_ != time_zone) {
        return "time zone " + quoted_text(time_zone) + " differs from " + quoted_text(*time_zone_) +
               " earlier in the file";
    }
    return std::nullopt;
}

std::optional<std::string> PriceCollector::set_interval(std::string_view interval) {
    if (interval != DAILY && interval != HOURLY) {
        return "interval " + quoted_text(interval) + " is not known: daily or 60min";
    }
    if (!file_.interval.empty() && file_.interval != interval) {
        return "interval " + quoted_text(interval) + " differs from " +
               quoted_text(file_.interval) + " earlier in the file";
    }
    file_.interval = interval;
    return std::nullopt;
}

std::optional<std::string> PriceCollector::fit_interval(Stamp stamp) {
    if (file_.interval.empty()) file_.interval = stamp.has_time() ? HOURLY : DAILY;
    if (stamp.has_time() == (file_.interval == HOURLY)) return std::nullopt;
    return file_.interval == HOURLY ? "dates of an hourly file must have a time"
                                    : "dates of a daily file must not have a time";
}

std::optional<std::string> PriceCollector::add(std::string_view symbol, Stamp stamp,
                                               const BarDraft& draft, int64_t line) {
    if (auto fault = fit_interval(stamp)) return place(symbol, stamp) + *fault;
    auto at = entries_.find(symbol);
    if (at == entries_.end()) {
        if (auto fault = symbol_fault(symbol)) return fault;
        at = entries_.try_emplace(std::string(symbol)).first;
    }
    if (!draft.has_open()) {
        ++file_.gaps;
        return std::nullopt;
    }
    if (bar_count_ == IMPORT_BARS_MAX) {
        return "a file may hold at most " + std::to_string(IMPORT_BARS_MAX) + " bars";
    }
    ++bar_count_;
    Entries& entries = at->second;
    if (draft.spoilt() != nullptr && entries.spoilt.empty()) {
        entries.spoilt = stamp.text() + ": " + *draft.spoilt();
        entries.spoilt_line = line;
    }
    entries.bars.push_back({{stamp, draft.bar()}, line, draft.rounded()});
    return std::nullopt;
}

std::variant<SymbolPrices, FileFault> PriceCollector::sorted_without_repeats(
    const std::string& symbol, std::vector<Entry> entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& left, const Entry& right) {
        return left.bar.stamp < right.bar.stamp;
    });
    SymbolPrices prices{Symbol(symbol), {}};
    prices.bars.reserve(entries.size());
    for (const auto& [bar, line, rounded] : entries) {
        rounded_count_ += rounded ? 1 : 0;
        if (prices.bars.empty() || prices.bars.back().stamp != bar.stamp) {
            prices.bars.push_back(bar);
        } else if (prices.bars.back() == bar) {
            ++repeated_count_;
        } else {
            return FileFault{line, place(symbol, bar.stamp) +
                                       "differs from the bar of this date in an earlier line"};
        }
    }
    return prices;
}

void PriceCollector::leave_out(const std::string& symbol, const Entries& entries) {
    const std::string why = entries.spoilt + " with the " + std::to_string(Money::DECIMALS) +
                            " decimals that prices have";
    const std::string count = std::to_string(entries.bars.size());
    const std::string line =
        entries.spoilt_line == 0 ? "" : "line " + std::to_string(entries.spoilt_line) + ", ";
    file_.left_out.push_back(quoted_text(symbol) + " is left out with " + count +
                             (entries.bars.size() == 1 ? " bar: " : " bars: ") + line + why);
    if (!first_left_out_)
        first_left_out_ = FileFault{entries.spoilt_line, quoted_text(symbol) + " " + why};
}

void PriceCollector::add_notes() {
    const auto note = [&](int64_t count, const char* one, const char* several) {
        if (count > 0) file_.notes.push_back(std::to_string(count) + (count == 1 ? one : several));
    };
    note(file_.gaps, " date without an open price was taken as a gap",
         " dates without an open price were taken as gaps");
    note(repeated_count_, " bar repeated an earlier one and was left out",
         " bars repeated earlier ones and were left out");
    note(rounded_count_,
         " bar had prices with more than six decimals, which were rounded by at most 0.01 %",
         " bars had prices with more than six decimals, which were rounded by at most 0.01 %");
}

std::variant<PriceFile, FileFault> PriceCollector::finish() {
    for (auto& [symbol, entries] : entries_) {
        if (!entries.spoilt.empty()) {
            leave_out(symbol, entries);
            continue;
        }
        auto prices = sorted_without_repeats(symbol, std::exchange(entries.bars, {}));
        if (auto* fault = std::get_if<FileFault>(&prices)) return std::move(*fault);
        if (std::get<SymbolPrices>(prices).bars.empty()) {
            file_.notes.push_back(quoted_text(symbol) + " has no prices");
            continue;
        }
        file_.prices.push_back(std::get<SymbolPrices>(std::move(prices)));
    }
    if (file_.prices.empty())
        return first_left_out_.value_or(FileFault{0, "the file holds no prices"});
    file_.time_zone = time_zone_.value_or("");
    add_notes();
    entries_.clear();
    return std::exchange(file_, {});
}

}  // namespace tradepit::common
