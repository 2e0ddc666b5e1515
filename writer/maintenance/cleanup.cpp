#include "writer/maintenance/cleanup.h"

#include <array>
#include <utility>

#include "common/check.h"
#include "common/process/clock.h"
#include "common/schema/sql.h"

namespace tradepit::writer {

namespace {

/// Positions counted in one step, which takes some milliseconds.
constexpr int COUNTED_A_STEP = 20'000;

/// These statements hide the job ?1, in this order. The first one keeps the job's highest change
/// number, so that it is not given again. The second one notes where Purges finds the other rows:
/// by the chains, and by the ids in job_details, which begin with first_detail.
constexpr std::array HIDE{
    "INSERT INTO last_change SELECT 1, COALESCE(MAX(change_number), 0) FROM job_models "
    "WHERE job_id = ?1 ON CONFLICT (id) DO UPDATE "
    "SET change_number = MAX(change_number, excluded.change_number)",
    "INSERT INTO purges(job_id, chain, first_detail) "
    "SELECT job_id, chain, first_detail FROM job_models WHERE job_id = ?1",
    "DELETE FROM job_models WHERE job_id = ?1",
    "DELETE FROM job_settings WHERE job_id = ?1",
    "DELETE FROM jobs WHERE job_id = ?1",
};

}  // namespace

Cleanup::Cleanup(SQLite::Database& database, std::string cutoff, Limits limits)
    : cutoff_{std::move(cutoff)},
      limits_{limits},
      // Newest first: a job ends after its predecessor. So it is chosen before its predecessor is
      // considered, and both can be deleted together.
      candidates_{database,
                  "SELECT completed_at, job_id FROM jobs INDEXED BY idx_jobs_completed_at "
                  "WHERE (completed_at, job_id) < (?1, ?2) "
                  "AND status NOT IN ('pending', 'running') "
                  "ORDER BY completed_at DESC, job_id DESC LIMIT 1"},
      chains_{database, "SELECT COUNT(*) FROM job_models WHERE job_id = ?"},
      successors_{database,
                  "SELECT DISTINCT s.job_id FROM job_models m CROSS JOIN job_models s "
                  "INDEXED BY idx_job_models_predecessor ON s.predecessor = m.chain "
                  "WHERE m.job_id = ?"},
      count_{database,
             "SELECT COUNT(*), MAX(id) FROM (SELECT id FROM positions "
             "INDEXED BY idx_positions_job_id WHERE job_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3)"},
      is_old_{database, "SELECT 1 FROM jobs WHERE job_id = ? AND completed_at < ?"},
      // Inserted before the entries of the chains. Purges works on the entries in this order, so
      // the job's own rows are deleted before those of its chains.
      note_for_purges_{database, "INSERT INTO purges(job_id, positions) VALUES(?, ?)"},
      after_time_{cutoff_} {
    hide_.reserve(HIDE.size());
    for (const char* sql : HIDE) hide_.emplace_back(database, sql);
}

void Cleanup::plan_slice(common::Duration slice) {
    const auto until = common::steady_now() + slice;
    while (!planned_ && common::steady_now() < until) plan_step();
}

void Cleanup::plan_step() {
    if (counting_) {
        if (!count(*counting_)) return;
        chosen_ids_.insert(counting_->job);
        chosen_.push_back(*std::exchange(counting_, std::nullopt));
        return;
    }
    auto query = common::ask(candidates_, after_time_, after_job_);
    if (!query.next()) {
        planned_ = true;
        return;
    }
    after_time_ = query.text(0);
    after_job_ = query.text(1);
    consider(after_job_);
}

void Cleanup::consider(const std::string& job) {
    if (const auto successor = successor_of(job); !successor.empty())
        return keep(outcome_, job, successor);
    auto query = common::ask(chains_, job);
    query.next();
    const auto chains = std::max<std::size_t>(1, static_cast<std::size_t>(query.integer(0)));
    if (!chosen_.empty() && chosen_chains_ + chains > limits_.chains_max) {
        outcome_.more = true;
        planned_ = true;
        return;
    }
    chosen_chains_ += chains;
    counting_ = Chosen{.job = job};
}

bool Cleanup::count(Chosen& chosen) {
    auto query = common::ask(count_, chosen.job, chosen.counted_to, COUNTED_A_STEP);
    query.next();
    const auto counted = query.int32(0);
    chosen.positions += counted;
    if (counted < COUNTED_A_STEP) return true;
    chosen.counted_to = query.integer(1);
    return false;
}

/// Whether the job still ended before the cutoff: an import may have added to it since it was
/// chosen.
bool Cleanup::is_old(const std::string& job) {
    auto query = common::ask(is_old_, job, cutoff_);
    return query.next();
}

/// A successor that is kept; empty when there is none.
std::string Cleanup::successor_of(const std::string& job) {
    auto query = common::ask(successors_, job);
    while (query.next())
        if (auto successor = query.text(0); !chosen_ids_.contains(successor)) return successor;
    return {};
}

void Cleanup::keep(Outcome& outcome, const std::string& job, const std::string& successor) const {
    ++outcome.kept_jobs;
    if (outcome.kept.size() < limits_.named_max) outcome.kept.push_back({job, successor});
}

Cleanup::Outcome Cleanup::hide() {
    CHECK(planned_);
    Outcome outcome = outcome_;
    // From here on only jobs that were really hidden count as deleted. A hidden successor has no
    // row left by which successor_of() would find it.
    chosen_ids_.clear();
    for (const Chosen& chosen : chosen_) {
        if (!is_old(chosen.job)) continue;
        if (const auto successor = successor_of(chosen.job); !successor.empty()) {
            keep(outcome, chosen.job, successor);
            continue;
        }
        common::run(note_for_purges_, chosen.job, chosen.positions);
        for (SQLite::Statement& each : hide_) common::run(each, chosen.job);
        ++outcome.jobs;
        outcome.positions += chosen.positions;
    }
    return outcome;
}

}  // namespace tradepit::writer
