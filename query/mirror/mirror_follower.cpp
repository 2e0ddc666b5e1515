#include "query/mirror/mirror_follower.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/process/clock.h"
#include "common/records/record_tree.h"

namespace tradepit::query {

namespace fs = std::filesystem;

namespace {

/// The number in the first column of the first row; 0 where there is none.
std::int64_t number(Rows rows) { return rows.next() ? rows.integer(0) : 0; }

}  // namespace

MirrorFollower::MirrorFollower(Snapshots::Settings database, fs::path folder, MirrorCounts& counts)
    : reads_{std::move(database)}, folder_{std::move(folder)}, counts_{counts} {}

bool MirrorFollower::round(common::Instant now) {
    const auto show_behind = [this] { counts_.behind = static_cast<std::int64_t>(behind_.size()); };
    if (now < next_look_) return false;
    try {
        look();
    } catch (const Unavailable& error) {
        // connections_opened() is 0 until the writer has made the database: there is nothing to
        // write yet, so this is no failure.
        if (reads_.connections_opened() == 0 || reads_.stopping()) return false;
        next_look_ = now + RETRY_AFTER;
        complain(error.what(), now);
        return false;
    }
    show_behind();
    if (!lock_to_write(now)) return false;
    const bool more = write_all(now);
    show_behind();
    mark_complete_jobs(now);
    // The days just written may complete the files of an ended job. The next round finds and marks
    // that job.
    return more || (wrote_ && behind_.empty());
}

void MirrorFollower::forget_everything() {
    data_version_.reset();
    wrote_ = false;
    last_job_number_ = 0;
    jobs_.clear();
    models_.clear();
    behind_.clear();
    complete_jobs_.clear();
}

void MirrorFollower::forget(const std::string& job_id) {
    const auto job = jobs_.find(job_id);
    if (job == jobs_.end()) return;
    for (const auto chain : job->second) {
        models_.erase(chain);
        behind_.erase(chain);
    }
    jobs_.erase(job);
}

void MirrorFollower::look() {
    std::vector<FollowedJob> jobs;
    std::int64_t version = 0;
    reads_.ask([&](Reader& reader) {
        if (std::exchange(opened_, reads_.connections_opened()) != reads_.connections_opened())
            forget_everything();
        version = number(reader.ask("PRAGMA data_version"));
        if (data_version_ == version && !wrote_) return;
        find_changes(reader);
        find_ended_jobs(reader);
        jobs = followed_jobs(reader, last_job_number_);
    });
    for (const auto& job : jobs) {
        follow(job);
        last_job_number_ = job.number;
    }
    data_version_ = version;
    wrote_ = false;
}

void MirrorFollower::find_changes(Reader& reader) {
    if (!jobs_.empty()) {
        auto rows =
            reader.ask("SELECT chain FROM job_models WHERE change_number > ?", last_change_number_);
        while (rows.next())
            if (models_.contains(rows.integer(0))) behind_.insert(rows.integer(0));
    }
    last_change_number_ = number(reader.ask("SELECT MAX(change_number) FROM job_models"));
}

void MirrorFollower::find_ended_jobs(Reader& reader) {
    std::vector<std::string> gone;
    for (const auto& [job_id, chains] : jobs_) {
        const auto ended = has_ended(reader, job_id);
        if (!ended) gone.push_back(job_id);
        const bool is_complete = std::ranges::none_of(
            chains, [this](const auto chain) { return behind_.contains(chain); });
        if (ended.value_or(false) && is_complete) complete_jobs_.insert(job_id);
    }
    // These jobs were cleaned up. Their files are left to the user.
    for (const auto& job_id : gone) forget(job_id);
}

void MirrorFollower::follow(const FollowedJob& job) {
    if (job.has_ended && is_marked(folder_.path(), job.job_id)) return;
    common::MarketRules rules;
    std::vector<FollowedModel> models;
    reads_.ask([&](Reader& reader) {
        rules = rules_of(reader, job.job_id);
        models = followed_models(reader, job.job_id);
    });
    auto& chains = jobs_[job.job_id];
    for (auto& model : models) {
        const auto chain = model.chain;
        chains.push_back(chain);
        behind_.insert(chain);
        models_.emplace(chain, Model{.files = ModelFiles{std::move(model), rules}});
    }
}

bool MirrorFollower::lock_to_write(common::Instant now) {
    if ((behind_.empty() && complete_jobs_.empty()) || now < next_write_ || reads_.stopping())
        return false;
    try {
        if (folder_.lock()) return true;
        complain("another process writes below " + folder_.path().string(), now);
    } catch (const std::system_error& error) {
        complain(error.what(), now);
    }
    next_write_ = now + RETRY_AFTER;
    return false;
}

bool MirrorFollower::write_all(common::Instant now) {
    const auto until = common::steady_now() + ROUND_TIME;
    // Begins after the chain where the last round ended, so that every model gets its turn.
    std::vector<std::int64_t> chains{behind_.begin(), behind_.end()};
    std::ranges::rotate(chains, std::ranges::upper_bound(chains, last_tried_));
    bool more = false;
    int failures = 0;
    for (const auto chain : chains) {
        if (reads_.stopping()) return false;
        const auto written = write(chain, now, until);
        more = more || written == Written::in_part;
        if (written == Written::skipped) continue;
        last_tried_ = chain;
        if (written == Written::failed && ++failures == FAILURES_MAX)
            next_write_ = now + RETRY_AFTER;
        if (now < next_write_) return false;
        if (common::steady_now() >= until) return true;
    }
    return more;
}

MirrorFollower::Written MirrorFollower::write(std::int64_t chain, common::Instant now,
                                              common::Instant until) {
    auto& model = models_.at(chain);
    if (now < model.next_try) return Written::skipped;
    try {
        const bool more = model.files.write(reads_, folder_, until);
        wrote_ = true;
        if (more) return Written::in_part;
        behind_.erase(chain);
        return Written::all;
    } catch (const Unavailable& error) {
        // The database cannot be read, so all models wait.
        next_write_ = now + RETRY_AFTER;
        complain(error.what(), now);
        return Written::failed;
    } catch (const std::exception& error) {
        model.next_try = now + RETRY_AFTER;
        complain(error.what(), now);
        return Written::failed;
    }
}

void MirrorFollower::mark_complete_jobs(common::Instant now) {
    if (now < next_mark_ || complete_jobs_.empty()) return;
    try {
        folder_.mark(complete_jobs_);
        for (const auto& job_id : std::exchange(complete_jobs_, {})) forget(job_id);
    } catch (const std::system_error& error) {
        next_mark_ = now + RETRY_AFTER;
        complain(error.what(), now);
    }
}

void MirrorFollower::complain(const std::string& what, common::Instant now) {
    // A read that was interrupted because query stops is no failure.
    if (reads_.stopping()) return;
    ++counts_.failed;
    if (now < next_complaint_) return;
    next_complaint_ = now + COMPLAIN_EVERY;
    spdlog::warn("dual_write: {}; tried again every {} s; models behind: {}", what,
                 std::chrono::duration_cast<std::chrono::seconds>(RETRY_AFTER).count(),
                 behind_.size());
}

}  // namespace tradepit::query
