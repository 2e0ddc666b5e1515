#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tradepit::common {

/// What is wrong with `name` (of a model, market, worker, label or key), or nothing: a name is 1 to
/// NAME_BYTES_MAX bytes of UTF-8, has no control characters and none that is_invisible()
/// (visible.h), and neither begins nor ends with a space: two names that look alike are equal. The
/// text begins with `field`, which tells the reader where the name stands. It is for names that
/// enter: what is stored may be of an earlier version, with less of a rule.
[[nodiscard]] std::optional<std::string> name_fault(std::string_view field, std::string_view name);

/// Whether a folder may have that name: it has 1 to NAME_BYTES_MAX bytes, no slash and no NUL, and
/// is not "." or "..".
[[nodiscard]] bool is_folder_name(std::string_view name);

/// As name_fault(), for a name that also stands in paths: is_folder_name() must be true for it,
/// too.
[[nodiscard]] std::optional<std::string> folder_name_fault(std::string_view field,
                                                           std::string_view name);

}  // namespace tradepit::common
