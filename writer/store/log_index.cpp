#include "writer/store/log_index.h"

#include <cstddef>
#include <cstring>

#include <sqlite3.h>

namespace tradepit::writer {

namespace {

/// The unit in which SQLite maps its shared memory.
constexpr int REGION_BYTES = 32'768;
/// The header is there twice, and is whole where both copies are equal.
constexpr std::size_t HEADER_BYTES = 48;
// Offsets of fields from the start of the region. Numbers are in the byte order of the machine.
constexpr std::size_t IS_INITIALIZED = 12;
constexpr std::size_t PAGE_BYTES = 14;  ///< two octets; 1 stands for 65,536
constexpr std::size_t FRAMES = 16;
constexpr std::size_t SALT = 32;
constexpr std::size_t BACKFILLED = 96;
constexpr std::size_t ATTEMPTED = 128;
constexpr std::size_t READ_BYTES = 132;

/// Sizes in the file of the log.
constexpr std::int64_t LOG_HEADER_BYTES = 32;
constexpr std::int64_t FRAME_HEADER_BYTES = 24;

template <class Number>
Number number_at(const std::array<std::uint8_t, READ_BYTES>& octets, std::size_t at) {
    Number number;
    std::memcpy(&number, octets.data() + at, sizeof number);
    return number;
}

}  // namespace

std::int64_t LogIndex::log_bytes() const {
    if (frames == 0) return 0;
    return LOG_HEADER_BYTES + std::int64_t{frames} * (FRAME_HEADER_BYTES + page_bytes);
}

std::optional<LogIndex> read_log_index(sqlite3* database) {
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr || file->pMethods->iVersion < 2)
        return std::nullopt;
    // The region is mapped already, and SQLite returns the same memory. It is not opened by another
    // descriptor, since closing that would release the locks of this process.
    volatile void* region = nullptr;
    if (file->pMethods->xShmMap(file, 0, REGION_BYTES, 0, &region) != SQLITE_OK ||
        region == nullptr)
        return std::nullopt;
    std::array<std::uint8_t, READ_BYTES> octets{};
    for (std::size_t i = 0; i < octets.size(); ++i)
        octets[i] = static_cast<const volatile std::uint8_t*>(region)[i];
    if (std::memcmp(octets.data(), octets.data() + HEADER_BYTES, HEADER_BYTES) != 0 ||
        octets[IS_INITIALIZED] == 0)
        return std::nullopt;
    const auto page_bytes = number_at<std::uint16_t>(octets, PAGE_BYTES);
    LogIndex index{.frames = number_at<std::uint32_t>(octets, FRAMES),
                   .attempted = number_at<std::uint32_t>(octets, ATTEMPTED),
                   .backfilled = number_at<std::uint32_t>(octets, BACKFILLED),
                   .page_bytes = page_bytes == 1 ? 65'536U : page_bytes};
    std::memcpy(index.salt.data(), octets.data() + SALT, index.salt.size());
    return index;
}

}  // namespace tradepit::writer
