#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/messages/messages.h"
#include "common/stamp.h"
#include "query/requests/faults.h"
#include "query/requests/parameter_rule.h"

namespace tradepit::query {

/// Rows in one answer.
inline constexpr std::int64_t PAGE_ROWS_MAX = 1'000;
/// Parameters of one request.
inline constexpr std::size_t PARAMETERS_MAX = 64;

/// What is said of a date that is none.
inline constexpr std::string_view INVALID_DATE = "Invalid date format (use YYYY-MM-DD)";

/// Stored stamps from `from` up to `upto`, both included, compared as texts. A plain date covers
/// every time on it.
struct DateSpan {
    std::string from;
    std::string upto;
};

/// The stamps that `date` means: itself, and where it is a plain date every time on it.
[[nodiscard]] DateSpan span_of(common::Stamp date);

/// The parameters of a request, checked by the rules of its route. An empty one counts as absent.
class Parameters {
public:
    /// What breaks a rule, every name that has none or stands there twice, and more than
    /// PARAMETERS_MAX are faults.
    Parameters(const std::vector<common::Parameter>& given, ParameterRules rules);

    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    /// A fault when it is not there.
    std::string required(std::string_view name);
    /// By its rule, which must be there: what was given, or what it is otherwise.
    [[nodiscard]] std::int64_t count(std::string_view name) const;
    [[nodiscard]] std::string choice(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::optional<double> number(std::string_view name) const;
    [[nodiscard]] std::optional<common::Stamp> date(std::string_view name) const;
    /// start_date and end_date, either of which may be missing.
    DateSpan span();

    [[nodiscard]] const std::vector<common::Parameter>& all() const { return given_; }
    void refuse(std::string_view type, std::string_view name, std::string_view message);
    /// What is wrong so far: 422 for values of the wrong type, else 400; nothing if all is well. To
    /// be looked at before any value is used.
    [[nodiscard]] std::optional<Reply> fault() const;

private:
    void check_each();
    void check(const ParameterRule& rule, const common::Parameter& given);
    void check_integer(const ParameterRule& rule, const common::Parameter& given);
    void refuse_unknown(std::string_view name);
    void refuse_with(std::string_view text);
    [[nodiscard]] const ParameterRule* rule_of(std::string_view name) const;
    [[nodiscard]] std::string value_of(std::string_view name) const;

    const std::vector<common::Parameter>& given_;
    const ParameterRules rules_;
    Faults faults_;
    std::string refusal_;  ///< a 400, where there is no fault: the first thing that was wrong
};

}  // namespace tradepit::query
