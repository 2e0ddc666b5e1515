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

/// Sends maintenance commands to a writer that a feed loads, and reads in the database when the
/// tasks are done. Every wait also ends with Interrupted, or with the exception that ended the
/// feed's thread. Not thread-safe.
class MaintenanceClient {
public:
    MaintenanceClient(const std::string& endpoint, const std::filesystem::path& file, Feed& feed,
                      Progress& progress);

    /// Sends the command under a new key. @return the JSON document of the answer.
    /// @throws std::runtime_error when it is refused, or no answer comes within two minutes.
    nlohmann::json ask(common::RunMaintenance request);
    /// Waits until the task has ended. @throws std::runtime_error when it has failed, or does not
    /// end within half an hour.
    void await_end(std::int64_t task);
    /// Waits until the rows of the cleaned-up jobs are removed. @throws as await_end().
    void await_purges();
    /// The integer that the SQL query selects.
    [[nodiscard]] std::int64_t number(const std::string& query);
    /// Waits for `span`.
    void wait(common::Duration span);

private:
    void await(const std::function<bool()>& is_done);

    zmq::context_t context_;
    zmq::socket_t socket_;
    SQLite::Database database_;
    Feed& feed_;
    Progress& progress_;
    int asked_ = 0;  ///< requests so far; makes the keys differ
};

}  // namespace tradepit::bench
