#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "common/time.h"
#include "writer/intake/intake.h"
#include "writer/intake/operations.h"
#include "writer/rows/attempt_rows.h"
#include "writer/rows/event_rows.h"
#include "writer/rows/import_rows.h"
#include "writer/rows/job_rows.h"
#include "writer/rows/price_rows.h"
#include "writer/rows/series.h"
#include "writer/store/answers.h"
#include "writer/store/database_lock.h"
#include "writer/store/fence.h"
#include "writer/store/state_loader.h"

namespace tradepit::writer {

/// SQLite's PRAGMA synchronous. With `full`, commits survive a power cut; with `normal`, only a
/// crash of the process.
enum class Synchronous { full, normal };

/// Whether an error may pass by itself: the disk or the memory is full, somebody holds a lock, an
/// I/O operation failed, or the file cannot be opened or written now. False for a corrupt file or a
/// bug.
[[nodiscard]] bool may_pass(const SQLite::Exception& error);
/// Whether SQLite has changed nothing, because the file is locked or the disk is full: then the
/// same commit may be tried again.
[[nodiscard]] bool changed_nothing(const SQLite::Exception& error);

/// The overload set of apply() for all operations. An operation that none of these classes applies,
/// or that two of them apply, does not compile.
struct OperationRows : EventRows, AttemptRows, JobRows, ImportRows, PriceRows, Answers {
    explicit OperationRows(SQLite::Database& database)
        : EventRows{database},
          AttemptRows{database},
          JobRows{database},
          ImportRows{database, static_cast<JobRows&>(*this)},
          PriceRows{database},
          Answers{database} {}
    using Answers::apply;
    using AttemptRows::apply;
    using EventRows::apply;
    using ImportRows::apply;
    using JobRows::apply;
    using PriceRows::apply;
};

/// The database and the only connection that writes to it. Not thread-safe.
class Store {
public:
    /// Opens or creates the file, migrates an older schema, and takes the next writer epoch.
    /// @param file a path that usable_database() (database_path.h) returned.
    /// @throws as DatabaseLock and migrate() do; common::SetUpFault also when SQLite cannot use a
    /// write-ahead log here, and for a log beside the file that is the log of another file;
    /// SQLite::Exception for other errors.
    Store(const std::string& file, Synchronous synchronous);
    ~Store();

    /// The whole state of intake, as it is committed.
    /// @throws SQLite::Exception; Corrupt for rows that no writer wrote.
    [[nodiscard]] IntakeState load() { return loader_.load(); }

    /// Executes all operations in one transaction: they are in the file when this returns. `now` is
    /// the timestamp of the rows.
    /// @throws SQLite::Exception, or Replaced, after rolling back. If COMMIT itself has failed,
    /// only the file shows whether it took effect, unless changed_nothing(). Misplaced and
    /// LogDetached, after the commit: nothing of it may be acknowledged.
    void commit(const std::vector<Operation>& operations, common::UtcTime now);

    /// Commits a transaction that writes to the file and changes nothing, to find out whether a
    /// commit would succeed now. @throws SQLite::Exception as commit().
    void probe_commit();

    // What intake does not keep in memory. @throws SQLite::Exception; Corrupt for rows that do not
    // have the form in which a writer stores them.

    /// Nothing when there is no such attempt.
    [[nodiscard]] std::optional<StoredAttempt> stored_attempt(const common::AttemptKey& key);
    /// The state of a chain whose job has ended; nothing when there is no such chain.
    [[nodiscard]] std::optional<common::ChainState> stored_chain(std::int64_t chain);
    /// The changes after `cursor` in order, at most STORED_CHANGES_MAX, without the states of their
    /// chains.
    [[nodiscard]] std::vector<StoredChange> stored_changes(std::int64_t cursor);
    /// The answer recorded under the key; nothing when there is none.
    [[nodiscard]] std::optional<StoredAnswer> stored_answer(const std::string& key) {
        return rows_.find(key);
    }
    /// For code that records answers in transactions of its own.
    [[nodiscard]] Answers& answers() { return rows_; }
    /// The status of the job; nothing when there is no such job.
    [[nodiscard]] std::optional<JobStatus> job_status(const common::JobId& job);
    /// Whether there are rows of a job with this id. A job that a cleanup has hidden counts until
    /// its last row is deleted.
    [[nodiscard]] bool is_taken(const common::JobId& job);
    /// The recorded orders of a replayed model-day, as JSON; empty for every other day.
    [[nodiscard]] std::string orders(std::int64_t chain, common::Stamp date);

    /// Pages in the write-ahead log after the last commit; 0 from a checkpoint to the next commit,
    /// also when the checkpoint had to leave some there.
    [[nodiscard]] int log_pages() const { return log_pages_; }

    /// Looks whether the database is still where it was, and once in LOCK_KEPT_EVERY whether its
    /// lock is. Must be called before anything is answered without a commit, and regularly.
    /// @throws as FileWitness::check().
    void check_place(common::Instant now);

    /// Whether another program has committed to the database since the last call. What was loaded
    /// before may then be wrong. A call after a transaction of this connection was rolled back
    /// cannot tell, and returns false. @throws SQLite::Exception.
    [[nodiscard]] bool was_written_by_others();

    // Checkpoints. They ignore errors of SQLite: the next commit meets the same error and reports
    // it. @throws as FileWitness::check(), before anything is written.

    /// Checkpoints as much as readers allow (SQLITE_CHECKPOINT_PASSIVE).
    void checkpoint();
    /// Like checkpoint(), for an idle writer: a log file that has become large is also emptied,
    /// unless a reader is in the way.
    void checkpoint_when_idle();
    /// Checkpoints as much as readers allow, and empties the log unless a reader is in the way; for
    /// the end of the process.
    void checkpoint_and_truncate();

    /// For code that writes outside of commit(): between two commits, in a FencedTransaction.
    [[nodiscard]] SQLite::Database& database() { return database_; }
    /// For every FencedTransaction.
    [[nodiscard]] Fence& fence() { return fence_; }
    /// For reads of series, between two commits.
    [[nodiscard]] Series& series() { return series_; }

private:
    /// Calls `write` in a transaction that is fenced.
    template <class Write>
    void transact(Write write);
    void roll_back();
    /// @return whether the database then has everything that was in the log.
    bool checkpoint(int mode);
    /// Records whose log lies beside the database, if the database itself shows it.
    void note_log_writer();

    DatabaseLock lock_;
    common::Instant lock_kept_{0};
    SQLite::Database database_;
    Fence fence_;
    std::int64_t data_version_ = 0;  ///< PRAGMA data_version at the last look
    /// Whether a transaction was rolled back since then, which changes the version as well.
    bool was_rolled_back_ = false;
    int log_pages_ = 0;
    /// The most pages that were in the log since it was emptied, which is the size of its file.
    int log_pages_peak_ = 0;
    SQLite::Statement begin_;
    SQLite::Statement commit_;
    OperationRows rows_;  ///< also the Answers
    Series series_;
    StateLoader loader_;
    SQLite::Statement stored_attempt_;
    SQLite::Statement stored_changes_;
    SQLite::Statement stored_chain_;
    SQLite::Statement job_status_;
    SQLite::Statement is_purged_;
    SQLite::Statement orders_;
    SQLite::Statement data_versions_;
};

/// How often the lock file is looked at.
inline constexpr common::Duration LOCK_KEPT_EVERY = std::chrono::seconds{1};
/// How many changes stored_changes() returns at most.
inline constexpr int STORED_CHANGES_MAX = 256;

}  // namespace tradepit::writer
