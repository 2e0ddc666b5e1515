#include "writer/store/database_path.h"

#include <cerrno>
#include <filesystem>
#include <sstream>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/machine/mounts.h"
#include "common/process/set_up_fault.h"
#include "writer/store/storage_kind.h"

namespace tradepit::writer {

namespace fs = std::filesystem;
using common::SetUpFault;

namespace {

/// Without links, where all of it but its last part exists.
fs::path resolved(const std::string& given) {
    std::error_code error;
    auto path = fs::weakly_canonical(fs::absolute(given), error);
    if (error) throw SetUpFault("--db " + given + ": " + error.message());
    return path;
}

/// Refuses what is no plain file, and a folder that is not there.
void check_kind(const fs::path& file) {
    std::error_code error;
    if (!fs::is_directory(file.parent_path(), error))
        throw SetUpFault("--db " + file.string() + ": there is no folder " +
                         file.parent_path().string());
    const auto status = fs::status(file, error);
    if (!fs::exists(status) || fs::is_regular_file(status)) return;
    throw SetUpFault("--db " + file.string() + " is " +
                     (fs::is_directory(status) ? "a folder" : "a device or a socket") +
                     "; it must be a plain file");
}

void check_storage(const fs::path& file) {
    const auto folder = file.parent_path().string();
    for (const auto& path : {folder, file.string()}) {
        const auto kind = storage_kind_of(path);
        if (kind.sharing == Sharing::local) continue;
        if (kind.sharing == Sharing::remote)
            throw SetUpFault("--db " + file.string() +
                             " is on a network file system or a shared "
                             "folder (" +
                             kind.name +
                             "), where locks and shared memory do not "
                             "hold between machines: the database must be on a local disk; "
                             "copies of it may be kept there");
        if (const auto fault = storage_fault(folder); !fault.empty())
            throw SetUpFault("--db " + file.string() + ": the file system of " + folder + " (" +
                             kind.name + ") cannot hold a database: " + fault);
        spdlog::warn(
            "{} is on {}: its locks hold between the programs of this machine, and no program of "
            "another one may open the file",
            file.string(), kind.name);
        return;
    }
}

/// Refuses a file whose log would lie apart from it, or in two places.
void check_names(const fs::path& file) {
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0) return;
    if (common::is_mount_point(file.string()))
        throw SetUpFault("--db " + file.string() +
                         " is mounted by itself, as a single file: its "
                         "log " +
                         file.filename().string() +
                         "-wal would lie in another file "
                         "system, and be lost with it; mount the folder of the database");
    if (found.st_nlink > 1)
        throw SetUpFault("--db " + file.string() + " has " + std::to_string(found.st_nlink) +
                         " names (hard links), and SQLite keeps a log for each name; remove the "
                         "other names, or copy the file and use the copy");
}

/// " (mode 0755, owner 0)"
std::string access_text(const struct stat& file) {
    std::ostringstream text;
    text << " (mode 0" << std::oct << (file.st_mode & 0777U) << std::dec << ", owner "
         << file.st_uid << ")";
    return text.str();
}

/// Refuses a folder or a file in which this process may not write.
void check_access(const fs::path& file) {
    const auto name = file.string();
    for (const auto& path :
         {file.parent_path().string(), name, name + "-wal", name + "-shm", name + ".lock"}) {
        if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0) continue;
        const int error = errno;
        struct stat found {};
        if (error == ENOENT || ::stat(path.c_str(), &found) != 0) continue;
        throw SetUpFault("--db " + name + ": user " + std::to_string(::geteuid()) +
                         " may not write " + path + access_text(found) + ": " +
                         std::generic_category().message(error) +
                         "; SQLite writes the file, and keeps its log and "
                         "its shared memory beside it");
    }
}

}  // namespace

std::string usable_database(const std::string& given) {
    const auto file = resolved(given);
    check_kind(file);
    check_storage(file);
    check_names(file);
    check_access(file);
    return file.string();
}

}  // namespace tradepit::writer
