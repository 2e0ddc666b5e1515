#include "writer/store/wipe.h"

#include <filesystem>

#include "writer/store/database_lock.h"

namespace tradepit::writer {

void wipe(const std::string& database) {
    const DatabaseLock lock{database};
    // The file before its log: a log without its file is nothing, a file without its log is old.
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(database + suffix);
}

}  // namespace tradepit::writer
