#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/messages.h"
#include "common/stamp.h"
#include "query/faults.h"
#include "query/parameter_rule.h"

namespace tradepit::query {

/// Rows in one answer: what is asked for without saying, and the most.
inline constexpr std::int64_t PAGE_ROWS = 100;
inline constexpr std::int64_t PAGE_ROWS_MAX = 1'000;

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

/// The parameters of a request, checked by the rules of its route. Of one that stands there twice
/// the last one counts; an empty one counts as absent.
class Parameters {
public:
    /// What breaks a rule, and every name that has none, is a fault.
    Parameters(const std::vector<common::Parameter>& given, ParameterRules rules);

    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    /// A fault when it is not there.
    std::string required(std::string_view name);
    /// By its rule, which must be there: what was given, or what it is otherwise.
    [[nodiscard]] std::int64_t count(std::string_view name) const;
    [[nodiscard]] std::string choice(std::string_view name) const;
    /// One of `choices`, the first where it is not there.
    std::string one_of(std::string_view name, std::initializer_list<std::string_view> choices);
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::optional<double> number(std::string_view name) const;
    [[nodiscard]] std::optional<common::Stamp> date(std::string_view name) const;
    /// start_date and end_date, either of which may be missing.
    DateSpan span();

    [[nodiscard]] const std::vector<common::Parameter>& all() const { return given_; }
    void refuse(std::string_view type, std::string_view name, std::string_view message);
    /// What is wrong so far: 422 for values of the wrong type, 400 for dates; nothing if all is
    /// well. To be looked at before any value is used.
    [[nodiscard]] std::optional<Reply> fault() const;

private:
    void check(const ParameterRule& rule, const common::Parameter& given);
    void check_integer(const ParameterRule& rule, const common::Parameter& given);
    void refuse_unknown(std::string_view name);
    [[nodiscard]] const ParameterRule* rule_of(std::string_view name) const;
    [[nodiscard]] std::string value_of(std::string_view name) const;

    const std::vector<common::Parameter>& given_;
    const ParameterRules rules_;
    Faults faults_;
    std::string bad_date_;
};

}  // namespace tradepit::query
