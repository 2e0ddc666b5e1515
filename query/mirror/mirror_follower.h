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
/// for the job's completed days. It reads committed rows only, and finds out from the files which
/// days they have, so that it may be stopped at any point and started again. When a job has ended
/// and its files are complete, the follower makes the marker `folder`/.complete/JOB, and from then
/// on leaves the files alone. Of several followers with one folder, in different processes, only
/// one writes (MirrorFolder::lock). A model here is one model of one job: a chain. Not thread-safe.
///
/// It works in rounds. The caller decides when the next round begins (MirrorThread).
class MirrorFollower {
public:
    /// The wait before a failed read or write is tried again.
    static constexpr common::Duration RETRY_AFTER = std::chrono::seconds{5};
    /// After so many failed models in one round all models wait for RETRY_AFTER: the disk is
    /// probably full.
    static constexpr int FAILURES_MAX = 4;
    /// The least interval between two log lines about failures.
    static constexpr common::Duration COMPLAIN_EVERY = std::chrono::minutes{1};
    /// A round begins no further model after this time. The next round begins with the model that
    /// comes after the last one tried.
    static constexpr common::Duration ROUND_TIME = std::chrono::milliseconds{100};

    /// `counts` must outlive the follower.
    MirrorFollower(Snapshots::Settings database, std::filesystem::path folder,
                   MirrorCounts& counts);

    /// Looks for committed changes, then writes one portion of days (PORTION_BYTES) of each model
    /// that is behind, for about ROUND_TIME. Where nothing was committed and no model is behind, a
    /// round only reads SQLite's change counter (PRAGMA data_version).
    /// @return whether the next round should begin at once, because there is more to write or mark.
    bool round(common::Instant now);

    /// Whether there is a job with dual_write that has not ended, or whose files are not complete
    /// or not marked.
    [[nodiscard]] bool follows() const { return !jobs_.empty(); }

private:
    struct Model {
        ModelFiles files;
        common::Instant next_try = {};  ///< after a failure: no write before this time
    };

    enum class Written {
        all,      ///< the model's files are up to date
        in_part,  ///< a portion was written, and there are more days
        skipped,  ///< not tried: the model waits for its next_try
        failed
    };

    /// Forgets all that was read from the database, because another file is opened.
    void forget_everything();
    /// Follows the job no longer. Its files stay.
    void forget(const std::string& job_id);
    /// Reads from the database which models are behind, which jobs have ended and which are new.
    /// Does nothing where nothing was committed or written since the last call that succeeded.
    void look();
    /// Adds the followed chains that have changed to behind_.
    void find_changes(Reader& reader);
    /// Adds to complete_jobs_ the ended jobs whose models are all up to date, and forgets jobs that
    /// were cleaned up.
    void find_ended_jobs(Reader& reader);
    /// Follows the job, unless it has ended and its files are marked as complete.
    void follow(const FollowedJob& job);
    /// Takes the folder's lock where there is something to write or mark, and no failure to wait
    /// after. @return whether this process holds the lock and may write now.
    bool lock_to_write(common::Instant now);
    /// Writes a portion of each model that is behind. @return as round().
    bool write_all(common::Instant now);
    /// Writes a portion of one model. @param until as for ModelFiles::write().
    Written write(std::int64_t chain, common::Instant now, common::Instant until);
    /// Makes the markers of complete_jobs_, and follows these jobs no longer.
    void mark_complete_jobs(common::Instant now);
    /// Counts a failure, and logs it unless one was logged within COMPLAIN_EVERY. Does neither once
    /// query stops.
    void complain(const std::string& what, common::Instant now);

    Snapshots reads_;
    MirrorFolder folder_;
    MirrorCounts& counts_;
    common::Instant next_complaint_{};  ///< no failure is logged before
    // After a failure of look(), of marking, or of writing: it is not tried again before this time.
    common::Instant next_look_{};
    common::Instant next_mark_{};
    common::Instant next_write_{};
    std::int64_t last_tried_ = 0;  ///< the last chain tried; the next round begins after this one

    // What was read from the database. It is forgotten when another file is opened.
    int opened_ = 0;  ///< Snapshots::connections_opened() when it was read
    /// PRAGMA data_version at the last look() that succeeded; nothing: there was none yet.
    std::optional<std::int64_t> data_version_;
    /// Whether a file was written since that look(). The next one must then look for jobs whose
    /// files are complete now, even where nothing was committed.
    bool wrote_ = false;
    std::int64_t last_job_number_ = 0;     ///< the highest FollowedJob::number seen
    std::int64_t last_change_number_ = 0;  ///< the highest change number of a chain seen
    std::map<std::string, std::vector<std::int64_t>> jobs_;  ///< followed jobs with their chains
    std::map<std::int64_t, Model> models_;                   ///< their models, by chain
    std::set<std::int64_t> behind_;        ///< chains that may have days not in their files
    std::set<std::string> complete_jobs_;  ///< ended jobs whose files are complete, to be marked
};

}  // namespace tradepit::query
