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

/// Asks a writer for maintenance while a feed keeps it at work, and sees in the file when it is
/// done.
class MaintenanceClient {
public:
    MaintenanceClient(const std::string& endpoint, const std::filesystem::path& file, Feed& feed,
                      Progress& progress);

    /// @return the answer's JSON.
    /// @throws std::runtime_error when it is refused, or nothing is heard for two minutes;
    /// Interrupted; what the feed throws.
    nlohmann::json ask(common::RunMaintenance request);
    /// Waits until that task has ended. @throws std::runtime_error when it has failed, or does not
    /// end within half an hour; as ask().
    void await_end(std::int64_t task);
    /// Waits until no row is left of jobs that were cleaned up. @throws as await_end().
    void await_purges();
    [[nodiscard]] std::int64_t number(const std::string& query);
    /// Lets time pass. @throws as ask().
    void wait(common::Instant span);

private:
    void await(const std::function<bool()>& is_done);

    zmq::context_t context_;
    zmq::socket_t socket_;
    SQLite::Database database_;
    Feed& feed_;
    Progress& progress_;
    int asked_ = 0;
};

}  // namespace tradepit::bench
