#include "query/tokens.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <openssl/crypto.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include "common/digest.h"

namespace tradepit::query {

namespace {

constexpr std::size_t HASH_DIGITS = 64;
constexpr std::int64_t NANOSECONDS = 1'000'000'000;

constexpr std::pair<std::string_view, Scope> SCOPES[] = {{"read", Scope::read},
                                                         {"submit", Scope::submit},
                                                         {"ingest", Scope::ingest},
                                                         {"admin", Scope::admin}};

constexpr std::uint32_t bit(Scope scope) { return 1U << static_cast<unsigned>(scope); }

/// "read,submit"; nothing where one of them is none.
std::optional<std::uint32_t> scopes_of(std::string_view words) {
    std::uint32_t scopes = 0;
    while (!words.empty()) {
        const auto word = words.substr(0, words.find(','));
        words.remove_prefix(std::min(word.size() + 1, words.size()));
        const auto* found =
            std::ranges::find(SCOPES, word, &std::pair<std::string_view, Scope>::first);
        if (found == std::end(SCOPES)) return std::nullopt;
        scopes |= bit(found->second);
    }
    return scopes;
}

bool is_hash(std::string_view text) {
    return text.size() == HASH_DIGITS &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string_view name_of(Scope scope) {
    const auto* found =
        std::ranges::find(SCOPES, scope, &std::pair<std::string_view, Scope>::second);
    return found == std::end(SCOPES) ? std::string_view{} : found->first;
}

std::variant<TokenList, std::string> TokenList::parse(std::string_view text) {
    TokenList list;
    std::istringstream lines{std::string{text}};
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        std::istringstream words{line};
        std::string name;
        std::string scopes;
        std::string hash;
        std::string more;
        if (!(words >> name) || name.front() == '#') continue;
        const auto where = "line " + std::to_string(number) + ": ";
        if (!(words >> scopes >> hash) || words >> more)
            return where + "not NAME SCOPE[,SCOPE] HASH";
        const auto bits = scopes_of(scopes);
        if (!bits) return where + "a scope other than read, submit, ingest and admin";
        if (!is_hash(hash)) return where + "the hash is not 64 lower-case hexadecimal digits";
        list.tokens_.push_back({hash, *bits});
    }
    return list;
}

TokenList::Verdict TokenList::verdict(std::string_view token, Scope needed) const {
    if (needed == Scope::open) return Verdict::granted;
    const auto hash = common::sha256_hex(token);
    bool known = false;
    std::uint32_t scopes = 0;
    for (const auto& each : tokens_) {
        const bool is_it = ::CRYPTO_memcmp(each.hash.data(), hash.data(), HASH_DIGITS) == 0;
        known = known || is_it;
        scopes |= is_it ? each.scopes : 0;
    }
    if (!known || token.empty()) return Verdict::unknown;
    return (scopes & (bit(needed) | bit(Scope::admin))) != 0 ? Verdict::granted
                                                             : Verdict::out_of_scope;
}

std::optional<TokenFile::State> TokenFile::state_of(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return std::nullopt;
    return State{found.st_ino, found.st_size,
                 found.st_ctim.tv_sec * NANOSECONDS + found.st_ctim.tv_nsec};
}

TokenList TokenFile::read(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode))
        throw std::runtime_error("tokens: " + path + " is no file that can be read");
    if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw std::runtime_error("tokens: " + path + " is not its owner's alone: chmod 600 " +
                                 path);
    std::ifstream file{path};
    std::ostringstream text;
    if (!(text << file.rdbuf()) && found.st_size > 0)
        throw std::runtime_error("tokens: " + path + " cannot be read");
    auto list = TokenList::parse(text.str());
    if (const auto* fault = std::get_if<std::string>(&list))
        throw std::runtime_error("tokens: " + path + ": " + *fault);
    return std::get<TokenList>(std::move(list));
}

TokenFile::TokenFile(std::string path)
    : path_(std::move(path)), state_(state_of(path_)), list_(read(path_)) {}

TokenList::Verdict TokenFile::verdict(std::string_view token, Scope needed) {
    if (const auto now = state_of(path_); now != state_) {
        state_ = now;
        try {
            list_ = read(path_);
        } catch (const std::runtime_error& error) {
            spdlog::error("nobody is let in: {}", error.what());
            list_ = {};
        }
    }
    return list_.verdict(token, needed);
}

std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view SCHEME = "bearer ";
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (authorization.size() <= SCHEME.size() ||
        !std::ranges::equal(authorization.substr(0, SCHEME.size()), SCHEME, {}, lower))
        return {};
    authorization.remove_prefix(SCHEME.size());
    const auto begin = authorization.find_first_not_of(' ');
    return begin == authorization.npos ? std::string_view{} : authorization.substr(begin);
}

}  // namespace tradepit::query
