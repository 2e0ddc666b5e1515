#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace tradepit::common {

/// A mounted file system: one line of /proc/self/mountinfo (proc(5)).
struct Mount {
    int id = 0;
    std::string root;     ///< the folder of the file system that is mounted; "/" for all of it
    std::string point;    ///< where it is mounted, as this process sees it
    std::string type;     ///< "ext4", "fuse.sshfs", "cgroup2"
    std::string options;  ///< of the file system: "rw,cpu,cpuacct"
};

/// Reads the lines of a mountinfo file. Lines of another form are left out.
[[nodiscard]] std::vector<Mount> parse_mounts(std::istream& mountinfo);

/// The mounts that this process sees; none where /proc is not mounted.
[[nodiscard]] std::vector<Mount> mounts_here();

/// The mount that the file or folder lies in; nothing where that is not known.
[[nodiscard]] std::optional<Mount> mount_of(const std::string& path);

/// Whether the path itself is where something is mounted, as a single file is that a container got
/// by itself. False where that is not known.
[[nodiscard]] bool is_mount_point(const std::string& path);

}  // namespace tradepit::common
