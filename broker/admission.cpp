#include "broker/admission.h"

#include "common/check.h"

namespace tradepit::broker {

Admission::Rank Admission::rank(std::int64_t job, const Waiting& waiting) {
    return {!waiting.begun, -std::int64_t{waiting.priority}, job};
}

void Admission::add(std::int64_t job, std::int32_t priority) {
    if (jobs_max_ == 0) return;
    const auto [entry, is_new] = waiting_.try_emplace(job, Waiting{.priority = priority});
    CHECK(is_new);
    CHECK(!running_.contains(job));
    ranking_.insert(rank(job, entry->second));
}

void Admission::mark_begun(std::int64_t job) {
    const auto entry = waiting_.find(job);
    if (entry == waiting_.end() || entry->second.begun) return;
    ranking_.erase(rank(job, entry->second));
    entry->second.begun = true;
    ranking_.insert(rank(job, entry->second));
}

void Admission::remove(std::int64_t job) {
    running_.erase(job);
    const auto entry = waiting_.find(job);
    if (entry == waiting_.end()) return;
    ranking_.erase(rank(job, entry->second));
    waiting_.erase(entry);
}

std::vector<std::int64_t> Admission::admit() {
    std::vector<std::int64_t> admitted;
    while (running_.size() < jobs_max_ && !ranking_.empty()) {
        const auto job = std::get<2>(*ranking_.begin());
        remove(job);
        running_.insert(job);
        admitted.push_back(job);
    }
    return admitted;
}

bool Admission::runs(std::int64_t job) const { return jobs_max_ == 0 || running_.contains(job); }

void Admission::check_invariants() const {
    CHECK(jobs_max_ == 0 ? running_.empty() : running_.size() <= jobs_max_);
    CHECK(waiting_.size() == ranking_.size());
    for (const auto& [job, waiting] : waiting_) {
        CHECK(ranking_.contains(rank(job, waiting)));
        CHECK(!running_.contains(job));
    }
}

}  // namespace tradepit::broker
