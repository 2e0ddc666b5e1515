#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tradepit::common {

/// What a bearer token may admit. `admin` admits everything.
inline constexpr std::array<std::string_view, 4> TOKEN_SCOPES{"read", "submit", "ingest", "admin"};

/// What a file of tokens keeps of one: the token itself is nowhere. A line is
///
///     NAME SCOPE[,SCOPE…] SHA-256 of the token, 64 lower-case hexadecimal digits
///
/// with spaces between.
struct TokenLine {
    std::string name;
    std::vector<std::string> scopes;  ///< of TOKEN_SCOPES
    std::string hash;

    [[nodiscard]] std::string text() const;
};

/// Nothing for an empty line and for one that begins with #; the text says what is wrong. Pure.
[[nodiscard]] std::variant<std::optional<TokenLine>, std::string> parse_token_line(
    std::string_view line);

}  // namespace tradepit::common
