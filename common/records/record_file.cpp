#include "common/records/record_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "common/market/prices.h"
#include "common/text/json_events.h"
#include "common/text/quoted.h"
#include "common/text/text_lines.h"

namespace tradepit::common {
namespace {

constexpr std::string_view ACTION = "this_action";
constexpr std::string_view POSITIONS = "positions";

/// How many decimals a number in units of 10^-scale needs; `scale` where it needed more and was
/// rounded.
int decimals_of(Scaled scaled, int scale) {
    return scaled.exact ? common::decimals_of(scaled.value, scale) : scale;
}

/// Half of 10^-decimals, in units of 10^-scale, and 0 where `decimals` is `scale`: what rounding to
/// `decimals` decimals may change.
int64_t half_unit(int decimals, int scale) { return last_unit(decimals, scale) / 2; }

std::optional<Action> action_named(std::string_view name) {
    if (name == "buy" || name == "buy_crypto") return Action::buy;
    if (name == "sell" || name == "sell_crypto") return Action::sell;
    if (name == "no_trade") return Action::no_trade;
    return std::nullopt;
}

/// Collects one line from its parser events. Depth 1 is the record, 2 its action or its positions.
/// The first fault is kept; what is read after it means nothing.
class RecordEvents final : public JsonEvents {
public:
    void begin_object() override {
        ++depth_;
        if (depth_ == 2 && key_ == ACTION) record_.action = Action::no_trade;
        if (depth_ == 2 && key_ == POSITIONS) has_positions_ = true;
        if (depth_ == 2 && section_ == Section::record) refuse("must not be an object");
        if (depth_ == 3 && section_ != Section::other) refuse("must not be nested");
    }
    void end_object() override { --depth_; }
    void begin_array() override {
        ++depth_;
        if (section_ != Section::other) refuse("must not be a list");
    }
    void end_array() override { --depth_; }
    void key(std::string_view name) override {
        key_ = name;
        if (depth_ != 1) return;
        section_ = name == ACTION      ? Section::action
                   : name == POSITIONS ? Section::positions
                                       : Section::other;
        if (name == "date" || name == "id" || value_of_tradepit(name) != nullptr)
            section_ = Section::record;
    }
    void value(JsonKind kind, std::string_view text) override {
        if (fault_ || section_ == Section::other) return;
        if (depth_ == 1) {
            set_record_value(kind, text);
        } else if (section_ == Section::action) {
            set_action(kind, text);
        } else {
            set_position(kind, text);
        }
    }

    /// The record, once the whole line was read; or what is wrong with the line.
    std::variant<Record, std::string> take() {
        if (fault_) return *std::move(fault_);
        if (!has_date_) return "\"date\" is missing";
        if (!has_positions_) return "\"positions\" is missing";
        if (!has_cash_) return "\"CASH\" is missing in \"positions\"";
        if (record_.action && !has_action_) return "\"action\" is missing in \"this_action\"";
        if (auto fault = finish()) return *std::move(fault);
        return std::move(record_);
    }
    /// To how many decimals the line states its cash, and its quantities at most.
    [[nodiscard]] int cash_decimals() const { return cash_decimals_; }
    [[nodiscard]] int quantity_decimals() const { return quantity_decimals_; }

private:
    /// What the last key at depth 1 is about: nothing that is read, a value of the record itself,
    /// its action, or its positions.
    enum class Section { other, record, action, positions };

    void set_record_value(JsonKind kind, std::string_view text) {
        if (key_ == "date") {
            const auto date = Stamp::parse(text);
            if (!date) return refuse_value("is not a date", text);
            record_.date = *date;
            has_date_ = true;
        } else if (key_ == "id") {
            set_id(kind, text);
        } else if (auto* value = value_of_tradepit(key_)) {
            const auto read = money(text);
            if (read) *value = Money::from_millionths(read->value);
        } else if (kind != JsonKind::null || key_ == POSITIONS) {
            // The key is ACTION, which may be null, or POSITIONS.
            refuse_value("must be an object", text);
        }
    }
    /// Where the value of a key that only tradepit writes is kept; null for every other key.
    std::optional<Money>* value_of_tradepit(std::string_view name) {
        if (name == "portfolio_value") return &record_.portfolio_value;
        if (name == "initial_value") return &record_.initial_value;
        if (name == "previous_value") return &record_.previous_value;
        return nullptr;
    }
    void set_id(JsonKind kind, std::string_view text) {
        if (kind == JsonKind::null) return;
        int64_t id = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
        if (kind != JsonKind::number || read.ec != std::errc() ||
            read.ptr != text.data() + text.size()) {
            return refuse_value("must be a whole number", text);
        }
        record_.id = id;
    }
    void set_action(JsonKind kind, std::string_view text) {
        if (key_ == "action") {
            record_.action = action_named(text);
            has_action_ = true;
            if (!record_.action) {
                refuse_value("must be buy, sell, no_trade, buy_crypto or sell_crypto", text);
            }
        } else if (key_ == "symbol" && kind != JsonKind::null) {
            record_.symbol = Symbol(text);
        } else if (key_ == "amount") {
            if (const auto amount = quantity(text)) record_.amount = *amount;
        } else if (key_ == "price" && kind != JsonKind::null) {
            record_.price = price(text);
        }
    }
    void set_position(JsonKind, std::string_view text) {
        if (key_ == CASH) {
            const auto cash = money(text);
            if (!cash) return;
            if (has_cash_) return refuse("is there twice");
            record_.cash = Money::from_millionths(cash->value);
            cash_decimals_ = decimals_of(*cash, Money::DECIMALS);
            has_cash_ = true;
            return;
        }
        const auto held = quantity(text);
        if (!held || *held == Quantity()) return;
        if (auto fault = symbol_fault(key_)) return refuse(*std::move(fault));
        record_.holdings.push_back({Symbol(key_), *held});
    }

