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

/// The position.jsonl of a model, and its logs, which are gone on with where they end.
class ModelFiles {
public:
    ModelFiles(FollowedModel of, common::MarketRules rules)
        : of_{std::move(of)}, rules_{std::move(rules)} {}

    /// Writes the next days (RECORD_BYTES), reading none after `until` but for the first. The
    /// folder's lock must be held.
    /// @return whether there are more.
    /// @throws std::exception when it cannot be read or written: the next call begins with what is
    /// there.
    bool write(Snapshots& reads, MirrorFolder& folder, common::Instant until);

private:
    /// How far the file goes: what is written next comes behind it.
    struct End {
        std::string date;  ///< "": there is no record
        std::int64_t records = 0;
        std::uintmax_t bytes = 0;
    };

    bool write_behind(End& end, Snapshots& reads, const std::filesystem::path& tree,
                      common::Instant until);
    /// What is behind it is cut off. Nothing for a job that was cleaned up: it has no rows, and
    /// keeps its files.
    std::optional<End> find_end(Snapshots& reads, const std::filesystem::path& tree) const;

    FollowedModel of_;
    common::MarketRules rules_;
    std::optional<End> end_;
};

}  // namespace tradepit::query
