#include "writer/store/network_storage.h"

#include <algorithm>
#include <array>

#include <sys/vfs.h>

namespace tradepit::writer {

namespace {

/// f_type of the network file systems of Linux (linux/magic.h, and OpenAFS).
constexpr std::array<unsigned long, 8> NETWORK_FILE_SYSTEMS = {
    0x6969,      // NFS
    0x517B,      // SMB
    0xFE534D42,  // SMB2
    0xFF534D42,  // CIFS
    0x6B414653,  // AFS
    0x5346414F,  // OpenAFS
    0x00C36400,  // Ceph
    0x01021997,  // 9P
};

}  // namespace

bool is_on_network(const std::string& path) {
    struct statfs status {};
    if (::statfs(path.c_str(), &status) != 0) return false;
    // f_type is signed; a sign extension above its 32 bits is cut off.
    const auto type = static_cast<unsigned long>(status.f_type) & 0xFFFFFFFF;
    return std::find(NETWORK_FILE_SYSTEMS.begin(), NETWORK_FILE_SYSTEMS.end(), type) !=
           NETWORK_FILE_SYSTEMS.end();
}

}  // namespace tradepit::writer
