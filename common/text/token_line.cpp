#include "common/text/token_line.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>

#include "common/text/letters.h"
#include "common/text/text_lines.h"

namespace tradepit::common {

namespace {

/// The hexadecimal digits of a SHA-256.
constexpr std::size_t HASH_DIGITS = 64;

/// The hash in lower case; nothing for a text that is none.
std::optional<std::string> hash_of(std::string_view text) {
    if (text.size() != HASH_DIGITS) return std::nullopt;
    auto hash = in_small_letters(text);
    if (hash.find_first_not_of("0123456789abcdef") != hash.npos) return std::nullopt;
    return hash;
}

/// The scopes of a list that commas separate; nothing where one of them is not a scope.
std::optional<std::vector<std::string>> scopes_of(std::string_view list) {
    std::vector<std::string> scopes;
    while (!list.empty()) {
        const auto word = list.substr(0, list.find(','));
        list.remove_prefix(std::min(word.size() + 1, list.size()));
        if (std::ranges::find(TOKEN_SCOPES, word) == TOKEN_SCOPES.end()) return std::nullopt;
        scopes.emplace_back(word);
    }
    return scopes;
}

/// The token of a line; nothing for a blank line and for one that begins with #. A string says what
/// is wrong.
std::variant<std::optional<TokenLine>, std::string> parse_line(std::string_view line) {
    std::istringstream words{std::string{line}};
    TokenLine token;
    std::string list;
    std::string more;
    if (!(words >> token.name) || token.name.front() == '#') return std::nullopt;
    if (!(words >> list >> token.hash) || words >> more) return "not NAME SCOPE[,SCOPE] HASH";
    auto scopes = scopes_of(list);
    if (!scopes) return "a scope other than read, submit, ingest and admin";
    auto hash = hash_of(token.hash);
    if (!hash) return "the hash is not 64 hexadecimal digits";
    token.hash = *std::move(hash);
    token.scopes = *std::move(scopes);
    return token;
}

}  // namespace

std::string TokenLine::text() const {
    std::string list;
    for (const auto& scope : scopes) (list += list.empty() ? "" : ",") += scope;
    return name + " " + list + " " + hash;
}

std::variant<std::vector<TokenLine>, std::string> parse_token_lines(std::string_view text) {
    std::vector<TokenLine> tokens;
    TextLines lines{text};
    while (const auto line = lines.next()) {
        auto parsed = parse_line(*line);
        if (const auto* fault = std::get_if<std::string>(&parsed))
            return FileFault{lines.number(), *fault}.message();
        auto& token = std::get<std::optional<TokenLine>>(parsed);
        if (!token) continue;
        token->number = lines.number();
        tokens.push_back(*std::move(token));
    }
    return tokens;
}

}  // namespace tradepit::common
