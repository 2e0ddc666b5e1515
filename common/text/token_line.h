#pragma once

#include <array>
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
    int number = 0;  ///< in its file, from 1

    [[nodiscard]] std::string text() const;
};

/// A file's, without its empty lines and those that begin with #. The alternative says what is
/// wrong, with its line. Pure.
[[nodiscard]] std::variant<std::vector<TokenLine>, std::string> parse_token_lines(
    std::string_view text);

}  // namespace tradepit::common
