#include "query/requests/tokens.h"

#include <algorithm>
#include <utility>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/check.h"
#include "common/digest.h"
#include "common/process/descriptor.h"
#include "common/process/set_up_fault.h"
#include "common/text/letters.h"
#include "common/text/token_line.h"

namespace tradepit::query {

namespace {

/// The hexadecimal digits of a SHA-256.
constexpr std::size_t HASH_DIGITS = 64;
constexpr std::int64_t NANOSECONDS_PER_SECOND = 1'000'000'000;

constexpr std::uint32_t bit(Scope scope) { return 1U << static_cast<unsigned>(scope); }

/// The scope of that name. Scope has one value before those of TOKEN_SCOPES: `open`.
Scope scope_of(std::string_view name) {
    const auto* found = std::ranges::find(common::TOKEN_SCOPES, name);
    CHECK(found != common::TOKEN_SCOPES.end());
    return static_cast<Scope>(found - common::TOKEN_SCOPES.begin() + 1);
}

}  // namespace

std::string_view name_of(Scope scope) {
    if (scope == Scope::open) return {};
    return common::TOKEN_SCOPES.at(static_cast<std::size_t>(scope) - 1);
}

std::variant<TokenList, std::string> TokenList::parse(std::string_view text) {
    TokenList list;
    auto read = common::parse_token_lines(text);
    if (auto* fault = std::get_if<std::string>(&read)) return std::move(*fault);
    for (auto& line : std::get<std::vector<common::TokenLine>>(read)) {
        std::uint32_t bits = 0;
        for (const auto& scope : line.scopes) bits |= bit(scope_of(scope));
        list.tokens_.push_back({std::move(line.hash), bits});
    }
    return list;
}

TokenList::Verdict TokenList::verdict(std::string_view token, Scope needed) const {
    if (needed == Scope::open) return Verdict::granted;
    const auto hash = common::sha256_hex(token);
    bool known = false;
    std::uint32_t scopes = 0;
    // Every token is compared, and every digit of it, so that the time tells nothing.
    for (const auto& each : tokens_) {
        const bool is_equal = ::CRYPTO_memcmp(each.hash.data(), hash.data(), HASH_DIGITS) == 0;
        known = known || is_equal;
        scopes |= is_equal ? each.scopes : 0;
    }
    // A request without a token is not admitted, even where the file has the hash of an empty text.
    if (!known || token.empty()) return Verdict::unknown;
    return (scopes & (bit(needed) | bit(Scope::admin))) != 0 ? Verdict::granted
                                                             : Verdict::out_of_scope;
}

std::optional<TokenFile::State> TokenFile::state_of(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return std::nullopt;
    return State{found.st_ino, found.st_size,
                 found.st_ctim.tv_sec * NANOSECONDS_PER_SECOND + found.st_ctim.tv_nsec};
}

TokenList TokenFile::read(const std::string& path) {
    const auto fault = [&](const std::string& text) {
        return common::SetUpFault("tokens: " + path + text);
    };
    // Without O_NONBLOCK the opening of a pipe would wait for a writer.
    const common::Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    struct stat found {};
    if (file.number() < 0 || ::fstat(file.number(), &found) != 0 || !S_ISREG(found.st_mode))
        throw fault(" is no file that can be read");
    if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        throw fault(" may be written by others than its owner: run chmod go-w " + path);
    std::string text;
    if (common::read_all(file.number(), common::TOKEN_FILE_BYTES_MAX, text) != 0)
        throw fault(" cannot be read");
    if (text.size() > common::TOKEN_FILE_BYTES_MAX)
        throw fault(" has more than " + std::to_string(common::TOKEN_FILE_BYTES_MAX) + " bytes");
    auto parsed = TokenList::parse(text);
    if (const auto* wrong = std::get_if<std::string>(&parsed)) throw fault(": " + *wrong);
    auto list = std::get<TokenList>(std::move(parsed));
    if ((found.st_mode & (S_IRGRP | S_IROTH)) != 0)
        spdlog::warn("tokens: {} may be read by others than its owner; it has hashes alone", path);
    if (list.size() == 0) spdlog::warn("tokens: {} has no token: nobody is let in", path);
    return list;
}

TokenFile::TokenFile(std::string path)
    : path_(std::move(path)),
      state_(state_of(path_)),
      list_(std::make_shared<const TokenList>(read(path_))) {}

TokenList::Verdict TokenFile::verdict(std::string_view token, Scope needed) {
    std::shared_ptr<const TokenList> list;
    {
        const std::lock_guard lock{mutex_};
        if (const auto present = state_of(path_); present != state_) {
            state_ = present;
            try {
                list_ = std::make_shared<const TokenList>(read(path_));
            } catch (const common::SetUpFault& error) {
                spdlog::error("nobody is let in: {}", error.what());
                list_ = std::make_shared<const TokenList>();
            }
        }
        list = list_;
    }
    return list->verdict(token, needed);
}

std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view SCHEME = "bearer ";
    if (authorization.size() <= SCHEME.size() ||
        !common::equal_ignoring_case(authorization.substr(0, SCHEME.size()), SCHEME))
        return {};
    authorization.remove_prefix(SCHEME.size());
    const auto begin = authorization.find_first_not_of(' ');
    return begin == authorization.npos ? std::string_view{} : authorization.substr(begin);
}

}  // namespace tradepit::query
