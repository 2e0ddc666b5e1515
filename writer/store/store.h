#pragma once

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
#include "writer/store/answers.h"
#include "writer/store/database_lock.h"
#include "writer/store/writer_epoch.h"

namespace tradepit::writer {

enum class Synchronous { full, normal };

/// Whether the world may be right again by itself: the disk is full, somebody holds a lock, an I/O
/// failed. What it is not: a corrupt file, or a bug.
[[nodiscard]] bool may_pass(const SQLite::Exception& error);
/// Whether nothing at all was done because another holds the lock or the disk is full: then the
/// same commit may be tried again.
[[nodiscard]] bool was_refused(const SQLite::Exception& error);

/// The database, and the one connection that writes it. One thread.
class Store {
public:
    /// Opens the file, or makes it. @throws std::runtime_error when another writer has it, when it
    /// is of a newer schema or no database of ours; SQLite::Exception for what SQLite says.
    Store(const std::string& file, Synchronous synchronous);
    ~Store();

    /// Everything that intake needs to know, as it is committed. @throws Corrupt for what no writer
    /// wrote.
    [[nodiscard]] IntakeState load();

    /// One transaction: all of it is in the file when this returns, nothing when it throws.
    /// `now` is what rows are stamped with. @throws SQLite::Exception, or Replaced, after rolling
    /// back.
    void commit(const std::vector<Operation>& operations, common::UtcTime now);

    /// One transaction that is written and changes nothing: whether one would be, now. @throws
    /// SQLite::Exception as commit().
    void try_to_commit();

    // What intake does not keep in memory.
    [[nodiscard]] std::optional<PastAttempt> past_attempt(const common::AttemptKey& key);
    /// Of a chain of a finished job.
    [[nodiscard]] std::optional<common::ChainState> past_chain(std::int64_t chain);
    /// At most PAST_CHANGES_MAX, in order, without their states.
    [[nodiscard]] std::vector<PastChange> past_changes(std::int64_t cursor);
    [[nodiscard]] std::optional<PastAnswer> past_answer(const std::string& key) {
        return answers_.find(key);
    }
    /// For whoever records answers in transactions of its own.
    [[nodiscard]] Answers& answers() { return answers_; }
    /// Nothing: there is no such job.
    [[nodiscard]] std::optional<JobStatus> job_status(const common::JobId& job);
    /// There are rows under this id, be it of a job that was cleaned up.
    [[nodiscard]] bool is_taken(const common::JobId& job);
    /// Recorded orders of a replayed model-day; empty for every other.
    [[nodiscard]] std::string orders(std::int64_t chain, common::Stamp date);

    /// Pages of the write-ahead log that were not yet brought into the database.
    [[nodiscard]] int log_pages() const { return log_pages_; }
    /// Brings over what no reader is in the way of.
    void checkpoint();
    /// The same; a log that has become large is emptied, too, if nobody reads it.
    void checkpoint_at_rest();
    /// Brings over everything that it can and empties the log: at the end.
    void checkpoint_and_truncate();

    /// For whoever writes beside the operations, between two commits, in transactions of its own.
    [[nodiscard]] SQLite::Database& database() { return database_; }
    /// Checked in each of them (FencedTransaction).
    [[nodiscard]] WriterEpoch& epoch() { return epoch_; }

private:
    template <class Write>
    void transact(Write write);
    void roll_back();
    void checkpoint(int mode);

    DatabaseLock lock_;
    SQLite::Database database_;
    WriterEpoch epoch_;
    int log_pages_ = 0;
    int log_pages_most_ = 0;  ///< since the log was emptied: how large its file is
    SQLite::Statement begin_;
    SQLite::Statement commit_;
    EventRows event_rows_;
    AttemptRows attempt_rows_;
    JobRows job_rows_;
    ImportRows import_rows_;
    PriceRows price_rows_;
    Answers answers_;
    SQLite::Statement past_attempt_;
    SQLite::Statement past_changes_;
    SQLite::Statement past_chain_;
    SQLite::Statement job_status_;
    SQLite::Statement is_purged_;
    SQLite::Statement orders_;
};

/// Changes that one answer is made of.
inline constexpr int PAST_CHANGES_MAX = 256;

}  // namespace tradepit::writer
