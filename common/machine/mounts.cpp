#include "common/machine/mounts.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

namespace tradepit::common {

namespace {

/// Undoes the escapes of mountinfo: a blank is \040, a tab \011, a newline \012, a backslash \134.
std::string unescaped(std::string_view text) {
    const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto digits = text.substr(at + 1, 3);
        if (text[at] == '\\' && digits.size() == 3 && std::ranges::all_of(digits, is_octal)) {
            plain += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 +
                                       (digits[2] - '0'));
            at += 3;
        } else {
            plain += text[at];
        }
    }
    return plain;
}

/// The path without links, absolute; the path as it is where it cannot be resolved.
std::string resolved(const std::string& path) {
    std::error_code error;
    const auto canonical = std::filesystem::weakly_canonical(path, error);
    return error ? path : canonical.string();
}

/// The answer of statx() to `fields`; nothing where the call fails or is not there.
std::optional<struct statx> statx_of(const std::string& path, unsigned fields) {
    struct statx found {};
    if (::statx(AT_FDCWD, path.c_str(), 0, fields, &found) != 0) return std::nullopt;
    return found;
}

bool is_within(const std::string& path, const std::string& folder) {
    return folder == "/" || path == folder ||
           (path.starts_with(folder) && path[folder.size()] == '/');
}

}  // namespace

std::vector<Mount> parse_mounts(std::istream& mountinfo) {
    std::vector<Mount> mounts;
    for (std::string line; std::getline(mountinfo, line);) {
        std::istringstream fields{line};
        Mount mount;
        std::string skipped;
        std::string source;
        fields >> mount.id >> skipped >> skipped >> mount.root >> mount.point;
        // Optional fields follow; a single dash ends them.
        while (fields >> skipped && skipped != "-") {
        }
        if (!(fields >> mount.type >> source)) continue;
        fields >> mount.options;
        mount.root = unescaped(mount.root);
        mount.point = unescaped(mount.point);
        mounts.push_back(std::move(mount));
    }
    return mounts;
}

std::vector<Mount> mounts_here() {
    std::ifstream file{"/proc/self/mountinfo"};
    return parse_mounts(file);
}

std::optional<Mount> mount_of(const std::string& path) {
    const auto mounts = mounts_here();
    // The number of the mount is known from Linux 5.8 on.
    if (const auto found = statx_of(path, STATX_MNT_ID);
        found && (found->stx_mask & STATX_MNT_ID) != 0) {
        const auto at = std::ranges::find_if(mounts, [&](const Mount& mount) {
            return static_cast<std::uint64_t>(mount.id) == found->stx_mnt_id;
        });
        if (at != mounts.end()) return *at;
    }
    // Of mounts at one point the last hides the others, so the last of the longest wins.
    const auto whole = resolved(path);
    std::optional<Mount> longest;
    for (const Mount& mount : mounts)
        if (is_within(whole, mount.point) &&
            (!longest || mount.point.size() >= longest->point.size()))
            longest = mount;
    return longest;
}

bool is_mount_point(const std::string& path) {
    if (const auto found = statx_of(path, STATX_BASIC_STATS);
        found && (found->stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0)
        return (found->stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    const auto whole = resolved(path);
    return std::ranges::any_of(mounts_here(),
                               [&](const Mount& mount) { return mount.point == whole; });
}

}  // namespace tradepit::common
