#include "common/market/price_series.h"

#include <utility>
#include <vector>

#include "common/limits.h"
#include "common/market/market_rules.h"
#include "common/text/json_events.h"
#include "common/text/quoted.h"

namespace tradepit::common {
namespace {

constexpr std::string_view META = "Meta Data";
constexpr std::string_view SERIES = "Time Series";

/// "1. buy price" without its number.
std::string_view unnumbered(std::string_view key) {
    const auto dot = key.find(". ");
    return dot == std::string_view::npos ? key : key.substr(dot + 2);
}

/// AI-Trader's files call the open "buy price" and the close "sell price".
std::optional<BarField> field_of(std::string_view key) {
    const auto name = unnumbered(key);
    if (name == "buy price" || name == "open") return BarField::open;
    if (name == "high") return BarField::high;
    if (name == "low") return BarField::low;
    if (name == "sell price" || name == "close") return BarField::close;
    if (name == "volume") return BarField::volume;
    return std::nullopt;
}

/// The interval of a key that begins with SERIES: "daily" for "Time Series (Daily)" and the like,
/// else the text in the brackets.
std::string interval_of(std::string_view key) {
    const auto open = key.find('(');
    const auto close = key.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return {};
    const auto inside = key.substr(open + 1, close - open - 1);
    return inside.ends_with("Daily") ? std::string(DAILY) : std::string(inside);
}

/// Collects a document from its parser events. Depth 1 is the document's object, 2 a section, 3 a
/// bar.
class Series final : public JsonEvents {
public:
    void begin_object() override {
        ++depth_;
        if (section_ != Section::series) return;
        if (depth_ == 3) draft_.clear();
        if (depth_ > 3) refuse("must not be nested");
    }
    void end_object() override {
        if (section_ == Section::series && depth_ == 3) finish_bar();
        --depth_;
        if (depth_ == 1) section_ = Section::other;
    }
    void begin_array() override {
        ++depth_;
        if (section_ == Section::series) refuse("must be an object, not a list");
    }
    void end_array() override { --depth_; }

    void key(std::string_view name) override {
        if (depth_ == 1) begin_section(name);
        if (depth_ == 2) entry_ = name;
        if (depth_ == 2 && section_ == Section::series) begin_stamp();
        if (depth_ == 3 && section_ == Section::series) field_ = field_of(name);
    }
    void value(JsonKind kind, std::string_view text) override {
        if (section_ == Section::meta && depth_ == 2) note_meta(text);
        if (section_ != Section::series || fault_) return;
        if (depth_ < 3) return refuse("must be an object, got " + quoted_text(text));
        if (!field_ || kind == JsonKind::null) return;
        if (kind == JsonKind::boolean)
            return refuse("price must be a number, got " + quoted_text(text));
        if (auto fault = draft_.set(*field_, text)) refuse(*std::move(fault));
    }

    /// Adds all bars to the collector, once the whole document was read. Returns what is wrong, or
    /// nothing.
    std::optional<std::string> deliver(int64_t line, PriceCollector& collector) {
        if (fault_) return (symbol_ ? quoted_text(*symbol_) + " " : std::string()) + *fault_;
        if (!symbol_) return "no \"2. Symbol\" in \"Meta Data\"";
        const std::string who = quoted_text(*symbol_);
        if (!interval_) return who + ": no \"Time Series (…)\"";
        if (auto fault = collector.set_interval(*interval_)) return who + ": " + *fault;
        if (auto fault = collector.set_time_zone(time_zone_)) return who + ": " + *fault;
        for (const auto& [stamp, draft] : bars_) {
            if (auto fault = collector.add(*symbol_, stamp, draft, line)) return fault;
        }
        return std::nullopt;
    }

private:
    enum class Section { other, meta, series };

    void begin_section(std::string_view name) {
        entry_.clear();
        section_ = Section::other;
        if (name == META) section_ = Section::meta;
        if (!name.starts_with(SERIES)) return;
        section_ = Section::series;
        if (interval_) refuse("has more than one \"Time Series\"");
        interval_ = interval_of(name);
    }
    void note_meta(std::string_view text) {
        const auto name = unnumbered(entry_);
        if (name == "Symbol" || name == "Digital Currency Code") symbol_ = std::string(text);
        if (name == "Time Zone") time_zone_ = std::string(text);
    }
    void begin_stamp() {
        stamp_ = Stamp::parse(entry_);
        if (!stamp_) {
            refuse("is not a date (YYYY-MM-DD, or YYYY-MM-DD HH:MM:SS, 1900 to 2199)");
        }
    }
    void finish_bar() {
        field_.reset();
        if (fault_ || !stamp_) return;
        // One bar above the limit is kept, so that the collector refuses the file.
        if (bars_.size() > IMPORT_BARS_MAX) return;
        bars_.emplace_back(*stamp_, draft_);
    }
    /// Keeps `why` as the fault, if it is the first. In a time series the fault begins with the
    /// stamp.
    void refuse(std::string why) {
        if (fault_) return;
        const bool has_entry = section_ == Section::series && !entry_.empty();
        fault_ = (has_entry ? quoted_text(entry_) + ": " : std::string()) + std::move(why);
    }

    int depth_ = 0;
    Section section_ = Section::other;
    /// The key at depth 2: a stamp, or a name in the meta data.
    std::string entry_;
    std::optional<BarField> field_;  ///< of the key at depth 3; nothing for keys that are ignored
    std::optional<Stamp> stamp_;     ///< of the bar that is being read; nothing for an invalid one
    BarDraft draft_;
    std::vector<std::pair<Stamp, BarDraft>> bars_;
    std::optional<std::string> symbol_;
    std::string time_zone_;
    std::optional<std::string> interval_;
    std::optional<std::string> fault_;
};

}  // namespace

std::optional<std::string> read_price_series(std::string_view json, int64_t line,
                                             PriceCollector& collector) {
    Series series;
    if (const auto stop = read_json_events(json, series)) return stop->text;
    return series.deliver(line, collector);
}

}  // namespace tradepit::common
