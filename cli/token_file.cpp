#include "cli/token_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/failures.h"
#include "cli/text_file.h"
#include "common/digest.h"
#include "common/process/descriptor.h"
#include "common/text/quoted.h"
#include "common/text/token_line.h"

namespace tradepit::cli {

namespace {

namespace fs = std::filesystem;
using common::TokenLine;

/// How many digits of its hash are in the name of a token for which no name was given.
constexpr std::size_t NAME_DIGITS = 8;
/// The permissions in the mode of a file.
constexpr mode_t MODE_BITS = S_IRWXU | S_IRWXG | S_IRWXO;

/// Throws the error of errno, with the file's name.
[[noreturn]] void fail(const fs::path& file) {
    throw std::system_error(errno, std::generic_category(), file.string());
}

/// "read, submit, ingest, admin"
std::string known_scopes() {
    std::string text;
    for (const auto scope : common::TOKEN_SCOPES) (text += text.empty() ? "" : ", ") += scope;
    return text;
}

bool is_name(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"._@-"}.find(c) != std::string_view::npos;
    };
    return !name.empty() && name.size() <= TOKEN_NAME_MAX && std::ranges::all_of(name, allowed);
}

/// What stat() says of the file; nothing when there is no file. @throws UsageError when it is not a
/// regular file or may be written by others than its owner.
std::optional<struct stat> checked_state(const fs::path& file) {
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0) {
        if (errno == ENOENT) return std::nullopt;
        fail(file);
    }
    if (!S_ISREG(found.st_mode))
        throw UsageError("--file " + file.string() + " is not a regular file");
    if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        throw UsageError("--file " + file.string() +
                         " may be written by others than its owner: run chmod go-w " +
                         file.string());
    return found;
}

/// @throws UsageError when a line of the file's `text` is invalid, or is that of a token `name`.
void check_lines(const fs::path& file, const std::string& text, const std::string& name) {
    const auto where = "--file " + file.string() + ": ";
    const auto read = common::parse_token_lines(text);
    if (const auto* fault = std::get_if<std::string>(&read)) throw UsageError(where + *fault);
    for (const auto& line : std::get<std::vector<TokenLine>>(read))
        if (line.name == name)
            throw UsageError(where + "line " + std::to_string(line.number) + ": there is a token " +
                             name + " already; give another --name");
}

/// Replaces the file atomically, by renaming a new file over it. The new file keeps owner, group
/// and mode of the `old` one; without one its mode is 0600. The file and its folder are synced, so
/// the change survives a loss of power.
void replace(const fs::path& file, const std::string& text, const std::optional<struct stat>& old,
             const common::Descriptor& folder) {
    auto temporary = file.string() + ".XXXXXX";
    // mkostemp() replaces the X's, so that the name is a new one.
    const common::Descriptor out{::mkostemp(temporary.data(), O_CLOEXEC)};
    if (out.number() < 0) fail(file);
    try {
        if (old && (old->st_uid != ::geteuid() || old->st_gid != ::getegid()) &&
            ::fchown(out.number(), old->st_uid, old->st_gid) != 0)
            fail(temporary);
        if (old && ::fchmod(out.number(), old->st_mode & MODE_BITS) != 0) fail(temporary);
        if (!common::write_all(out.number(), text) || ::fsync(out.number()) != 0) fail(temporary);
        fs::rename(temporary, file);
        if (::fsync(folder.number()) != 0) fail(file);
    } catch (const std::system_error&) {
        static_cast<void>(::unlink(temporary.c_str()));
        throw;
    }
}

}  // namespace

std::string make_token() {
    unsigned char octets[TOKEN_OCTETS];
    if (::RAND_bytes(octets, TOKEN_OCTETS) != 1)
        throw std::runtime_error("no random octets for a token");
    return common::hex({reinterpret_cast<const char*>(octets), TOKEN_OCTETS});
}

TokenLine make_token_line(const std::string& name, const std::vector<std::string>& scopes,
                          std::string_view token) {
    if (!name.empty() && !is_name(name))
        throw UsageError("--name " + common::quoted_text(name) + ": a name is 1 to " +
                         std::to_string(TOKEN_NAME_MAX) + " letters, digits and . _ @ -");
    const auto known = known_scopes();
    if (scopes.empty()) throw UsageError("--scope is missing, one or more of " + known);
    for (const auto& scope : scopes)
        if (std::ranges::find(common::TOKEN_SCOPES, scope) == common::TOKEN_SCOPES.end())
            throw UsageError("--scope " + common::quoted_text(scope) +
                             " is unknown; the scopes are " + known);
    TokenLine entry{.name = name, .scopes = {}, .hash = common::sha256_hex(token)};
    if (name.empty()) entry.name = "token-" + entry.hash.substr(0, NAME_DIGITS);
    for (const auto scope : common::TOKEN_SCOPES)
        if (std::ranges::find(scopes, scope) != scopes.end()) entry.scopes.emplace_back(scope);
    return entry;
}

void add_token(const fs::path& given, const TokenLine& entry) {
    // rename() in replace() would put a file in the place of a symbolic link. So the link's target
    // is replaced.
    const auto linked =
        fs::is_symlink(given) ? given.parent_path() / fs::read_symlink(given) : given;
    const auto file = fs::weakly_canonical(linked);
    const auto folder = file.parent_path();
    const common::Descriptor locked_folder{
        ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (locked_folder.number() < 0)
        throw UsageError("--file " + given.string() + ": there is no folder " + folder.string());
    while (::flock(locked_folder.number(), LOCK_EX) != 0)
        if (errno != EINTR) fail(folder);
    const auto old = checked_state(file);
    auto text = old ? read_text(file, "--file", common::TOKEN_FILE_BYTES_MAX) : std::string{};
    check_lines(file, text, entry.name);
    if (!text.empty() && text.back() != '\n') text += '\n';
    text += entry.text() + "\n";
    if (text.size() > common::TOKEN_FILE_BYTES_MAX)
        throw UsageError("--file " + file.string() + " is full: its limit is " +
                         std::to_string(common::TOKEN_FILE_BYTES_MAX) + " bytes");
    replace(file, text, old, locked_folder);
}

}  // namespace tradepit::cli
