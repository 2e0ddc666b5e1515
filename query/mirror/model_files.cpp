#include "query/mirror/model_files.h"

#include <system_error>
#include <utility>

#include "common/records/record_tree.h"
#include "common/stamp.h"
#include "query/mirror/position_file.h"
#include "query/storage/file_bytes.h"

namespace tradepit::query {

namespace fs = std::filesystem;

namespace {

/// The last day of the file that has as many lines as the database has rows, and is later than the
/// day before it.
std::optional<FileDay> last_whole(Snapshots& reads, const FollowedModel& of, const fs::path& file) {
    DaysBack days{file};
    auto day = days.next();
    while (day) {
        auto before = days.next();
        std::int64_t lines = 0;
        reads.ask([&](Reader& reader) { lines = positions_of(reader, of, day->date); });
        if (lines == day->lines && (!before || before->date < day->date)) break;
        day = std::move(before);
    }
    return day;
}

/// Removes the logs of days after `date`. There are some where the database was replaced by an
/// older one, which does not have these days.
void remove_logs_behind(const std::string& date, const fs::path& logs) {
    std::error_code none;
    for (const auto& day : fs::directory_iterator{logs, none}) {
        const auto name = day.path().filename().string();
        if (name <= date || !common::Stamp::parse(name) || !fs::is_directory(day.symlink_status()))
            continue;
        fs::remove(day.path() / "log.jsonl");
        // Fails where the folder has other files, which are the user's.
        fs::remove(day.path(), none);
    }
}

}  // namespace

bool ModelFiles::write(Snapshots& reads, MirrorFolder& folder, common::Instant until) {
    const auto tree = folder.tree_of(of_.job_id);
    // A size other than the last write left means that somebody else has changed the file.
    if (end_ && bytes_of(common::position_file(tree, of_.model)) != end_->bytes) end_.reset();
    auto end = std::exchange(end_, std::nullopt);
    if (!end) {
        folder.unmark(of_.job_id);
        end = find_end(reads, tree);
    }
    if (!end) return false;
    const bool more = write_behind(*end, reads, tree, until);
    end_ = std::move(end);
    return more;
}

bool ModelFiles::write_behind(End& end, Snapshots& reads, const fs::path& tree,
                              common::Instant until) {
    FollowedDays found;
    reads.ask([&](Reader& reader) {
        found = days_after(reader, of_, end.date, common::RecordLines{rules_, end.records}, until);
    });
    if (!found.days.empty()) common::make_private_folder(tree);
    for (auto& day : found.days) {
        // The log comes first, because a day counts as written once its positions are.
        if (!day.log.empty())
            common::write_over(common::log_file(tree, of_.model, day.date), day.log);
        common::append_to(common::position_file(tree, of_.model), day.positions);
        end = {std::move(day.date), day.records, end.bytes + day.positions.size()};
    }
    return found.more;
}

std::optional<ModelFiles::End> ModelFiles::find_end(Snapshots& reads, const fs::path& tree) const {
    const auto file = common::position_file(tree, of_.model);
    const auto last = last_whole(reads, of_, file);
    // Checked after the days were counted: a job that is stored now was stored then.
    std::optional<bool> job;
    reads.ask([&](Reader& reader) { job = has_ended(reader, of_.job_id); });
    if (!job) return std::nullopt;
    const auto end = last ? End{last->date, last->records, last->end} : End{};
    if (bytes_of(file) != end.bytes) common::cut_to(file, end.bytes);
    remove_logs_behind(end.date, tree / of_.model / "log");
    return end;
}

}  // namespace tradepit::query
