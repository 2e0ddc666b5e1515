// Intake: commands, each executed once under its key.
#include <algorithm>

#include "writer/intake/intake.h"
#include "writer/intake/job_check.h"

namespace tradepit::writer {

using namespace common;

bool Intake::answer_again(const Peer& peer, const CommandKey& command,
                          const std::optional<StoredAnswer>& before) {
    const auto uncommitted = answered_keys_.find(command.key);
    if (!before && uncommitted == answered_keys_.end()) return false;
    const StoredAnswer& first = before ? *before : uncommitted->second;
    reply(peer, repeated_answer(first, command.key, command.hash));
    return true;
}

void Intake::answer(const Peer& peer, const CommandKey& command, CommandOutcome outcome) {
    commit_.operations.emplace_back(RecordAnswer{command.key, command.hash, outcome});
    answered_keys_[command.key] = {command.hash, outcome};
    reply(peer, CommandAnswer{command.key, command.hash, std::move(outcome)});
}

void Intake::refuse(const Peer& peer, const CommandKey& command, std::int32_t status,
                    std::string detail) {
    answer(peer, command, CommandRefused{status, std::move(detail)});
}

// ---- cancel

std::shared_ptr<OpenJob> Intake::job_of(const JobId& job) const {
    const auto at = std::find_if(known_.chains.begin(), known_.chains.end(),
                                 [&](const auto& one) { return one.second.job->job == job; });
    return at == known_.chains.end() ? nullptr : at->second.job;
}

void Intake::take(const Peer& peer, const CancelJob& request,
                  const std::optional<StoredAnswer>& before, std::optional<JobStatus> stored,
                  UtcTime now) {
    const CommandKey key{request.key, request.request_hash};
    if (answer_again(peer, key, before)) return;
    const auto job = job_of(request.job);
    const auto status = job ? std::optional{job->status} : stored;
    const std::string name = "Job " + request.job.value();
    if (!status) return refuse(peer, key, 404, name + " not found");
    if (*status == JobStatus::cancelled)
        return refuse(peer, key, 409, name + " is cancelled already");
    if (!job || job->counts.all_ended())
        return refuse(peer, key, 409, name + " has ended: it is " + std::string{to_text(*status)});
    cancel(*job, now);
    mark_unsaved(job);
    answer(peer, key, JobAccepted{request.job});
}

/// From this transaction on, all readers and workers see the job as cancelled. The rows of its
/// pending days may be a million. They are not changed here: CancelledDays marks them afterwards,
/// in slices.
void Intake::cancel(OpenJob& job, UtcTime now) {
    const auto end = known_.chains.lower_bound(job.first_chain + job.chains);
    for (auto at = known_.chains.lower_bound(job.first_chain); at != end; ++at) {
        OpenChain& chain = at->second;
        if (chain.finished()) continue;
        supersede(chain, "the job was cancelled");
        chain.cancelled = true;
        mark_changed(chain);
    }
    DayCounts& counts = job.counts;
    counts.cancelled = counts.total - counts.completed - counts.failed - counts.skipped;
    job.status = JobStatus::cancelled;
    job.completed = now;
}

// ---- refusals

void Intake::take(const Peer& peer, const RecordRefusal& request,
                  const std::optional<StoredAnswer>& before) {
    const CommandKey key{request.key, request.request_hash};
    if (request.status < 400 || request.status > 499)
        return reply(
            peer,
            CommandAnswer{
                request.key, request.request_hash,
                CommandRefused{400, "the status of a recorded refusal must be 400 to 499, got " +
                                        std::to_string(request.status)}});
    if (!answer_again(peer, key, before)) refuse(peer, key, request.status, request.detail);
}

}  // namespace tradepit::writer
