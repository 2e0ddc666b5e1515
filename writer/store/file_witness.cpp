#include "writer/store/file_witness.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/check.h"
#include "common/machine/errno_text.h"

namespace tradepit::writer {

using common::errno_text;

namespace {

/// How long a log that has lost its name is copied, at most: readers may be in the way.
constexpr std::chrono::milliseconds LOG_SAVE_MAX{5'000};
/// Where the log's header has its salt.
constexpr off_t LOG_SALT_AT = 16;

std::optional<SeenFile> seen(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) == 0)
        return SeenFile{{found.st_dev, found.st_ino},
                        found.st_size,
                        std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec};
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw SQLite::Exception{path + " cannot be looked at: " + errno_text(), SQLITE_IOERR};
}

bool is_same_file(const std::optional<SeenFile>& noted, const std::optional<SeenFile>& found) {
    return noted && found && noted->id == found->id;
}

/// Whether a checkpoint of another connection wrote to the file between the two.
bool was_checkpointed(const LogIndex& noted, const LogIndex& found) {
    // It was under way at the first look, or has died.
    if (noted.attempted > noted.backfilled) return true;
    if (noted.salt == found.salt) return found.attempted > noted.attempted;
    // The log was begun anew in between, by a commit of this connection if all of it was copied.
    return noted.backfilled < noted.frames || found.attempted > 0;
}

std::string identity_text(const std::optional<SeenFile>& file) {
    return file ? std::to_string(file->id.inode) : "none";
}

std::string text_of(Place place, const std::string& file, const SeenFiles& noted,
                    const SeenFiles& found) {
    switch (place) {
        case Place::gone:
            return file + " is gone: it was deleted or moved while the writer had it open";
        case Place::replaced:
            return file + " is another file than the one that this writer has open (inode " +
                   identity_text(found.main) + ", not " + identity_text(noted.main) +
                   "): it was replaced while the pipeline ran";
        case Place::changed:
            return file + " was written by another program (" + std::to_string(noted.main->bytes) +
                   " bytes, now " + std::to_string(found.main->bytes) + "), not through SQLite";
        case Place::log_cut:
            return file + "-wal was cut or written over by another program (" +
                   std::to_string(found.log->bytes) + " bytes, of which the commits need " +
                   std::to_string(found.index->log_bytes()) +
                   "); what was committed since the last checkpoint is lost";
        case Place::log_lost:
            return file + "-wal was deleted or replaced while the writer had it open";
        case Place::shared_lost:
            return file + "-shm was deleted or replaced while the writer had it open";
        case Place::same:
            break;
    }
    CHECK(false);
}

/// `name`, or `name`-2, `name`-3, … where that exists.
std::string free_name(const std::string& name) {
    std::string free = name;
    for (int number = 2; std::filesystem::exists(std::filesystem::symlink_status(free)); ++number)
        free = name + "-" + std::to_string(number);
    return free;
}

}  // namespace

Place place_of(const SeenFiles& noted, const SeenFiles& found) {
    if (!found.main) return Place::gone;
    if (!is_same_file(noted.main, found.main)) return Place::replaced;
    if (!is_same_file(noted.shared, found.shared)) return Place::shared_lost;
    if (!is_same_file(noted.log, found.log)) return Place::log_lost;
    if (!noted.index || !found.index) return Place::same;
    const bool written = noted.main->bytes != found.main->bytes ||
                         noted.main->modified_ns != found.main->modified_ns;
    if (written && !was_checkpointed(*noted.index, *found.index)) return Place::changed;
    if (found.index->frames > 0 &&
        (found.log->bytes < found.index->log_bytes() || found.log_salt != found.index->salt))
        return Place::log_cut;
    return Place::same;
}

FileWitness::FileWitness(SQLite::Database& database)
    : database_{database},
      file_{database.getFilename()},
      log_{::open((file_ + "-wal").c_str(), O_RDONLY | O_CLOEXEC)} {
    if (log_.number() < 0)
        throw SQLite::Exception{file_ + "-wal cannot be opened: " + errno_text(), SQLITE_CANTOPEN};
    int has_moved = 0;
    if (sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &has_moved) ==
            SQLITE_OK &&
        has_moved != 0)
        throw Misplaced{file_ + " was moved while the writer opened it; start it again"};
    noted_ = look();
    header_ = read_header();
}

