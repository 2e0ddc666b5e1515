#include "common/text/name_rules.h"

#include <algorithm>

#include "common/limits.h"
#include "common/text/quoted.h"
#include "common/text/utf8.h"
#include "common/text/visible.h"

namespace tradepit::common {

std::optional<std::string> name_fault(std::string_view field, std::string_view name) {
    const std::string field_text{field};
    if (name.empty()) return field_text + " must not be empty";
    const auto field_and_name = field_text + " " + quoted_text(name);
    if (name.size() > NAME_BYTES_MAX)
        return field_and_name + " is longer than " + std::to_string(NAME_BYTES_MAX) + " bytes";
    if (std::any_of(name.begin(), name.end(), is_control))
        return field_and_name + " has control characters";
    if (!is_utf8(name)) return field_and_name + " is not UTF-8";
    if (const auto invisible = first_invisible(name))
        return field_and_name + " has the invisible character " + code_point_text(*invisible);
    if (name.front() == ' ' || name.back() == ' ')
        return field_and_name + " must not begin or end with a space";
    return std::nullopt;
}

bool is_folder_name(std::string_view name) {
    return !name.empty() && name.size() <= NAME_BYTES_MAX && name != "." && name != ".." &&
           name.find('/') == name.npos && name.find('\0') == name.npos;
}

std::optional<std::string> folder_name_fault(std::string_view field, std::string_view name) {
    if (auto fault = name_fault(field, name)) return fault;
    if (is_folder_name(name)) return std::nullopt;
    return std::string{field} + " " + quoted_text(name) +
           " is no name for a folder: it must not be \".\" or \"..\", and must not have a slash";
}

}  // namespace tradepit::common
