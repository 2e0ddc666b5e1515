#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/limits.h"
#include "common/messages/messages.h"

namespace tradepit::common {

/// The longest target of a request, as it was sent. A longer one is refused with 414.
inline constexpr std::size_t TARGET_BYTES_MAX = 8 << 10;

/// Path and query string of an HTTP request, percent-decoded.
struct Target {
    std::string path;
    std::vector<Parameter> parameters;
};

/// Why a target is refused.
struct TargetFault {
    int status = 400;  ///< the HTTP status of the refusal
    std::string detail;
};

/// Reads a target strictly: "/path?a=b&c=d", or its absolute form "http://host/path?a=b", which
/// clients send to proxies. The scheme may be http or https, in upper or lower case. Percent signs
/// must be followed by two hexadecimal digits, and the decoded text must be UTF-8 without NUL. A
/// plus in the query string is a space (RFC 3986; HTML's form encoding). Every parameter has a
/// name, and none may come twice. There may be no fragment, and at most PARAMETERS_MAX parameters.
/// The status of a fault is 414 for a target that is too long, and 400 for any other.
[[nodiscard]] std::variant<Target, TargetFault> parse_target(std::string_view text);

/// The text that parse_target() reads as `target`. Everything but letters, digits, "-._~" and the
/// slashes of the path is percent-encoded, so that the text is safe in a header field.
[[nodiscard]] std::string target_text(const Target& target);

}  // namespace tradepit::common
