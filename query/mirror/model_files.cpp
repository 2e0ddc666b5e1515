#include "query/mirror/model_files.h"

#include <system_error>
#include <utility>

#include "common/machine/private_folder.h"
#include "common/records/record_tree.h"
#include "common/stamp.h"
#include "query/mirror/position_file.h"
#include "query/storage/file_bytes.h"

namespace tradepit::query {

namespace fs = std::filesystem;

namespace {

/// The last day of the file that has as many lines as the database has rows, and is later than the
/// day before it. Nothing where there is no such day.
std::optional<FileDay> last_complete_day(Snapshots& reads, const FollowedModel& followed,
                                         const fs::path& file) {
    BackwardDays days{file};
    auto day = days.next();
    while (day) {
        auto before = days.next();
        std::int64_t rows = 0;
        reads.ask([&](Reader& reader) { rows = position_row_count(reader, followed, day->date); });
        if (rows == day->lines && (!before || before->date < day->date)) break;
        day = std::move(before);
    }
    return day;
}

/// Removes the logs of days after `date` from the folder `logs`. Such logs exist where writing
/// stopped between a day's log and its positions, or where the database was replaced by an older
/// one, which does not have these days.
/// @throws std::system_error when the folder is there and cannot be read.
void remove_logs_after(const std::string& date, const fs::path& logs) {
    if (!fs::exists(fs::symlink_status(logs))) return;
    std::error_code ignored;
    for (const auto& day : fs::directory_iterator{logs}) {
        const auto name = day.path().filename().string();
        if (name <= date || !common::Stamp::parse(name) || !fs::is_directory(day.symlink_status()))
            continue;
        fs::remove(day.path() / "log.jsonl");
        // Fails where the day's folder has other files, which are the user's.
        fs::remove(day.path(), ignored);
    }
}

}  // namespace

bool ModelFiles::write(Snapshots& reads, MirrorFolder& folder, common::Instant until) {
    const auto tree = folder.tree_of(followed_.job_id);
    // A size other than the last write left means that somebody else has changed the file.
    if (end_ && file_bytes(common::position_file(tree, followed_.folder)) != end_->bytes)
        end_.reset();
    // end_ is set again only when all is written. After an exception it is found from the files.
    auto end = std::exchange(end_, std::nullopt);
    if (!end) {
        folder.unmark(followed_.job_id);
        end = cut_after_complete_days(reads, tree);
    }
    if (!end) return false;
    const bool more = write_after(*end, reads, tree, until);
    end_ = std::move(end);
    return more;
}

bool ModelFiles::write_after(End& end, Snapshots& reads, const fs::path& tree,
                             common::Instant until) {
    FollowedDays found;
    reads.ask([&](Reader& reader) {
        found = days_after(reader, followed_, end.date, common::RecordLines{rules_, end.records},
                           until);
    });
    if (!found.days.empty()) common::make_private_folder(tree);
    for (auto& day : found.days) {
        // The log comes first, because a day counts as written once its positions are.
        if (!day.log.empty())
            common::write_over(common::log_file(tree, followed_.folder, day.date), day.log);
        common::append_to(common::position_file(tree, followed_.folder), day.positions);
        end = {std::move(day.date), day.records, end.bytes + day.positions.size()};
    }
    return found.more;
}

std::optional<ModelFiles::End> ModelFiles::cut_after_complete_days(Snapshots& reads,
                                                                   const fs::path& tree) const {
    const auto file = common::position_file(tree, followed_.folder);
    const auto last = last_complete_day(reads, followed_, file);
    // Whether the job is stored, which has_ended() tells. It is asked after the rows were counted:
    // a job that is stored now was stored then, so no count was 0 because of a cleanup.
    std::optional<bool> stored;
    reads.ask([&](Reader& reader) { stored = has_ended(reader, followed_.job_id); });
    if (!stored) return std::nullopt;
    const auto end = last ? End{last->date, last->records, last->end} : End{};
    if (file_bytes(file) != end.bytes) common::cut_to(file, end.bytes);
    remove_logs_after(end.date, tree / followed_.folder.value() / "log");
    return end;
}

}  // namespace tradepit::query
