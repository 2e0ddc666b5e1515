#include "query/storage/snapshots.h"

#include <stdexcept>
#include <utility>

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include "common/process/clock.h"
#include "query/storage/database.h"

namespace tradepit::query {

namespace {

/// Instructions of SQLite's virtual machine between two calls of the progress handler. They take
/// some microseconds.
constexpr int INSTRUCTIONS_PER_CHECK = 1'000;

/// Removes the deadline of a read when it ends. Declared after the Snapshot, it does so before the
/// Snapshot's ROLLBACK, which must not be interrupted by that deadline.
class DeadlineRemover {
public:
    explicit DeadlineRemover(std::optional<common::Instant>& deadline) : deadline_{deadline} {}
    ~DeadlineRemover() { deadline_.reset(); }
    DeadlineRemover(const DeadlineRemover&) = delete;
    DeadlineRemover& operator=(const DeadlineRemover&) = delete;

private:
    std::optional<common::Instant>& deadline_;
};

}  // namespace

Snapshots::Files Snapshots::files_of(const std::string& path) {
    return {.main = common::identity_of(path),
            .log = common::identity_of(path + "-wal"),
            .shared = common::identity_of(path + "-shm")};
}

Reader& Snapshots::open(common::Instant now) {
    if (reader_ && now < next_file_check_) return *reader_;
    next_file_check_ = now + settings_.file_check_interval;
    const auto files = files_of(settings_.database);
    if (reader_ && files == files_) return *reader_;
    reader_.reset();
    auto database = open_database(settings_.database);
    if (!database) throw NoDatabase{};
    reader_.emplace(std::move(*database));
    sqlite3_progress_handler(reader_->database().getHandle(), INSTRUCTIONS_PER_CHECK,
                             should_interrupt, this);
    files_ = files;
    ++opened_;
    return *reader_;
}

int Snapshots::should_interrupt(void* self) {
    const auto& mine = *static_cast<const Snapshots*>(self);
    return mine.stopping() || (mine.read_until_ && common::steady_now() >= *mine.read_until_) ? 1
                                                                                              : 0;
}

void Snapshots::read_or_throw(const std::function<void(Reader&)>& question,
                              std::optional<common::Duration> time_max) {
    try {
        read_in_transaction(question, time_max);
    } catch (const SQLite::Exception& error) {
        if (error.getErrorCode() == SQLITE_INTERRUPT) {
            close_if_in_transaction();
            if (stopping()) throw Unavailable("query is being stopped");
            throw ReadTooLong("the read took longer than it may");
        }
        reader_.reset();
        throw Unavailable(std::string{"The database cannot be read: "} + error.what());
    } catch (const Unavailable&) {
        close_if_in_transaction();
        throw;
    } catch (const std::runtime_error& error) {
        close_if_in_transaction();
        throw Unavailable(error.what());
    }
    close_if_in_transaction();
}

void Snapshots::close_if_in_transaction() {
    // SQLite can interrupt a ROLLBACK too. A transaction that stays open keeps its read mark, and
    // so keeps the writer from resetting the WAL.
    if (reader_ && sqlite3_get_autocommit(reader_->database().getHandle()) == 0) reader_.reset();
}

void Snapshots::read_in_transaction(const std::function<void(Reader&)>& question,
                                    std::optional<common::Duration> time_max) {
    const auto now = common::steady_now();
    Reader& reader = open(now);
    const Snapshot snapshot{reader};
    if (time_max) read_until_ = now + *time_max;
    const DeadlineRemover deadline_remover{read_until_};
    question(reader);
}

}  // namespace tradepit::query
