// Intake: the states of model-days.
#include "common/check.h"
#include "writer/intake/intake.h"

namespace tradepit::writer {

using namespace common;

void Intake::set_running(OpenChain& chain, std::int32_t day, OpenDay& open, UtcTime now) {
    if (open.running) return;
    open.running = true;
    open.started = now;
    commit_.operations.emplace_back(SaveDay{.detail = chain.first_detail + day,
                                            .status = DayStatus::running,
                                            .started = now,
                                            .completed = {},
                                            .error = {}});
}

void Intake::set_pending(OpenChain& chain, std::int32_t day, OpenDay& open) {
    if (!open.running) return;
    open.running = false;
    open.started.reset();
    commit_.operations.emplace_back(SaveDay{.detail = chain.first_detail + day,
                                            .status = DayStatus::pending,
                                            .started = {},
                                            .completed = {},
                                            .error = {}});
}

void Intake::end_day(OpenChain& chain, std::int32_t day, DayStatus status, const std::string& error,
                     UtcTime now, UtcTime started) {
    CHECK(day == chain.ended);
    chain.ended = chain.day_after(day);
    chain.requests.clear();
    commit_.operations.emplace_back(SaveDay{.detail = chain.first_detail + day,
                                            .status = status,
                                            .started = started,
                                            .completed = now,
                                            .error = error});
    ended_days_.emplace_back(chain.number, day);
    OpenJob& job = *chain.job;
    ++(status == DayStatus::completed ? job.counts.completed : job.counts.failed);
    end_job_if_done(job, now);
    mark_unsaved(chain.job);
    mark_changed(chain);
}

}  // namespace tradepit::writer
