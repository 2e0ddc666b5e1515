#include "common/token_line.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace tradepit::common {

namespace {

constexpr std::size_t HASH_DIGITS = 64;

bool is_hash(std::string_view text) {
    return text.size() == HASH_DIGITS &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The words of a list that commas part; nothing where one of them is no scope.
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

}  // namespace

std::string TokenLine::text() const {
    std::string list;
    for (const auto& scope : scopes) (list += list.empty() ? "" : ",") += scope;
    return name + " " + list + " " + hash;
}

std::variant<std::optional<TokenLine>, std::string> parse_token_line(std::string_view line) {
    std::istringstream words{std::string{line}};
    TokenLine read;
    std::string scopes;
    std::string more;
    if (!(words >> read.name) || read.name.front() == '#') return std::nullopt;
    if (!(words >> scopes >> read.hash) || words >> more) return "not NAME SCOPE[,SCOPE] HASH";
    auto known = scopes_of(scopes);
    if (!known) return "a scope other than read, submit, ingest and admin";
    if (!is_hash(read.hash)) return "the hash is not 64 lower-case hexadecimal digits";
    read.scopes = *std::move(known);
    return read;
}

}  // namespace tradepit::common
