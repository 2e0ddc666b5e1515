#include "query/mirror/mirror_follower.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/process/clock.h"
#include "common/records/record_tree.h"
#include "common/text/name_rules.h"

namespace tradepit::query {

namespace fs = std::filesystem;

namespace {

std::int64_t number(Rows rows) { return rows.next() ? rows.integer(0) : 0; }

}  // namespace

MirrorFollower::MirrorFollower(Snapshots::Settings database, fs::path folder, MirrorCounts& counts)
    : reads_{std::move(database)}, folder_{std::move(folder)}, counts_{counts} {}

bool MirrorFollower::round(common::Instant now) {
    const auto count = [this] { counts_.behind = static_cast<std::int64_t>(behind_.size()); };
    if (now < look_at_) return false;
    try {
        look();
    } catch (const Unavailable& error) {
        // Until the writer has made the database there is nothing to write, and so no failure.
        if (reads_.opened() == 0 || reads_.stopping()) return false;
        look_at_ = now + RETRY_AFTER;
        complain(error.what(), now);
        return false;
    }
    count();
    if (!may_write(now)) return false;
    const bool more = write_all(now);
    count();
    mark_ended_jobs(now);
    // With the days just written an ended job may be complete: the next round finds and marks it.
    return more || (wrote_ && behind_.empty());
}

void MirrorFollower::forget_everything() {
    version_.reset();
    wrote_ = false;
    last_job_ = 0;
    jobs_.clear();
    models_.clear();
    behind_.clear();
    ended_.clear();
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
        if (std::exchange(opened_, reads_.opened()) != reads_.opened()) forget_everything();
        version = number(reader.ask("PRAGMA data_version"));
        if (version_ == version && !wrote_) return;
        find_changes(reader);
        find_ended_jobs(reader);
        jobs = followed_jobs(reader, last_job_);
    });
    for (const auto& job : jobs) {
        follow(job);
        last_job_ = job.number;
    }
    version_ = version;
    wrote_ = false;
}

void MirrorFollower::find_changes(Reader& reader) {
    if (!jobs_.empty()) {
        auto rows =
            reader.ask("SELECT chain FROM job_models WHERE change_number > ?", last_change_);
        while (rows.next())
            if (models_.contains(rows.integer(0))) behind_.insert(rows.integer(0));
    }
    last_change_ = number(reader.ask("SELECT MAX(change_number) FROM job_models"));
}

void MirrorFollower::find_ended_jobs(Reader& reader) {
    std::vector<std::string> gone;
    for (const auto& [job_id, chains] : jobs_) {
        const auto over = has_ended(reader, job_id);
        if (!over) gone.push_back(job_id);
        const bool whole = std::ranges::none_of(
            chains, [this](const auto chain) { return behind_.contains(chain); });
        if (over.value_or(false) && whole) ended_.insert(job_id);
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
        // A submission with dual_write and such a name is refused (submission/resolve.cpp).
        if (!common::is_folder_name(model.model)) continue;
        const auto chain = model.chain;
        chains.push_back(chain);
        behind_.insert(chain);
        models_.emplace(chain, Model{.files = ModelFiles{std::move(model), rules}});
    }
}

bool MirrorFollower::may_write(common::Instant now) {
    if ((behind_.empty() && ended_.empty()) || now < write_at_ || reads_.stopping()) return false;
    try {
        if (folder_.lock()) return true;
        complain("another process writes below " + folder_.path().string(), now);
    } catch (const std::system_error& error) {
        complain(error.what(), now);
    }
    write_at_ = now + RETRY_AFTER;
    return false;
}

bool MirrorFollower::write_all(common::Instant now) {
    const auto until = common::steady_now() + ROUND_TIME;
    std::vector<std::int64_t> chains{behind_.begin(), behind_.end()};
    std::ranges::rotate(chains, std::ranges::upper_bound(chains, last_tried_));
    bool more = false;
    int failures = 0;
    for (const auto chain : chains) {
        if (reads_.stopping()) return false;
        const auto written = write(chain, now, until);
        more = more || written == Written::in_part;
        if (written == Written::nothing) continue;
        last_tried_ = chain;
        if (written == Written::failed && ++failures == FAILURES_MAX) write_at_ = now + RETRY_AFTER;
        if (now < write_at_) return false;
        if (common::steady_now() >= until) return true;
    }
    return more;
}

MirrorFollower::Written MirrorFollower::write(std::int64_t chain, common::Instant now,
                                              common::Instant until) {
    auto& model = models_.at(chain);
    if (now < model.retry_at) return Written::nothing;
    try {
        const bool more = model.files.write(reads_, folder_, until);
        wrote_ = true;
        if (more) return Written::in_part;
        behind_.erase(chain);
        return Written::all;
    } catch (const Unavailable& error) {
        // The database cannot be read, so all models wait.
        write_at_ = now + RETRY_AFTER;
        complain(error.what(), now);
        return Written::failed;
    } catch (const std::exception& error) {
        model.retry_at = now + RETRY_AFTER;
        complain(error.what(), now);
        return Written::failed;
    }
}

void MirrorFollower::mark_ended_jobs(common::Instant now) {
    if (now < mark_at_ || ended_.empty()) return;
    try {
        folder_.mark(ended_);
        for (const auto& job_id : std::exchange(ended_, {})) forget(job_id);
    } catch (const std::system_error& error) {
        mark_at_ = now + RETRY_AFTER;
        complain(error.what(), now);
    }
}

void MirrorFollower::complain(const std::string& what, common::Instant now) {
    // A read that the stop has interrupted is no failure.
    if (reads_.stopping()) return;
    ++counts_.failed;
    if (now < complain_at_) return;
    complain_at_ = now + COMPLAIN_EVERY;
    spdlog::warn("dual_write: {}; tried again every {} s; models behind: {}", what,
                 std::chrono::duration_cast<std::chrono::seconds>(RETRY_AFTER).count(),
                 behind_.size());
}

}  // namespace tradepit::query
