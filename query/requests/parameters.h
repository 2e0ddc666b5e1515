#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/limits.h"
#include "common/messages/messages.h"
#include "common/stamp.h"
#include "query/requests/faults.h"
#include "query/requests/parameter_rule.h"

namespace tradepit::query {

/// Stored stamps from `from` up to `upto`, both included, compared as texts. A plain date covers
/// every time on it.
struct DateSpan {
    std::string from;
    std::string upto;
};

/// The stamps that `date` means: itself, and where it is a plain date every time on it.
[[nodiscard]] DateSpan span_of(common::Stamp date);

/// The parameters of a request, checked by the rules of its route, which must outlive it. A
/// parameter with an empty value counts as absent.
class Parameters {
public:
    /// A request without parameters, for a route without any.
    Parameters() = default;
    /// Faults are: a value that breaks its rule, a name without a rule or given twice, and more
    /// than common::PARAMETERS_MAX parameters.
    Parameters(std::vector<common::Parameter> given, ParameterRules rules);

    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    /// Adds a fault when it is absent.
    std::string required(std::string_view name);
    /// The given value, or the default of its rule, which must be there.
    [[nodiscard]] std::int64_t count(std::string_view name) const;
    [[nodiscard]] std::string choice(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::optional<double> number(std::string_view name) const;
    [[nodiscard]] std::optional<common::Stamp> date(std::string_view name) const;
    /// start_date and end_date, either of which may be missing.
    DateSpan span();

    [[nodiscard]] const std::vector<common::Parameter>& all() const { return given_; }
    /// The same parameters with that value for `name`; empty ones are left out.
    [[nodiscard]] Parameters with(std::string_view name, std::string value) const;
    void refuse(std::string_view type, std::string_view name, std::string_view message);
    /// The refusal so far: 422 for values of the wrong type, else 400; nothing if all is well. The
    /// caller looks at it before it uses any value.
    [[nodiscard]] std::optional<Reply> fault() const;

private:
    void check_each();
    void check(const ParameterRule& rule, const common::Parameter& given);
    void check_integer(const ParameterRule& rule, const common::Parameter& given);
    void refuse_unknown(std::string_view name);
    void refuse_with(std::string_view text);
    [[nodiscard]] const ParameterRule* rule_of(std::string_view name) const;
    [[nodiscard]] std::string value_of(std::string_view name) const;

    std::vector<common::Parameter> given_;
    ParameterRules rules_;
    Faults faults_;
    std::string refusal_;  ///< the first reason for a 400; faults, a 422, come before it
};

}  // namespace tradepit::query
