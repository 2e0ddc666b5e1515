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

/// The last day that is whole and later than the one before it, with all before it.
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

/// Logs of days behind `date`: the database may be an older one by now, without them.
void remove_logs_behind(const std::string& date, const fs::path& logs) {
    std::error_code none;
    for (const auto& day : fs::directory_iterator{logs, none}) {
        const auto name = day.path().filename().string();
        if (name <= date || !common::Stamp::parse(name) || !fs::is_directory(day.symlink_status()))
            continue;
        fs::remove(day.path() / "log.jsonl");
        // What else is in it is the user's.
        fs::remove(day.path(), none);
    }
}

}  // namespace

bool ModelFiles::write(Snapshots& reads, MirrorFolder& folder, common::Instant until) {
    const auto tree = folder.tree_of(of_.job_id);
    // Another size than it was left with: somebody else has been at it.
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
        // The log first: a day is in the files when its positions are.
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
    // Asked last: a job that is there now was there when its days were counted.
    std::optional<bool> job;
    reads.ask([&](Reader& reader) { job = has_ended(reader, of_.job_id); });
    if (!job) return std::nullopt;
    const auto end = last ? End{last->date, last->records, last->end} : End{};
    if (bytes_of(file) != end.bytes) common::cut_to(file, end.bytes);
    remove_logs_behind(end.date, tree / of_.model / "log");
    return end;
}

}  // namespace tradepit::query
