#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Column.h>
#include <nlohmann/json_fwd.hpp>

#include "common/chain.h"
#include "common/decimal.h"
#include "common/price.h"
#include "common/schema/sql.h"
#include "common/stamp.h"
#include "common/statuses.h"

/// Reads stored columns as the values that the writer bound (bind_value() in sql.h). Each function
/// that reads throws Corrupt for a value that no writer wrote.
namespace tradepit::common {

/// Thrown when SQLite finds nothing wrong with the file, but it has a value that no writer wrote.
class Corrupt : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Throws Corrupt. @param what the kind of the wrong value: "a date".
[[noreturn]] void corrupt(const std::string& what);

/// The value that was read. @throws Corrupt when there is none, because what is stored could not be
/// read. @param what as for corrupt()
template <class Value>
Value sound(const std::optional<Value>& value, const char* what) {
    if (!value) corrupt(what);
    return *value;
}

[[nodiscard]] Money money_of(const SQLite::Column& column);
/// Nothing for NULL.
[[nodiscard]] std::optional<Money> optional_money_of(const SQLite::Column& column);
[[nodiscard]] Price price_of(const SQLite::Column& column);
/// Nothing for NULL.
[[nodiscard]] std::optional<Price> optional_price_of(const SQLite::Column& column);
[[nodiscard]] Percent percent_of(const SQLite::Column& column);
[[nodiscard]] Quantity quantity_of(const SQLite::Column& column);
[[nodiscard]] Stamp stamp_of(std::string_view text);
/// A nonce is stored as 16 hexadecimal digits.
[[nodiscard]] std::string nonce_text(std::uint64_t nonce);
[[nodiscard]] std::uint64_t nonce_of(std::string_view text);

/// The value of an enum by its stored name. @param what as for corrupt(), before an unknown name:
/// "a job of status".
template <NamedEnum Enum>
[[nodiscard]] Enum word_of(std::string_view text, const char* what) {
    const auto value = from_text<Enum>(text);
    if (!value) corrupt(std::string{what} + " " + std::string{text});
    return *value;
}

[[nodiscard]] inline JobStatus job_status_of(std::string_view text) {
    return word_of<JobStatus>(text, "a job of status");
}
[[nodiscard]] inline DayStatus day_status_of(std::string_view text) {
    return word_of<DayStatus>(text, "a model-day of status");
}
[[nodiscard]] inline AttemptState attempt_state_of(std::string_view text) {
    return word_of<AttemptState>(text, "an attempt of state");
}

/// The text of the column job_models.opening_holdings: {"AAPL":5,"MSFT":0.5}, in the order of
/// `holdings`.
[[nodiscard]] std::string holdings_text(const std::vector<Holding>& holdings);
/// Reads what holdings_text() made. The holdings are in byte order of their symbols.
[[nodiscard]] std::vector<Holding> holdings_of(const std::string& text);
/// Reads the resources that a chain needs, as text_of() (common/resources.h) wrote them.
[[nodiscard]] Needs needs_of(const std::string& text);
/// The holdings of a position row, whose id is the parameter.
inline constexpr const char* SELECT_HOLDINGS =
    "SELECT symbol, quantity FROM holdings WHERE position_id = ? ORDER BY symbol";
/// Reads the rows of SELECT_HOLDINGS.
[[nodiscard]] std::vector<Holding> holdings_of(Rows rows);

/// Reads a JSON document.
[[nodiscard]] nlohmann::json json_of(const std::string& text);
/// Reads a JSON list of dates.
[[nodiscard]] std::vector<Stamp> dates_of(const std::string& text);

}  // namespace tradepit::common
