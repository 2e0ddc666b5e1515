#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "common/records/record_lines.h"
#include "common/time.h"
#include "query/mirror/mirror_days.h"
#include "query/mirror/mirror_folder.h"
#include "query/storage/snapshots.h"

namespace tradepit::query {

/// Writes the position.jsonl and the logs of one model in one job. Begins with the first completed
/// day that the files do not have.
class ModelFiles {
public:
    ModelFiles(FollowedModel followed, common::MarketRules rules)
        : followed_{std::move(followed)}, rules_{std::move(rules)} {}

    /// Writes the next portion of days (PORTION_BYTES). Once `until` has passed, no further day is
    /// read; the first day of the portion is written at any time. The folder's lock must be held.
    /// @return whether there are more days; false also for a job that was cleaned up.
    /// @throws std::exception when the database or a file cannot be read or written. The next call
    /// then finds out from the files where they end.
    bool write(Snapshots& reads, MirrorFolder& folder, common::Instant until);

private:
    /// The end of position.jsonl, after which the next day is written.
    struct End {
        std::string date;          ///< of the last day; "": the file has no record
        std::int64_t records = 0;  ///< lines in the file
        std::uintmax_t bytes = 0;  ///< size of the file
    };

    /// Writes the portion of days after `end`, and moves `end` behind each day that is written.
    /// @return as write().
    bool write_after(End& end, Snapshots& reads, const std::filesystem::path& tree,
                     common::Instant until);
    /// Removes from the files all that follows the last complete day, the logs of later days
    /// included. @return the end that is left. Nothing for a job that was cleaned up: it has no
    /// rows to compare with, and its files stay as they are.
    std::optional<End> cut_after_complete_days(Snapshots& reads,
                                               const std::filesystem::path& tree) const;

    FollowedModel followed_;
    common::MarketRules rules_;
    std::optional<End> end_;  ///< nothing: cut_after_complete_days() must find it
};

}  // namespace tradepit::query
