#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "common/machine/file_identity.h"
#include "common/time.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// The database could not be read, or not in time. The text is for people.
struct Unavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The writer has not made the database yet.
struct NoDatabase : Unavailable {
    NoDatabase() : Unavailable("The database is not there yet: it is made by the writer") {}
};

/// A read took longer than its time_max.
struct ReadTooLong : Unavailable {
    using Unavailable::Unavailable;
};

/// Reads the database on one connection, each read in one snapshot. The first read that finds the
/// file opens the connection. When the database, its log or its shared memory is another file than
/// before, the next read that checks this (Settings::file_check_interval) opens a new one. Not
/// thread-safe.
class Snapshots {
public:
    struct Settings {
        std::string database;
        /// Once it is true, the read under way is given up. Null: reads go on until they end.
        const std::atomic<bool>* stopping = nullptr;
        /// The interval between two checks whether the names still lead to the same files. A check
        /// is three system calls, which would cost a tenth of a small read. Zero: a check before
        /// every read.
        common::Duration file_check_interval = std::chrono::milliseconds{100};
    };

    explicit Snapshots(Settings settings) : settings_{std::move(settings)} {}
    // Not copied or moved: SQLite keeps a pointer to the object for should_interrupt().
    Snapshots(const Snapshots&) = delete;
    Snapshots& operator=(const Snapshots&) = delete;

    /// Calls `question` with the reader, in one snapshot. @return what `question` returns.
    /// @throws ReadTooLong once the read has taken `time_max` (nullopt: no limit); NoDatabase; or
    /// Unavailable when the database cannot be read, when Settings::stopping is true, and in place
    /// of any other std::runtime_error that `question` throws. After an error of SQLite other than
    /// an interrupt the connection is closed.
    template <class Question>
    auto ask(Question question, std::optional<common::Duration> time_max = std::nullopt) {
        using Value = std::invoke_result_t<Question, Reader&>;
        if constexpr (std::is_void_v<Value>) {
            read_or_throw([&](Reader& reader) { question(reader); }, time_max);
        } else {
            std::optional<Value> value;
            read_or_throw([&](Reader& reader) { value.emplace(question(reader)); }, time_max);
            return std::move(*value);
        }
    }

    /// The number of connections opened so far. What the caller has cached from an earlier one may
    /// come from another file.
    [[nodiscard]] int connections_opened() const { return opened_; }
    [[nodiscard]] bool stopping() const {
        return settings_.stopping != nullptr && *settings_.stopping;
    }

private:
    /// The files that the database's names lead to. Restoring a backup puts others there.
    struct Files {
        std::optional<common::FileIdentity> main;
        std::optional<common::FileIdentity> log;
        std::optional<common::FileIdentity> shared;
        friend bool operator==(const Files&, const Files&) = default;
    };

    /// @throws std::system_error when a name cannot be looked at.
    static Files files_of(const std::string& path);
    /// SQLite's progress handler: not 0 interrupts the read under way.
    static int should_interrupt(void* self);
    /// Reads, and turns what SQLite throws into the exceptions of ask().
    void read_or_throw(const std::function<void(Reader&)>& question,
                       std::optional<common::Duration> time_max);
    /// The connection, opened first where there is none, or where a name leads to another file.
    /// @throws NoDatabase, and what open_database() throws.
    Reader& open(common::Instant now);
    /// Calls `question` in one snapshot, within `time_max`. Throws what SQLite and `question`
    /// throw.
    void read_in_transaction(const std::function<void(Reader&)>& question,
                             std::optional<common::Duration> time_max);
    /// Closes the connection where a failed ROLLBACK has left its transaction open.
    void close_if_in_transaction();

    const Settings settings_;
    std::optional<common::Instant> read_until_;  ///< deadline of the read under way
    std::optional<Reader> reader_;
    Files files_;  ///< the files that reader_ has open
    common::Instant next_file_check_{};
    int opened_ = 0;
};

}  // namespace tradepit::query