    std::optional<Scaled> money(std::string_view text) {
        const auto scaled = parse_scaled(text, Money::DECIMALS);
        if (!is_number(text)) {
            refuse_value("must be a number", text);
        } else if (text.front() == '-' && (!scaled || scaled->value < 0)) {
            refuse_value("must not be negative", text);
        } else if (!scaled || scaled->value > MONEY_MAX.millionths()) {
            refuse_value("must be at most " + MONEY_MAX.text(), text);
        } else {
            return scaled;
        }
        return std::nullopt;
    }
    std::optional<Price> price(std::string_view text) {
        // It must also be within the limits of money.
        return money(text) ? Price::parse(text) : std::nullopt;
    }
    std::optional<Quantity> quantity(std::string_view text) {
        const auto scaled = parse_scaled(text, Quantity::DECIMALS);
        if (!is_number(text)) {
            refuse_value("must be a number", text);
        } else if (text.front() == '-' && (!scaled || scaled->value < 0)) {
            refuse_value("must not be negative", text);
        } else if (!scaled) {
            refuse_value("must be at most " + std::to_string(QUANTITY_WHOLE_MAX), text);
        } else if (auto fault = quantity_fault(Quantity::from_units(scaled->value))) {
            refuse(*std::move(fault));
        } else {
            quantity_decimals_ =
                std::max(quantity_decimals_, decimals_of(*scaled, Quantity::DECIMALS));
            return Quantity::from_units(scaled->value);
        }
        return std::nullopt;
    }

    /// Sorts the holdings. Returns what is wrong with the record as a whole.
    std::optional<std::string> finish() {
        auto& holdings = record_.holdings;
        std::sort(holdings.begin(), holdings.end(), [](const Holding& left, const Holding& right) {
            return left.symbol < right.symbol;
        });
        const auto twice = std::adjacent_find(
            holdings.begin(), holdings.end(),
            [](const Holding& left, const Holding& right) { return left.symbol == right.symbol; });
        if (twice != holdings.end()) return quoted_text(twice->symbol.value()) + " is held twice";
        if (!record_.action || *record_.action == Action::no_trade) return std::nullopt;
        if (auto fault = symbol_fault(record_.symbol.value())) return "this_action: " + *fault;
        return std::nullopt;
    }

    void refuse(std::string why) {
        if (!fault_) fault_ = quoted_text(key_) + " " + std::move(why);
    }
    void refuse_value(std::string_view rule, std::string_view text) {
        refuse(std::string(rule) + ", got " + quoted_text(text));
    }

    int depth_ = 0;
    Section section_ = Section::other;
    std::string key_;
    Record record_;
    bool has_date_ = false;
    bool has_action_ = false;
    bool has_positions_ = false;
    bool has_cash_ = false;
    int cash_decimals_ = 0;
    int quantity_decimals_ = 0;
    std::optional<std::string> fault_;
};

/// Reads one line, or says why it is not a record.
std::variant<Record, std::string> read_record(std::string_view line, RecordEvents& events) {
    if (line.size() > LINE_BYTES_MAX) return line_too_long_text();
    if (auto stop = read_json_events(line, events)) return std::move(stop->text);
    return events.take();
}

/// Whether the two differ by at most `tolerance`.
bool near(int64_t ours, int64_t theirs, int64_t tolerance) {
    return ours - theirs <= tolerance && theirs - ours <= tolerance;
}

}  // namespace

bool RecordFile::same_cash(Money ours, const Record& record) const {
    return near(ours.millionths(), record.cash.millionths(),
                half_unit(cash_decimals, Money::DECIMALS));
}

bool RecordFile::same_holdings(const std::vector<Holding>& ours, const Record& record) const {
    const int64_t tolerance = half_unit(quantity_decimals, Quantity::DECIMALS);
    auto left = ours.begin();
    auto right = record.holdings.begin();
    while (left != ours.end() || right != record.holdings.end()) {
        const bool only_ours =
            right == record.holdings.end() || (left != ours.end() && left->symbol < right->symbol);
        const bool only_theirs = !only_ours && (left == ours.end() || right->symbol < left->symbol);
        const int64_t has = only_theirs ? 0 : left->quantity.units();
        const int64_t should = only_ours ? 0 : right->quantity.units();
        if (!near(has, should, tolerance)) return false;
        if (!only_theirs) ++left;
        if (!only_ours) ++right;
    }
    return true;
}

std::variant<RecordFile, FileFault> parse_record_file(std::string_view text, BadLines bad_lines) {
    RecordFile file;
    TextLines lines(text);
    bool after_gap = false;
    while (const auto line = lines.next()) {
        RecordEvents events;
        auto record = read_record(*line, events);
        if (auto* fault = std::get_if<std::string>(&record)) {
            file.bad.push_back({lines.number(), std::move(*fault)});
            if (bad_lines == BadLines::refuse) return std::move(file.bad.front());
            after_gap = true;
            continue;
        }
        file.records.push_back(std::get<Record>(std::move(record)));
        file.records.back().line = lines.number();
        file.records.back().follows_gap = std::exchange(after_gap, false);
        file.cash_decimals = std::max(file.cash_decimals, events.cash_decimals());
        file.quantity_decimals = std::max(file.quantity_decimals, events.quantity_decimals());
    }
    if (!file.records.empty()) return file;
    if (!file.bad.empty()) return std::move(file.bad.front());
    return FileFault{0, "the file is empty"};
}

}  // namespace tradepit::common
