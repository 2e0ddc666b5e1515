#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/token_line.h"

namespace tradepit::cli {

/// The number of random octets in a token. Its text has two hexadecimal digits for each.
inline constexpr std::size_t TOKEN_OCTETS = 32;
/// The limit of a token's name, in characters.
inline constexpr std::size_t TOKEN_NAME_MAX = 64;

/// A new token from OpenSSL's random number generator.
/// @throws std::runtime_error when OpenSSL has no random octets.
[[nodiscard]] std::string make_token();

/// The line of a token file for `token`: name, scopes in the order of TOKEN_SCOPES, SHA-256 of the
/// token. An empty name becomes "token-" and the first 8 digits of the hash.
/// @throws UsageError for a name that is not 1 to TOKEN_NAME_MAX letters, digits and ". _ @ -", for
/// no scope, and for an unknown scope.
[[nodiscard]] common::TokenLine make_token_line(const std::string& name,
                                                const std::vector<std::string>& scopes,
                                                std::string_view token);

/// Appends the entry to the token file, whose path must be absolute. A missing file is created with
/// mode 0600. Owner, group and mode of a file that is there are kept, and so is a symbolic link,
/// whose target is changed. The file is replaced atomically, so a reader sees it without the entry
/// or with all of it. Concurrent calls wait for each other (flock on the folder), so no entry is
/// lost.
/// @throws UsageError when the folder of the file does not exist, or when the file cannot be read,
/// is not a regular file, may be written by others than its owner, has an invalid line, has an
/// entry of that name, or would have more than common::TOKEN_FILE_BYTES_MAX bytes. @throws
/// std::system_error when the file cannot be written; it is unchanged then, except when only the
/// sync of its folder fails.
void add_token(const std::filesystem::path& file, const common::TokenLine& entry);

}  // namespace tradepit::cli
