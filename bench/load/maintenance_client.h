#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include <SQLiteCpp/Database.h>
#include <nlohmann/json_fwd.hpp>
#include <zmq.hpp>

#include "bench/load/feed.h"
#include "bench/programs/progress.h"
#include "common/messages/messages.h"

namespace tradepit::bench {

/// Sends maintenance commands to a writer that a feed loads, and waits until the tasks have ended,
/// which it reads from the database. Every function that waits also throws Interrupted on SIGINT or
/// SIGTERM, and the exception that ended the feed's thread. Not thread-safe.
class MaintenanceClient {
public:
    /// @param endpoint the writer's `events` @param file its database
    /// @throws zmq::error_t for an invalid endpoint; SQLite::Exception when `file` cannot be
    /// opened.
    MaintenanceClient(const std::string& endpoint, const std::filesystem::path& file, Feed& feed,
                      Progress& progress);

    /// Sends the command under a new key; sets its `key` and `request_hash`. @return the JSON
    /// document of the answer. @throws std::runtime_error when it cannot be sent or is refused, or
    /// no answer comes within two minutes.
    nlohmann::json ask(common::RunMaintenance request);
    /// Waits until the task with that number has ended. @throws std::runtime_error when it has
    /// failed, or does not end within half an hour.
    void await_end(std::int64_t task);
    /// Waits until the writer has removed all rows of the jobs that cleanups have taken out of
    /// `jobs` (table `purges`). @throws std::runtime_error when that takes half an hour.
    void await_purges();
    /// The integer that the SQL query selects. @throws SQLite::Exception.
    [[nodiscard]] std::int64_t number(const std::string& query);
    /// Waits for `span`.
    void wait(common::Duration span);

private:
    /// @throws std::runtime_error after half an hour.
    void await(const std::function<bool()>& is_done);

    zmq::context_t context_;
    zmq::socket_t socket_;
    SQLite::Database database_;
    Feed& feed_;
    Progress& progress_;
    int commands_sent_ = 0;  ///< makes the keys differ
};

}  // namespace tradepit::bench
