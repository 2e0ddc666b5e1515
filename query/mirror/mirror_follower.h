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

/// Keeps the mirror up to date: `folder`/JOB is the tree that `tradepit export JOB` would write,
/// for the job's completed days. It reads committed rows only, and finds out from the files how far
/// they go, so that it may be stopped at any point and started again. A job that has ended and
/// whose files are complete gets the marker `folder`/.complete/JOB, and is not written to from then
/// on. Of several followers with one folder, in different processes, only one writes
/// (MirrorFolder::lock). Not thread-safe.
class MirrorFollower {
public:
    /// The wait before a failed read or write is tried again.
    static constexpr common::Duration RETRY_AFTER = std::chrono::seconds{5};
    /// After this many failed models in one round all models wait: the disk is probably full.
    static constexpr int FAILURES_MAX = 4;
    /// The least interval between two log lines about failures.
    static constexpr common::Duration COMPLAIN_EVERY = std::chrono::minutes{1};
    /// A round begins no further model after this time; the next round begins with that model.
    static constexpr common::Duration ROUND_TIME = std::chrono::milliseconds{100};

    /// `counts` must outlive the follower.
    MirrorFollower(Snapshots::Settings database, std::filesystem::path folder,
                   MirrorCounts& counts);

    /// Looks for committed changes, then writes one batch of days (RECORD_BYTES) of each model that
    /// is behind, for about ROUND_TIME. Where nothing was committed or is behind, a round only
    /// reads SQLite's change counter (PRAGMA data_version).
    /// @return whether the next round could write more at once.
    bool round(common::Instant now);

    /// Whether there is a job that has not ended or whose files are not complete.
    [[nodiscard]] bool follows() const { return !jobs_.empty(); }

private:
    struct Model {
        ModelFiles files;
        common::Instant retry_at = {};
    };

    enum class Written {
        all,      ///< the model's files are up to date
        in_part,  ///< a batch was written, and there are more days
        nothing,  ///< the model waits for its retry
        failed
    };

    void forget_everything();
    void forget(const std::string& job_id);
    void look();
    void find_changes(Reader& reader);
    void find_ended_jobs(Reader& reader);
    void follow(const FollowedJob& job);
    /// Whether there is something to write and this process holds the folder's lock.
    bool may_write(common::Instant now);
    /// @return whether there is more that can be written at once.
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
    std::int64_t last_tried_ = 0;  ///< the chain after which the next round begins

    // What was read from the database; forgotten when another file is opened.
    int opened_ = 0;                       ///< Snapshots::opened() when it was read
    std::optional<std::int64_t> version_;  ///< PRAGMA data_version at the last look
    bool wrote_ = false;                   ///< a file was written since that look
    std::int64_t last_job_ = 0;            ///< the highest job number seen
    std::int64_t last_change_ = 0;         ///< the highest change number seen
    std::map<std::string, std::vector<std::int64_t>> jobs_;  ///< followed jobs with their chains
    std::map<std::int64_t, Model> models_;                   ///< their models, by chain
    std::set<std::int64_t> behind_;  ///< chains that may have days not in their files
    std::set<std::string> ended_;    ///< jobs whose files are complete, to be marked
};

}  // namespace tradepit::query
