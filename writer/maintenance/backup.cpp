#include "writer/maintenance/backup.h"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/check.h"
#include "common/process/clock.h"
#include "writer/store/storage_kind.h"

namespace tradepit::writer {

using common::Descriptor;

namespace {

/// Pages that are copied between two looks at the clock. A page has 4 KiB.
constexpr int PAGES_A_STEP = 32;
/// 1 MiB. The sync of a commit may have to wait until copied pages are on the disk: at most twice
/// this many.
constexpr std::int64_t PAGES_A_WRITE_BACK = 256;
/// How many instructions SQLite's virtual machine executes between two calls of is_given_up().
constexpr int INSTRUCTIONS_A_CHECK = 10'000;

/// The error that errno holds, about a file.
std::system_error errno_error(const std::string& path) {
    return {errno, std::generic_category(), path};
}

Descriptor opened(const std::string& path, int flags) {
    Descriptor file{::open(path.c_str(), flags | O_CLOEXEC, 0644)};
    if (file.number() < 0) throw errno_error(path);
    return file;
}

void sync(const Descriptor& file, const std::string& path) {
    if (::fsync(file.number()) != 0) throw errno_error(path);
}

}  // namespace

std::string Backup::fault_of(const std::string& database, const std::string& target,
                             Overwrite overwrite) {
    const std::filesystem::path path{target};
    std::error_code error;
    if (!path.is_absolute()) return "file: " + target + " is no absolute path";
    if (!path.has_filename()) return "file: " + target + " names a folder";
    if (!std::filesystem::is_directory(path.parent_path(), error))
        return "file: there is no folder " + path.parent_path().string();
    if (storage_kind_of(path.parent_path()).sharing == Sharing::remote)
        return "file: " + target +
               " is on a network file system, which the writer would wait for: name a file on a "
               "local disk, and copy it from there";
    const auto own = std::filesystem::weakly_canonical(database, error).string();
    const auto canonical = std::filesystem::weakly_canonical(path, error).string();
    for (const char* suffix : {"", "-wal", "-shm", "-journal", ".lock"})
        if (canonical == own + suffix || canonical + ".part" == own + suffix)
            return "file: " + target + " belongs to the database itself";
    if (std::filesystem::exists(std::filesystem::symlink_status(part_of(target), error)))
        return "file: " + part_of(target) +
               ", where the copy would be made, is there already: remove it if nobody makes a "
               "backup there, or name another file";
    const auto status = std::filesystem::symlink_status(path, error);
    if (!std::filesystem::exists(status)) return {};
    if (!std::filesystem::is_regular_file(status)) return "file: " + target + " is no plain file";
    if (overwrite == Overwrite::no)
        return "file: " + target + " is there already, and is replaced only with force";
    return {};
}

// The part is created here and not by SQLite, which would open an existing file and overwrite it.
Backup::Backup(SQLite::Database& source, std::string target, Overwrite overwrite)
    : target_{std::move(target)},
      part_{part_of(target_)},
      overwrite_{overwrite},
      file_{opened(part_, O_RDWR | O_CREAT | O_EXCL)} {
    try {
        begin_copying(source);
    } catch (const std::exception&) {
        remove_part_of(target_);
        throw;
    }
}

Backup::~Backup() {
    give_up("the writer was stopped");
    if (thread_.joinable()) {
        thread_.join();  // it has removed the part, or renamed it
    } else if (!has_ended_) {
        remove_part_of(target_);
    }
}

void Backup::FinishCopying::operator()(sqlite3_backup* backup) const {
    sqlite3_backup_finish(backup);
}

void Backup::begin_copying(SQLite::Database& source) {
    Copying begun{SQLite::Database{part_, SQLite::OPEN_READWRITE}, nullptr};
    // An incomplete copy is worth nothing, so nothing is synced before it is complete (publish()).
    begun.copy.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF");
    begun.backup.reset(
        sqlite3_backup_init(begun.copy.getHandle(), "main", source.getHandle(), "main"));
    if (!begun.backup) throw SQLite::Exception{begun.copy.getHandle()};
    copying_.emplace(std::move(begun));
}

void Backup::copy_once(common::Duration slice) {
    CHECK(copying_);
    try {
        copy_for(slice);
    } catch (const std::exception& error) {
        copying_.reset();
        fail(error.what());
    }
}

void Backup::give_up(const char* reason) {
    given_up_ = reason;
    if (!copying_) return;
    copying_.reset();
    fail(reason);
}

bool Backup::is_beside(const std::string& file) const {
    struct stat own {};
    struct stat other {};
    return ::fstat(file_.number(), &own) == 0 && ::stat(file.c_str(), &other) == 0 &&
           own.st_dev == other.st_dev;
}

void Backup::copy_for(common::Duration slice) {
    const auto until = common::steady_now() + slice;
    do {
        sqlite3_backup* backup = copying_->backup.get();
        const int result = sqlite3_backup_step(backup, PAGES_A_STEP);
        if (result == SQLITE_BUSY || result == SQLITE_LOCKED) return;  // the next slice goes on
        if (result != SQLITE_OK && result != SQLITE_DONE)
            throw SQLite::Exception{"copying to " + part_ + ": " + sqlite3_errstr(result), result};
        const auto before = progress_.pages;
        note_progress();
        if (result == SQLITE_DONE) return copying_.reset();
        // A step always adds pages, unless SQLite has begun the copying again.
        if (before > 0 && progress_.pages <= before) note_restart();
        if (progress_.pages - copying_->written_back >= PAGES_A_WRITE_BACK) write_back();
    } while (common::steady_now() < until);
}

void Backup::note_progress() {
    sqlite3_backup* backup = copying_->backup.get();
    progress_.total = sqlite3_backup_pagecount(backup);
    progress_.pages = progress_.total - sqlite3_backup_remaining(backup);
}

void Backup::note_restart() {
    copying_->written_back = 0;
    if (++copying_->restarts > RESTARTS_MAX)
        throw std::runtime_error(
            "the copying began anew more than " + std::to_string(RESTARTS_MAX) +
            " times (RESTARTS_MAX): so often something was rolled back, or written by another "
            "program");
    spdlog::info("the copying to {} begins anew: something was rolled back", part_);
}

/// Starts to write the copied pages to the disk while the copying goes on, a little at a time.
/// Otherwise the syncs of the write-ahead log would wait for all of the copy at once, as they do
/// where the system does not support this call. The kernel reports a write error only once, so it
/// is thrown here: the sync at the end would not see it.
void Backup::write_back() {
    copying_->written_back = progress_.pages;
    if (::sync_file_range(file_.number(), 0, 0,
                          SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE) == 0)
        return;
    if (errno != ENOSYS && errno != EINVAL && errno != ESPIPE && errno != EOPNOTSUPP)
        throw errno_error(part_);
}

void Backup::finish(Amend amend) {
    CHECK(!copying_ && !has_ended_ && !thread_.joinable());
    try {
        thread_ = std::thread{[this, amend = std::move(amend)] { run(amend); }};
    } catch (const std::system_error& error) {
        fail(error.what());
    }
}

std::optional<Backup::Ended> Backup::ended() const {
    if (!has_ended_.load(std::memory_order_acquire)) return std::nullopt;
    return ended_;
}

void Backup::run(const Amend& amend) {
    try {
        amend_and_check(amend);
        ended_.bytes = publish();
        has_ended_.store(true, std::memory_order_release);
    } catch (const std::exception& error) {
        const char* reason = given_up_;
        fail(reason != nullptr ? reason : error.what());
    }
}

void Backup::amend_and_check(const Amend& amend) const {
    SQLite::Database copy{part_, SQLite::OPEN_READWRITE};
    sqlite3_progress_handler(copy.getHandle(), INSTRUCTIONS_A_CHECK, is_given_up,
                             const_cast<Backup*>(this));
    // The header of the copy says WAL, like that of the database. The backup has no write-ahead
    // log.
    const auto mode = copy.execAndGet("PRAGMA journal_mode = DELETE").getString();
    if (mode != "delete") throw std::runtime_error("the copy keeps its journal mode " + mode);
    copy.exec("PRAGMA synchronous = OFF");
    amend(copy);
    const auto finding = copy.execAndGet("PRAGMA integrity_check(1)").getString();
    if (finding != "ok") throw std::runtime_error("the copy is damaged: " + finding);
}

void Backup::check_given_up() const {
    if (const char* reason = given_up_) throw std::runtime_error(reason);
}

std::int64_t Backup::publish() const {
    sync(file_, part_);
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(part_));
    check_given_up();
    // Without Overwrite::yes, a file that appeared under the target's name meanwhile is not
    // replaced either.
    const unsigned int flags = overwrite_ == Overwrite::yes ? 0 : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, target_.c_str(), flags) != 0)
        throw errno_error(target_);
    const auto folder = std::filesystem::path{target_}.parent_path().string();
    sync(opened(folder, O_RDONLY | O_DIRECTORY), folder);
    return bytes;
}

void Backup::fail(const std::string& error) {
    ended_.error = error;
    remove_part_of(target_);
    has_ended_.store(true, std::memory_order_release);
}

void Backup::remove_part_of(const std::string& target) {
    for (const char* beside : {"", "-wal", "-shm", "-journal"}) {
        std::error_code error;
        const auto file = part_of(target) + beside;
        std::filesystem::remove(file, error);
        if (error) spdlog::warn("{} could not be removed: {}", file, error.message());
    }
}

int Backup::is_given_up(void* self) {
    return static_cast<const Backup*>(self)->given_up_ != nullptr ? 1 : 0;
}

}  // namespace tradepit::writer
