#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "common/process/deployment.h"
#include "common/time.h"
#include "query/api/api.h"
#include "query/api/reply_counts.h"
#include "query/mirror/mirror_counts.h"
#include "query/storage/snapshots.h"

namespace tradepit::query {

/// The API over the database, on one read-only connection of its own. While the database does not
/// exist, every request looks for it again, and reads are answered 503.
class DatabaseApi : public Api {
public:
    struct Settings {
        std::string database;                  ///< the path of its file
        std::string config_dir;                ///< the folder of the configs that submissions name
        std::int64_t max_simulation_days = 0;  ///< the most dates of one job; 0: any number
        common::Deployment deployment = {};
        common::Duration read_time = READ_TIME_MAX;  ///< the limit of a read, except ByLongRead
        /// A read that takes longer gets the outcome ReadLater, unless it is a page of an export or
        /// a ByLongRead. Nothing: no read gets that outcome.
        std::optional<common::Duration> quick_read_time = {};
        const std::atomic<bool>* stopping = nullptr;  ///< Snapshots::Settings::stopping
        ReplyCounts* counts = nullptr;         ///< shared by all threads; null: nothing is counted
        const MirrorCounts* mirror = nullptr;  ///< shown by GET /metrics; null: not shown
        std::string dual_write_dir = {};       ///< the folder of the mirror
    };

    explicit DatabaseApi(Settings settings);
    ~DatabaseApi() override;

    /// A command for the writer always has a key: the client's, else a new one. Where the client
    /// gave a key, a refusal (4xx) because of the body or of what is stored is a command, too
    /// (RecordRefusal): the writer records it, so that a repeat gets the same answer.
    Outcome answer(const ResolvedRequest& request, const BrokerReply* broker) override;
    Reply reply_to_command(const common::Command& command,
                           const common::CommandAnswer& answer) override;
    Reply health(std::span<const ProcessHealth> processes) override;
    Reply metrics(const std::string& pipeline_gauges) override;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tradepit::query
