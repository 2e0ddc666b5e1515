#include "writer/backup.h"

#include <cerrno>
#include <exception>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

namespace tradepit::writer {

namespace {

/// Copied between two looks at whether to stop.
constexpr int PAGES_A_STEP = 256;
/// Copied between two syncs (4 MiB): a commit that comes meanwhile never waits for more of it.
constexpr int PAGES_A_SYNC = 1'024;
/// Instructions of SQLite's machine between two looks at whether to stop.
constexpr int STEPS_A_LOOK = 10'000;

std::system_error failed(const std::string& what) { return {errno, std::generic_category(), what}; }

class File {
public:
    File(const std::string& path, int flags)
        : descriptor_{::open(path.c_str(), flags | O_CLOEXEC, 0644)} {
        if (descriptor_ < 0) throw failed(path);
    }
    ~File() { ::close(descriptor_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    void sync(const std::string& path) const {
        if (::fsync(descriptor_) != 0) throw failed(path);
    }

private:
    int descriptor_;
};

void sync(const std::string& path, int flags) { File{path, flags}.sync(path); }

struct FinishBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

}  // namespace

std::string Backup::fault_of(const std::string& database, const std::string& target,
                             Overwrite overwrite) {
    const std::filesystem::path path{target};
    std::error_code error;
    if (!path.is_absolute()) return "file: " + target + " is no absolute path";
    if (!path.has_filename()) return "file: " + target + " names a folder";
    if (!std::filesystem::is_directory(path.parent_path(), error))
        return "file: there is no folder " + path.parent_path().string();
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

Backup::Backup(std::string database, std::string target, Overwrite overwrite)
    : database_{std::move(database)},
      target_{std::move(target)},
      part_{part_of(target_)},
      overwrite_{overwrite} {
    // Not left to SQLite, which would take what is there and write over it.
    { const File made{part_, O_RDWR | O_CREAT | O_EXCL}; }
    try {
        take_snapshot();
        thread_ = std::thread{[this] { run(); }};
    } catch (const std::exception&) {
        remove_part();
        throw;
    }
}

Backup::~Backup() {
    stopping_ = true;
    thread_.join();
}

std::optional<Backup::Ended> Backup::ended() const {
    if (!has_ended_.load(std::memory_order_acquire)) return std::nullopt;
    return ended_;
}

void Backup::run() {
    try {
        ended_.bytes = make();
    } catch (const std::exception& error) {
        ended_.error = error.what();
        source_.reset();
        remove_part();
    }
    has_ended_.store(true, std::memory_order_release);
}

std::int64_t Backup::make() {
    copy();
    check();
    return keep();
}

void Backup::remove_part() const {
    std::error_code error;
    std::filesystem::remove(part_, error);
    if (error) spdlog::warn("{} could not be removed: {}", part_, error.message());
}

void Backup::take_snapshot() {
    source_.emplace(database_, SQLite::OPEN_READONLY, 1'000);
    sqlite3_db_config(source_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    source_->exec("PRAGMA mmap_size = 0; BEGIN");
    // The snapshot is that of the first read. While it is held, no commit makes the copy begin
    // anew.
    static_cast<void>(source_->execAndGet("SELECT COUNT(*) FROM sqlite_schema"));
}

void Backup::copy() {
    SQLite::Database copy{part_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    // Until it is whole it is worth nothing, and then it is synced.
    copy.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF");
    {
        const std::unique_ptr<sqlite3_backup, FinishBackup> backup{
            sqlite3_backup_init(copy.getHandle(), "main", source_->getHandle(), "main")};
        if (!backup) throw SQLite::Exception{copy.getHandle()};
        int result = SQLITE_OK;
        for (std::int64_t synced = 0; result == SQLITE_OK;) {
            if (stopping_) throw std::runtime_error("the writer was stopped");
            result = sqlite3_backup_step(backup.get(), PAGES_A_STEP);
            total_ = sqlite3_backup_pagecount(backup.get());
            pages_ = total_ - sqlite3_backup_remaining(backup.get());
            if (pages_ - synced < PAGES_A_SYNC) continue;
            synced = pages_;
            sync(part_, O_RDONLY);
        }
        if (result != SQLITE_DONE) throw SQLite::Exception{copy.getHandle(), result};
    }
    source_.reset();
    // Its pages say that it has a write-ahead log, as the database has: from here on it has none.
    const auto mode = copy.execAndGet("PRAGMA journal_mode = DELETE").getString();
    if (mode != "delete") throw std::runtime_error("the copy keeps its journal mode " + mode);
}

void Backup::check() const {
    SQLite::Database copy{part_, SQLite::OPEN_READONLY};
    sqlite3_progress_handler(copy.getHandle(), STEPS_A_LOOK, is_stopping,
                             const_cast<Backup*>(this));
    const auto word = copy.execAndGet("PRAGMA integrity_check(1)").getString();
    if (word != "ok") throw std::runtime_error("the copy is damaged: " + word);
}

std::int64_t Backup::keep() const {
    sync(part_, O_RDONLY);
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(part_));
    // Whatever came there meanwhile is not replaced either.
    const unsigned int flags = overwrite_ == Overwrite::yes ? 0 : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, target_.c_str(), flags) != 0)
        throw failed(target_);
    const auto folder = std::filesystem::path{target_}.parent_path().string();
    sync(folder, O_RDONLY | O_DIRECTORY);
    return bytes;
}

int Backup::is_stopping(void* self) { return static_cast<const Backup*>(self)->stopping_ ? 1 : 0; }

}  // namespace tradepit::writer
