#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include <SQLiteCpp/Database.h>

#include "common/machine/file_identity.h"
#include "common/process/descriptor.h"
#include "writer/store/log_index.h"

namespace tradepit::writer {

/// The database is not where it was: what is committed now would be lost, or damage another file.
/// The writer must end, and nothing that was committed since the last look may be acknowledged.
class Misplaced : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The log or the shared memory has lost its name. All that was committed is safe, and a writer
/// that opens the database again goes on. This one must end without another commit.
class LogDetached : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A file as it lies under its name.
struct SeenFile {
    common::FileIdentity id;
    std::int64_t bytes = 0;
    std::int64_t modified_ns = 0;  ///< time of the last write, since 1970
};

/// What lies under the three names of a database, at one moment.
struct SeenFiles {
    std::optional<SeenFile> main;
    std::optional<SeenFile> log;
    std::optional<SeenFile> shared;
    /// Nothing where it cannot be read at this moment.
    std::optional<LogIndex> index;
    std::array<std::uint8_t, 8> log_salt{};  ///< in the header of the log
};

/// What has become of a database's files.
enum class Place {
    same,
    gone,         ///< no file has the name
    replaced,     ///< another file has the name
    changed,      ///< the file was written by something other than this connection
    log_lost,     ///< the log has no name, or another file has it
    log_cut,      ///< the log is shorter than what was committed to it, or was written over
    shared_lost,  ///< the shared memory has no name, or another file has it
};

/// Compares what was noted with what is found. A checkpoint of another connection does not count as
/// a change: it raises the numbers of the index before it writes to the file. Pure.
[[nodiscard]] Place place_of(const SeenFiles& noted, const SeenFiles& found);

/// Watches whether the files of an open database are still those under its names. SQLite looks at
/// the names when it opens the files, and not again: it commits to a file that was deleted, or that
/// a backup has replaced, without an error. Not thread-safe.
class FileWitness {
public:
    /// Notes the files of the database, which must use a write-ahead log and have committed to it.
    /// `database` must outlive this object. @throws Misplaced when the name leads elsewhere
    /// already.
    explicit FileWitness(SQLite::Database& database);

    /// Must be called after each commit and before anything is acknowledged: three calls of stat().
    /// Before it throws Misplaced, it makes sure that SQLite does not write to the files any more,
    /// and renames a log that would be applied to a file which it does not belong to, to
    /// `<log>.replaced`. Before it throws LogDetached, what only the lost log has is copied into
    /// the database.
    /// @throws Misplaced; LogDetached; SQLite::Exception, one that may pass (store.h), when the
    /// names cannot be looked at.
    void check();

    /// Must be called after each checkpoint and VACUUM of this connection, which write to the file.
    void note_own_write();

private:
    [[nodiscard]] SeenFiles look() const;
    /// Whether the octets of the file's header are those that were noted, so that only its time has
    /// changed. SQLite counts changes there.
    [[nodiscard]] bool has_noted_header() const;
    [[noreturn]] void leave(Place place, const SeenFiles& found);
    /// Copies everything from the log that has no name any more into the database.
    /// @return whether all of it is there.
    bool save_log();
    /// Renames the log, so that nobody applies it, and removes the shared memory; each only while
    /// it is that of this connection.
    /// @return what was done, for people.
    std::string set_log_aside(const SeenFiles& found) const;

    using Header = std::array<std::uint8_t, 100>;
    [[nodiscard]] std::optional<Header> read_header() const;

    SQLite::Database& database_;
    const std::string file_;
    common::Descriptor log_;  ///< for reads of the log's header; SQLite has no locks on that file
    SeenFiles noted_;
    std::optional<Header> header_;
};

}  // namespace tradepit::writer
