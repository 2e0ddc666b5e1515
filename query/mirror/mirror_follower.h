#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/time.h"
#include "query/mirror/mirror_counts.h"
#include "query/mirror/mirror_days.h"
#include "query/mirror/mirror_folder.h"
#include "query/mirror/model_files.h"
#include "query/storage/snapshots.h"

namespace tradepit::query {

/// Keeps the files of jobs with dual_write level with the database: `folder`/JOB is the tree that
/// `tradepit export JOB` would write, as far as the job's days have completed. It reads committed
/// rows alone and finds out from the files themselves how far they go, so that it may be ended
/// anywhere and begun again. A job that has ended and is written whole is left alone from then on:
/// `folder`/.complete/JOB says so. Of several with one folder, in processes of their own, one
/// writes. One thread.
class MirrorFollower {
public:
    /// What could not be written is tried again after so long.
    static constexpr common::Instant RETRY_AFTER = std::chrono::seconds{5};
    /// Models that fail in one round before all of them wait: a full disk is not asked by each.
    static constexpr int FAILURES_MAX = 4;
    /// Between two lines of the log about that.
    static constexpr common::Instant COMPLAIN_EVERY = std::chrono::minutes{1};
    /// No model's batch is begun in a round that lasts longer: the next one goes on behind it.
    static constexpr common::Instant ROUND_TIME = std::chrono::milliseconds{100};

    /// `counts` must outlive it.
    MirrorFollower(Snapshots::Settings database, std::filesystem::path folder,
                   MirrorCounts& counts);

    /// Looks at what was committed, and writes a batch of days (RECORD_BYTES) of each model that is
    /// behind, for ROUND_TIME. While nothing was committed that is one look at the database's
    /// change counter.
    /// @return whether there is more that can be written at once.
    bool round(common::Instant now);

    /// Whether there is a job that has not ended, or is not written whole.
    [[nodiscard]] bool follows() const { return !jobs_.empty(); }

private:
    struct Model {
        ModelFiles files;
        common::Instant retry_at = {};
    };

    enum class Written { all, in_part, nothing, failed };

    void forget_everything();
    void forget(const std::string& job_id);
    void look();
    void find_changes(Reader& reader);
    void find_ended_jobs(Reader& reader);
    void follow(const FollowedJob& job);
    /// Whether there is something to write, and it is for this process to write it.
    bool may_write(common::Instant now);
    /// Whether there is more that can be written at once.
    bool write_all(common::Instant now);
    Written write(std::int64_t chain, common::Instant now, common::Instant until);
    void mark_ended_jobs(common::Instant now);
    void complain(const std::string& what, common::Instant now);

    Snapshots reads_;
    MirrorFolder folder_;
    MirrorCounts& counts_;
    common::Instant complain_at_{};
    common::Instant look_at_{};
    common::Instant mark_at_{};
    common::Instant write_at_{};
    std::int64_t last_tried_ = 0;  ///< chain: the next round begins behind it

    // What is known of the database, all of it forgotten where it is another one.
    int opened_ = 0;                       ///< Snapshots::opened() that it is of
    std::optional<std::int64_t> version_;  ///< of what was looked at last
    bool wrote_ = false;                   ///< since then
    std::int64_t last_job_ = 0;
    std::int64_t last_change_ = 0;
    std::map<std::string, std::vector<std::int64_t>> jobs_;  ///< their chains
    std::map<std::int64_t, Model> models_;                   ///< of those, by chain
    std::set<std::int64_t> behind_;                          ///< chains
    std::set<std::string> ended_;  ///< jobs that are written whole, and not marked yet
};

}  // namespace tradepit::query
