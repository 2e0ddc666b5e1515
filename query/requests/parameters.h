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

/// A range of stored stamps from `from` to `upto`, both included. Stamps are compared with these
/// texts byte by byte, so that an end need not be a stamp itself.
struct StampTextRange {
    std::string from;
    std::string upto;
};

/// The range that `date` means: the stamp itself, and for a plain date also every time on that day.
[[nodiscard]] StampTextRange span_of(common::Stamp date);

/// The parameters of a request, checked by the rules of its route. A parameter with an empty value
/// counts as absent. The caller checks fault() before it uses any value.
class Parameters {
public:
    /// No parameters, and no rules: any parameter would be refused.
    Parameters() = default;
    /// Checks the parameters. Faults are: a value that breaks its rule, a name without a rule, a
    /// name given twice, and an absent parameter whose rule has `required`. More than
    /// common::PARAMETERS_MAX parameters are one fault, and nothing else is checked then.
    /// `rules` is a view: what it refers to must outlive the object.
    Parameters(std::vector<common::Parameter> given, ParameterRules rules);

    /// The given value; nothing where the parameter is absent.
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    /// The given value. Where the parameter is absent, adds a fault and returns an empty text.
    std::string required(std::string_view name);
    /// The given value, or the default of its rule where the parameter is absent; 0 where that text
    /// is not a number. The route must have a rule for the parameter (CHECKed).
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    /// The given value, or the default of its rule. The route must have a rule for the parameter
    /// (CHECKed).
    [[nodiscard]] std::string choice(std::string_view name) const;
    /// What the given value, or the default of its rule, means; false where that text is no
    /// boolean. The route must have a rule for the parameter (CHECKed).
    [[nodiscard]] bool flag(std::string_view name) const;
    /// The given value; nothing where the parameter is absent or its text is not a number. A number
    /// that is not finite ("inf") is returned, although it is a fault.
    [[nodiscard]] std::optional<double> number(std::string_view name) const;
    /// The given value; nothing where the parameter is absent or its text is not a date.
    [[nodiscard]] std::optional<common::Stamp> date(std::string_view name) const;
    /// The range from start_date to end_date. Where one of them is absent, the range is open at
    /// that end. Adds a fault where the range ends before it begins.
    StampTextRange span();

    [[nodiscard]] const std::vector<common::Parameter>& all() const { return given_; }
    /// A copy with `value` for `name`, which is checked anew; faults that were added later are not
    /// copied. Other parameters with an empty value are left out.
    [[nodiscard]] Parameters with(std::string_view name, std::string value) const;
    /// Adds a fault of the parameter, with its given value, for the 422. `type` is a fault type of
    /// pydantic (Faults): "value_error".
    void refuse(std::string_view type, std::string_view name, std::string_view message);
    /// The refusal for the faults so far; nothing where there are none. It is a 400 where the only
    /// faults are invalid dates, a range that ends before it begins, names that are given twice or
    /// too many parameters, else a 422 that lists the other faults.
    [[nodiscard]] std::optional<Reply> fault() const;

private:
    /// Checks every parameter, and that no required one is absent.
    void check_all();
    /// Adds a fault where the value, which is not empty, breaks the rule.
    void check(const ParameterRule& rule, const common::Parameter& given);
    void check_integer(const ParameterRule& rule, const common::Parameter& given);
    void refuse_unknown(std::string_view name);
    /// Sets the text of the 400, unless there is one already.
    void set_bad_request(std::string_view text);
    /// Null for an unknown parameter.
    [[nodiscard]] const ParameterRule* rule_of(std::string_view name) const;
    /// The given value, or the default of its rule.
    [[nodiscard]] std::string value_of(std::string_view name) const;

    std::vector<common::Parameter> given_;
    ParameterRules rules_;
    Faults faults_;
    std::string bad_request_;  ///< the first reason for a 400, used only when `faults_` is empty
};

}  // namespace tradepit::query
