#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include <sys/types.h>

#include "common/instant.h"
#include "query/requests/request.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// A submission may take longer to be read than what a question may: a repeat would not be faster.
enum class TimeLimit { none, read_time };

/// Questions to the database, each in one snapshot, on one connection that is opened when it can be
/// and anew soon after the file is another one. One thread.
class Snapshots {
public:
    /// What a question may take, unless it is a long read: whoever asks for more is told to ask for
    /// less of it.
    static constexpr common::Instant READ_TIME_MAX = std::chrono::seconds{5};

    struct Settings {
        std::string database;
        common::Instant read_time = READ_TIME_MAX;
        /// Once it is set, what is being read is given up; null: never.
        const std::atomic<bool>* stopping = nullptr;
    };

    explicit Snapshots(Settings settings) : settings_{std::move(settings)} {}
    // SQLite holds on to it, and asks it whether to give up.
    Snapshots(const Snapshots&) = delete;
    Snapshots& operator=(const Snapshots&) = delete;

    /// What keeps the question from being answered is a 503.
    Answered ask(const std::function<Answered(Reader&)>& question,
                 TimeLimit limit = TimeLimit::none);
    /// How many connections there were: what is kept of an earlier one may be of another file.
    [[nodiscard]] int opened() const { return opened_; }

private:
    /// Which file a path leads to: another one after a restore.
    struct FileIdentity {
        dev_t device = 0;
        ino_t inode = 0;
        friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
    };

    static std::optional<FileIdentity> identity(const std::string& path);
    /// SQLite's question whether to give up.
    static int is_over(void* self);
    /// The connection, opened if need be; null while there is nothing to open.
    Reader* open(common::Instant now);
    Answered answer(const std::function<Answered(Reader&)>& question, TimeLimit limit);
    [[nodiscard]] Reply interrupted() const;

    const Settings settings_;
    std::optional<common::Instant> read_until_;  ///< of the question that is being answered
    std::optional<Reader> reader_;
    std::optional<FileIdentity> file_;
    common::Instant look_at_file_{};
    int opened_ = 0;
};

}  // namespace tradepit::query
