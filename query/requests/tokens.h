#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sys/types.h>

namespace tradepit::query {

/// What a bearer token admits. `admin` admits everything; the others only what they say. But for
/// `open` in the order of common::TOKEN_SCOPES.
enum class Scope { open, read, submit, ingest, admin };

/// "read", …; "open" has no name.
[[nodiscard]] std::string_view name_of(Scope scope);

/// The tokens of one file, whose lines are common::TokenLine's. Pure.
class TokenList {
public:
    /// The alternative says what is wrong, with its line.
    [[nodiscard]] static std::variant<TokenList, std::string> parse(std::string_view text);

    enum class Verdict { granted, unknown, out_of_scope };
    /// Of a request's token, in a time that does not depend on how much of it is right.
    [[nodiscard]] Verdict verdict(std::string_view token, Scope needed) const;

    [[nodiscard]] std::size_t size() const { return tokens_.size(); }

private:
    struct Token {
        std::string hash;
        std::uint32_t scopes = 0;  ///< a bit each
    };
    std::vector<Token> tokens_;
};

/// A file of tokens that is read again when it changes, so that a token that was taken out is
/// refused from then on. One that cannot be read any more admits nobody. One thread.
class TokenFile {
public:
    /// @throws std::runtime_error when it cannot be read, others than its owner may read it
    /// (0600), or a line is wrong.
    explicit TokenFile(std::string path);

    [[nodiscard]] TokenList::Verdict verdict(std::string_view token, Scope needed);

private:
    struct State {
        ino_t inode = 0;
        off_t size = 0;
        std::int64_t changed_ns = 0;
        friend bool operator==(const State&, const State&) = default;
    };
    [[nodiscard]] static std::optional<State> state_of(const std::string& path);
    [[nodiscard]] static TokenList read(const std::string& path);

    std::string path_;
    std::optional<State> state_;
    TokenList list_;
};

/// The token of an Authorization field: "Bearer TOKEN". Empty where there is none.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization);

}  // namespace tradepit::query
