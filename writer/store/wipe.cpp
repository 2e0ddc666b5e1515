#include "writer/store/wipe.h"

#include <filesystem>

#include "writer/store/database_lock.h"

namespace tradepit::writer {

void wipe(const std::string& database) {
    const DatabaseLock lock{database};
    // The file is removed before its log. A log without its file is ignored, but a file without its
    // log would lack the newest commits.
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(database + suffix);
}

}  // namespace tradepit::writer
