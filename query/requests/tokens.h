#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sys/types.h>

namespace tradepit::query {

/// What a route needs, and what a bearer token grants. A route with `open` needs no token. A token
/// with `admin` is admitted to every route, other tokens only to routes of their own scopes. After
/// `open` the order is that of common::TOKEN_SCOPES.
enum class Scope { open, read, submit, ingest, admin };

/// "read", …; empty for `open`.
[[nodiscard]] std::string_view name_of(Scope scope);

/// The tokens of one file, which has a common::TokenLine per line. Pure.
class TokenList {
public:
    /// Reads the text of the file. A string as the result says what is wrong, and in which line.
    [[nodiscard]] static std::variant<TokenList, std::string> parse(std::string_view text);

    enum class Verdict {
        granted,
        unknown,       ///< there is no token, or it is not in the list
        out_of_scope,  ///< the token is in the list, without the scope
    };
    /// Judges the token of a request (empty: the request has none), in a time that does not depend
    /// on how much of the token is right. For Scope::open the verdict is always granted.
    [[nodiscard]] Verdict verdict(std::string_view token, Scope needed) const;

    [[nodiscard]] std::size_t size() const { return tokens_.size(); }

private:
    struct Token {
        std::string hash;          ///< SHA-256, hexadecimal
        std::uint32_t scopes = 0;  ///< one bit for each Scope
    };
    std::vector<Token> tokens_;
};

/// A file of tokens that is read again when it changes, so that a token is refused from the moment
/// it is removed. While the constructor would refuse the file, every token is unknown. Warns once
/// for each change where others than the owner may read the file, and where it has no token.
/// Thread-safe.
class TokenFile {
public:
    /// @throws common::SetUpFault when the path does not lead to a regular file, or the file cannot
    /// be read, may be written by others than its owner, has a wrong line or more than
    /// common::TOKEN_FILE_BYTES_MAX bytes. Others may read it, as mounted secrets are: it has
    /// hashes alone.
    explicit TokenFile(std::string path);

    /// As TokenList::verdict(), by the present content of the file. Logs why a changed file is
    /// refused.
    [[nodiscard]] TokenList::Verdict verdict(std::string_view token, Scope needed);

private:
    /// Something of it differs after the file was changed or replaced.
    struct State {
        ino_t inode = 0;
        off_t size = 0;
        std::int64_t changed_ns = 0;  ///< st_ctim, in nanoseconds
        friend bool operator==(const State&, const State&) = default;
    };
    /// Nothing where there is no such file.
    [[nodiscard]] static std::optional<State> state_of(const std::string& path);
    /// Reads the file. @throws common::SetUpFault as the constructor does.
    [[nodiscard]] static TokenList read(const std::string& path);

    const std::string path_;
    std::mutex mutex_;            ///< guards what follows
    std::optional<State> state_;  ///< when list_ was read; nothing: there was no file
    std::shared_ptr<const TokenList> list_;
};

/// The token in an Authorization field of the form "Bearer TOKEN"; empty for any other field.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization);

}  // namespace tradepit::query
