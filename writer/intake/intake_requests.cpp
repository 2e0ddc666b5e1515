// Intake: what users ask for, each under a key, once.
#include <algorithm>

#include "writer/intake/intake.h"
#include "writer/intake/job_check.h"

namespace tradepit::writer {

using namespace common;

namespace {

JobAnswer answer_from(const std::string& key, const PastAnswer& past) {
    JobAnswer answer{.key = key,
                     .status = past.status,
                     .job = {},
                     .detail = {},
                     .repeated = past.status == 200,
                     .request_hash = past.request_hash};
    // Maintenance is answered with a JSON object, which no job's id is.
    if (past.status == 200 && !past.answer.starts_with('{')) {
        answer.job = JobId{past.answer};
    } else {
        answer.detail = past.answer;
    }
    return answer;
}

}  // namespace

bool Intake::answer_again(const Peer& peer, const RequestKey& request,
                          const std::optional<PastAnswer>& past) {
    const auto in_turn = answered_keys_.find(request.key);
    if (!past && in_turn == answered_keys_.end()) return false;
    const PastAnswer& before = past ? *past : in_turn->second;
    if (before.request_hash == request.hash)
        reply(peer, answer_from(request.key, before));
    else
        reply(peer, JobAnswer{request.key, 409, {}, key_misused(request.key), false, request.hash});
    return true;
}

void Intake::answer_done(const Peer& peer, const RequestKey& request, const JobId& job) {
    turn_.operations.emplace_back(RecordAnswer{request.key, request.hash, 200, job.value()});
    answered_keys_[request.key] = {request.hash, 200, job.value()};
    reply(peer, JobAnswer{request.key, 200, job, {}, false, request.hash});
}

void Intake::answer_refused(const Peer& peer, const RequestKey& request, std::int32_t status,
                            const std::string& detail) {
    turn_.operations.emplace_back(RecordAnswer{request.key, request.hash, status, detail});
    answered_keys_[request.key] = {request.hash, status, detail};
    reply(peer, JobAnswer{request.key, status, {}, detail, false, request.hash});
}

// ---- cancel

std::shared_ptr<JobRecord> Intake::job_of(const JobId& job) const {
    const auto at = std::find_if(known_.chains.begin(), known_.chains.end(),
                                 [&](const auto& one) { return one.second.job->job == job; });
    return at == known_.chains.end() ? nullptr : at->second.job;
}

void Intake::take(const Peer& peer, const CancelJob& request, const std::optional<PastAnswer>& past,
                  std::optional<JobStatus> stored, UtcTime now) {
    const RequestKey key{request.key, request.request_hash};
    if (answer_again(peer, key, past)) return;
    const auto job = job_of(request.job);
    const auto status = job ? std::optional{job->status} : stored;
    const std::string name = "Job " + request.job.value();
    if (!status) return answer_refused(peer, key, 404, name + " not found");
    if (*status == JobStatus::cancelled)
        return answer_refused(peer, key, 409, name + " is cancelled already");
    if (!job || job->counts.all_ended())
        return answer_refused(peer, key, 409,
                              name + " has ended: it is " + std::string{to_text(*status)});
    cancel(*job, now);
    save(job);
    answer_done(peer, key, request.job);
}

/// Everything that reads or runs the job sees it as cancelled from this transaction on. The rows of
/// its queued days, which may be a million, follow by and by (cancelled_days.h).
void Intake::cancel(JobRecord& job, UtcTime now) {
    const auto end = known_.chains.lower_bound(job.first_chain + job.chains);
    for (auto at = known_.chains.lower_bound(job.first_chain); at != end; ++at) {
        ChainRecord& chain = at->second;
        if (chain.finished()) continue;
        supersede(chain, "the job was cancelled");
        chain.cancelled = true;
        changed(chain);
    }
    DayCounts& counts = job.counts;
    counts.cancelled = counts.total - counts.completed - counts.failed - counts.skipped;
    job.status = JobStatus::cancelled;
    job.completed = now;
}

// ---- refusals

void Intake::take(const Peer& peer, const RefusedRequest& request,
                  const std::optional<PastAnswer>& past) {
    const RequestKey key{request.key, request.request_hash};
    if (request.key.empty() || request.key.size() > NAME_BYTES_MAX || request.status < 400 ||
        request.status > 499)
        return reply(
            peer,
            JobAnswer{
                request.key, 400, {}, "no refusal that can be kept", false, request.request_hash});
    if (!answer_again(peer, key, past)) answer_refused(peer, key, request.status, request.detail);
}

}  // namespace tradepit::writer
