#pragma once

#include <compare>
#include <optional>
#include <string>

#include <sys/types.h>

namespace tradepit::common {

/// Tells one file from another, whatever their names. The number of an inode is used again once the
/// file is deleted and closed, so an identity is worth something only while the file is known to be
/// open or there.
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
};

/// The identity of the file that the path leads to (links are followed); nothing where there is
/// none. @throws std::system_error, which names the path, when the path cannot be looked at.
[[nodiscard]] std::optional<FileIdentity> identity_of(const std::string& path);

}  // namespace tradepit::common
