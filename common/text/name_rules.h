#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tradepit::common {

/// What is wrong with the name (of a model, market, label or key) in `field`, or nothing: a name is
/// 1 to NAME_BYTES_MAX bytes of UTF-8 without control characters.
[[nodiscard]] std::optional<std::string> name_fault(std::string_view field, std::string_view name);

/// Whether a folder can have that name. A name that is not allowed is refused, never changed to
/// fit.
[[nodiscard]] bool is_folder_name(std::string_view name);

/// As name_fault(), for a name that also stands in paths: is_folder_name() must be true of it, too.
[[nodiscard]] std::optional<std::string> folder_name_fault(std::string_view field,
                                                           std::string_view name);

}  // namespace tradepit::common
