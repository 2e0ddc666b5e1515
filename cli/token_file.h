#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/token_line.h"

namespace tradepit::cli {

/// Random octets of a token; it is twice as many hexadecimal digits.
inline constexpr std::size_t TOKEN_OCTETS = 32;
/// Characters of a token's name.
inline constexpr std::size_t TOKEN_NAME_MAX = 64;
/// Size of a file of tokens, in bytes.
inline constexpr std::size_t TOKEN_FILE_BYTES_MAX = std::size_t{1} << 20;

/// A new token, of OpenSSL's random octets.
/// @throws std::runtime_error when there is no randomness.
[[nodiscard]] std::string make_token();

/// An empty name becomes "token-" and the first digits of the hash.
/// @throws UsageError for a name other than 1 to TOKEN_NAME_MAX letters, digits and ". _ @ -", for
/// no scope, and for one that is none.
[[nodiscard]] common::TokenLine make_token_entry(const std::string& name,
                                                 const std::vector<std::string>& scopes,
                                                 std::string_view token);

/// Adds the entry behind those that are there. The file is made when it is not there, its owner's
/// alone (0600); readers see it as it was or whole with the entry, and two at a time both add
/// theirs.
/// @throws UsageError when it is no file, others than its owner may use it, it would be larger than
/// TOKEN_FILE_BYTES_MAX, one of its lines is no entry, or one has that name; and std::system_error
/// when it cannot be written, which changes nothing.
void add_token(const std::filesystem::path& file, const common::TokenLine& entry);

}  // namespace tradepit::cli
