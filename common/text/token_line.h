#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tradepit::common {

/// The scopes that a bearer token may have. `admin` includes all others.
inline constexpr std::array<std::string_view, 4> TOKEN_SCOPES{"read", "submit", "ingest", "admin"};

/// One line of a file of tokens. It has the hash of a token, and not the token itself:
///
///     NAME SCOPE[,SCOPE…] HASH
///
/// White space separates the three. HASH is the SHA-256 of the token, in 64 hexadecimal digits of
/// lower or upper case.
struct TokenLine {
    std::string name;
    std::vector<std::string> scopes;  ///< of TOKEN_SCOPES
    std::string hash;                 ///< in lower case
    std::int64_t number = 0;  ///< of the line in its file, from 1; 0: it was not read from a file

    /// The line as the file has it, without its end.
    [[nodiscard]] std::string text() const;
};

/// The limit of a token file, in bytes.
inline constexpr std::size_t TOKEN_FILE_BYTES_MAX = std::size_t{1} << 20;

/// Reads the text of a file of tokens. A byte order mark at its beginning is skipped. Blank lines
/// and lines that begin with # are skipped. A string says what is wrong in the first line that is
/// not valid, and names the line.
[[nodiscard]] std::variant<std::vector<TokenLine>, std::string> parse_token_lines(
    std::string_view text);

}  // namespace tradepit::common
