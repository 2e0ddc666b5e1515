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

/// The parameters of a request, read one by one; what is wrong with them is collected. Of one that
/// stands there twice the last one counts; an empty one counts as absent.
class Parameters {
public:
    explicit Parameters(const std::vector<common::Parameter>& parameters)
        : parameters_{parameters} {}

    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    /// A fault when it is not there.
    std::string required(std::string_view name);
    std::int64_t count(std::string_view name, std::int64_t otherwise, std::int64_t least,
                       std::int64_t most);
    /// One of `choices`, the first where it is not there.
    std::string one_of(std::string_view name, std::initializer_list<std::string_view> choices);
    bool flag(std::string_view name);
    std::optional<double> number(std::string_view name);
    /// A date or stamp; what is none is noted for faults().
    std::optional<common::Stamp> date(std::string_view name);
    /// start_date and end_date, either of which may be missing.
    DateSpan span();

    [[nodiscard]] const std::vector<common::Parameter>& all() const { return parameters_; }
    /// Faults for all but the names in `known`, which spaces part; "min_*" there lets all pass that
    /// begin with the four characters.
    void allow(std::string_view known);
    void refuse(std::string_view type, std::string_view name, std::string_view message);
    /// What is wrong so far: 422 for values of the wrong type, 400 for dates; nothing if all is
    /// well. To be looked at before any value is used.
    [[nodiscard]] std::optional<Reply> fault() const;

private:
    const std::vector<common::Parameter>& parameters_;
    Faults faults_;
    std::string bad_date_;
};

}  // namespace tradepit::query
