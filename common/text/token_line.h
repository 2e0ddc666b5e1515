#pragma once

#include <array>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tradepit::common {

/// The scopes that a bearer token may have. `admin` includes all others.
inline constexpr std::array<std::string_view, 4> TOKEN_SCOPES{"read", "submit", "ingest", "admin"};

/// One line of a file of tokens. It has the token's hash, and not the token itself:
///
///     NAME SCOPE[,SCOPE…] SHA-256 of the token, 64 lower-case hexadecimal digits
///
/// with spaces between.
struct TokenLine {
    std::string name;
    std::vector<std::string> scopes;  ///< of TOKEN_SCOPES
    std::string hash;
    int number = 0;  ///< of the line in its file, from 1

    /// The line without its end.
    [[nodiscard]] std::string text() const;
};

/// Reads the text of a file of tokens. Empty lines and lines that begin with # are skipped. The
/// alternative says what is wrong, and in which line.
[[nodiscard]] std::variant<std::vector<TokenLine>, std::string> parse_token_lines(
    std::string_view text);

}  // namespace tradepit::common