SeenFiles FileWitness::look() const {
    SeenFiles files;
    // The index is read first: the frames that it counts are in the file of the log by then.
    files.index = read_log_index(database_.getHandle());
    files.main = seen(file_);
    files.log = seen(file_ + "-wal");
    files.shared = seen(file_ + "-shm");
    const auto read =
        ::pread(log_.number(), files.log_salt.data(), files.log_salt.size(), LOG_SALT_AT);
    if (read < 0)
        throw SQLite::Exception{file_ + "-wal cannot be read: " + errno_text(), SQLITE_IOERR};
    if (read != static_cast<ssize_t>(files.log_salt.size())) files.log_salt = {};
    // Another connection has written in between: then sizes and index do not belong together.
    if (read_log_index(database_.getHandle()) != files.index) files.index.reset();
    return files;
}

void FileWitness::check() {
    const auto found = look();
    const auto place = place_of(noted_, found);
    if (place == Place::same) {
        // While the index cannot be read, changes of the file are left for the next look.
        if (found.index) noted_ = found;
        return;
    }
    if (place == Place::changed && noted_.main->bytes == found.main->bytes && has_noted_header()) {
        spdlog::warn("{}: only its time of modification has changed, by another program", file_);
        noted_ = found;
        return;
    }
    leave(place, found);
}

void FileWitness::note_own_write() {
    noted_ = look();
    header_ = read_header();
}

std::optional<FileWitness::Header> FileWitness::read_header() const {
    sqlite3_file* file = nullptr;
    Header header{};
    if (sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file) !=
            SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr ||
        file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0) != SQLITE_OK)
        return std::nullopt;
    return header;
}

bool FileWitness::has_noted_header() const {
    const auto header = read_header();
    return header && header == header_;
}

void FileWitness::leave(Place place, const SeenFiles& found) {
    int is_on = 0;
    CHECK(sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &is_on) ==
          SQLITE_OK);
    auto text = text_of(place, file_, noted_, found);
    switch (place) {
        case Place::shared_lost:
            throw LogDetached{text + "; nothing is lost, and the database has to be opened anew"};
        case Place::log_lost:
            if (save_log())
                throw LogDetached{text + "; what it held was saved, and nothing is lost"};
            throw Misplaced{text +
                            ", and readers kept it from being saved within 5 s; what was "
                            "committed since the last checkpoint is lost"};
        case Place::gone:
        case Place::replaced:
            text += ". What was acknowledged is in the file that was there before" +
                    set_log_aside(found) +
                    ". To go on with what is there now, start the pipeline again";
            throw Misplaced{text};
        case Place::changed:
            throw Misplaced{text + set_log_aside(found) +
                            ". Restore a backup, or start the pipeline again if the file is meant "
                            "to be as it is now"};
        case Place::log_cut:
            // SQLite applies what is whole of the log, but must not trust the old index of it.
            ::unlink((file_ + "-shm").c_str());
            throw Misplaced{text + ". Start the pipeline again to go on with what is left"};
        case Place::same:
            break;
    }
    CHECK(false);
}

bool FileWitness::save_log() {
    // A FULL checkpoint waits for the readers of older states, and then copies everything.
    sqlite3_busy_timeout(database_.getHandle(), static_cast<int>(LOG_SAVE_MAX.count()));
    int in_log = 0;
    int copied = 0;
    const int result = sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr,
                                                 SQLITE_CHECKPOINT_FULL, &in_log, &copied);
    return result == SQLITE_OK && in_log == copied;
}

std::string FileWitness::set_log_aside(const SeenFiles& found) const {
    if (is_same_file(noted_.shared, found.shared)) ::unlink((file_ + "-shm").c_str());
    if (!is_same_file(noted_.log, found.log)) return "";
    const auto log = file_ + "-wal";
    const auto aside = free_name(log + ".replaced");
    if (std::rename(log.c_str(), aside.c_str()) != 0)
        return "; its log " + log + " could not be renamed (" + errno_text() +
               ") and has to be moved away";
    return "; its log is kept as " + aside;
}

}  // namespace tradepit::writer
