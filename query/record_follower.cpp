#include "query/record_follower.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <system_error>
#include <utility>
#include <variant>

#include <spdlog/spdlog.h>

#include "common/record_tree.h"

namespace tradepit::query {

namespace fs = std::filesystem;

namespace {

std::int64_t number(Rows rows) { return rows.next() ? rows.integer(0) : 0; }

/// Whether the question was answered; what it found it keeps for itself.
bool ask(Snapshots& snapshots, const std::function<void(Reader&)>& question) {
    const auto answered = snapshots.ask(
        [&](Reader& reader) -> Answered {
            question(reader);
            return Reply{200, {}, 0};
        },
        TimeLimit::read_time);
    return std::get<Reply>(answered).status == 200;
}

}  // namespace

RecordFollower::RecordFollower(Rest::Settings database, fs::path folder, RecordCounts& counts)
    : snapshots_{std::move(database)}, folder_{std::move(folder)}, counts_{counts} {}

bool RecordFollower::round(common::Instant now) {
    if (!ask(snapshots_, [this](Reader& reader) { look(reader); })) forget_everything();
    close_ended_jobs(now);
    const bool more = write_all(now);
    counts_.behind = static_cast<std::int64_t>(behind_.size());
    // What was written last may have been what an ended job still lacked.
    return more || (wrote_ && behind_.empty());
}

void RecordFollower::forget_everything() {
    version_.reset();
    wrote_ = false;
    last_job_ = 0;
    jobs_.clear();
    models_.clear();
    behind_.clear();
    ended_.clear();
}

void RecordFollower::forget(const std::string& job_id) {
    const auto job = jobs_.find(job_id);
    if (job == jobs_.end()) return;
    for (const auto chain : job->second.chains) {
        models_.erase(chain);
        behind_.erase(chain);
    }
    jobs_.erase(job);
}

void RecordFollower::look(Reader& reader) {
    if (std::exchange(opened_, snapshots_.opened()) != snapshots_.opened()) forget_everything();
    const auto version = number(reader.ask("PRAGMA data_version"));
    if (version_ == version && !wrote_) return;
    find_changes(reader);
    find_new_jobs(reader);
    find_ended_jobs(reader);
    version_ = version;
    wrote_ = false;
}

void RecordFollower::find_changes(Reader& reader) {
    if (!jobs_.empty()) {
        auto rows =
            reader.ask("SELECT chain FROM job_models WHERE change_number > ?", last_change_);
        while (rows.next())
            if (models_.contains(rows.integer(0))) behind_.insert(rows.integer(0));
    }
    last_change_ = number(reader.ask("SELECT MAX(change_number) FROM job_models"));
}

void RecordFollower::find_new_jobs(Reader& reader) {
    std::error_code unreadable;
    for (auto& job : followed_jobs(reader, last_job_)) {
        if (job.has_ended && fs::exists(mark_of(job.job_id), unreadable)) continue;
        Job followed{std::move(job.rules), {}};
        for (auto& model : followed_models(reader, job.job_id)) {
            // Such a job is refused when it is submitted.
            if (!common::is_folder_name(model.model)) continue;
            followed.chains.push_back(model.chain);
            behind_.insert(model.chain);
            const auto chain = model.chain;
            models_.emplace(chain, Model{.of = std::move(model)});
        }
        jobs_.emplace(job.job_id, std::move(followed));
    }
    last_job_ = number(reader.ask("SELECT MAX(job_number) FROM job_settings"));
}

void RecordFollower::find_ended_jobs(Reader& reader) {
    std::vector<std::string> gone;
    for (const auto& [job_id, job] : jobs_) {
        const auto over = has_ended(reader, job_id);
        if (!over) gone.push_back(job_id);
        const bool whole = std::ranges::none_of(
            job.chains, [this](const auto chain) { return behind_.contains(chain); });
        if (over.value_or(false) && whole) ended_.insert(job_id);
    }
    // Cleaned up: their files are the user's.
    for (const auto& job_id : gone) forget(job_id);
}

void RecordFollower::close_ended_jobs(common::Instant now) {
    if (now < close_at_) return;
    try {
        while (!ended_.empty()) {
            common::write_over(mark_of(*ended_.begin()), "");
            forget(*ended_.begin());
            ended_.erase(ended_.begin());
        }
    } catch (const std::system_error& error) {
        close_at_ = now + RETRY_AFTER;
        complain(error.what(), now);
    }
}

/// Whether there is more that can be written at once.
bool RecordFollower::write_all(common::Instant now) {
    if (now < write_at_) return false;
    std::vector<std::int64_t> chains{behind_.begin(), behind_.end()};
    std::ranges::rotate(chains, std::ranges::upper_bound(chains, last_failed_));
    bool more = false;
    int failures = 0;
    for (const auto chain : chains) {
        const auto written = write(models_.at(chain), now);
        more = more || written == Written::in_part;
        if (written != Written::failed) continue;
        last_failed_ = chain;
        if (++failures < FAILURES_MAX) continue;
        write_at_ = now + RETRY_AFTER;
        return false;
    }
    return more;
}

RecordFollower::Written RecordFollower::write(Model& model, common::Instant now) {
    if (now < model.retry_at) return Written::nothing;
    try {
        return write_days(model);
    } catch (const std::exception& error) {
        model.open.reset();
        model.retry_at = now + RETRY_AFTER;
        complain(error.what(), now);
        return Written::failed;
    }
}

RecordFollower::Written RecordFollower::write_days(Model& model) {
    const auto tree = folder_ / model.of.job_id;
    const auto file = common::position_file(tree, model.of.model);
    // Another size than it was left with: somebody else has been at it.
    if (model.open && bytes_of(file) != model.open->file.bytes) model.open.reset();
    if (!model.open && !reopen(model)) return Written::nothing;
    FollowedDays found;
    auto& [end, lines] = *model.open;
    const bool read = ask(
        snapshots_, [&](Reader& reader) { found = days_after(reader, model.of, end.last_date); });
    if (!read) return Written::nothing;
    for (const auto& day : found.days) {
        // The log first: a day is in the files when its positions are.
        if (!day.log.empty())
            common::write_over(common::log_file(tree, model.of.model, day.date), day.log);
        const auto text = lines.day(day.positions);
        common::append_to(file, text);
        end = {day.date, lines.records(), end.bytes + text.size()};
    }
    wrote_ = true;
    if (found.more) return Written::in_part;
    behind_.erase(model.of.chain);
    return Written::all;
}

/// False when the database cannot be read now.
bool RecordFollower::reopen(Model& model) {
    const auto file = common::position_file(folder_ / model.of.job_id, model.of.model);
    auto days = days_in(file);
    const auto is_whole = [&](Reader& reader, const FileDay& day) {
        return positions_of(reader, model.of, day.date) == day.records;
    };
    const bool read = ask(snapshots_, [&](Reader& reader) {
        // A job that was cleaned up has no rows, and keeps its files.
        if (!has_ended(reader, model.of.job_id)) return;
        while (!days.empty() && !is_whole(reader, days.back())) days.pop_back();
    });
    if (!read) return false;
    const auto end = cut_behind(file, days);
    model.open.emplace(
        Open{end, common::RecordLines{jobs_.at(model.of.job_id).rules, end.records}});
    return true;
}

void RecordFollower::complain(const char* what, common::Instant now) {
    ++counts_.failed;
    if (now < complain_at_) return;
    complain_at_ = now + COMPLAIN_EVERY;
    spdlog::warn("dual_write: {}; tried again every {} s; models behind: {}", what,
                 std::chrono::duration_cast<std::chrono::seconds>(RETRY_AFTER).count(),
                 behind_.size());
}

fs::path RecordFollower::mark_of(const std::string& job_id) const {
    return folder_ / ".complete" / job_id;
}

}  // namespace tradepit::query
