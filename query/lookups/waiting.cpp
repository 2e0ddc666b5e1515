#include "query/lookups/waiting.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "common/text/utf8.h"

namespace tradepit::query {

using common::Awaited;
using common::DayStatus;
using std::chrono::milliseconds;

namespace {

using Json = Waiting::Json;

using namespace common::wait_reason;

/// The most bytes of an attempt's error that a `detail` repeats.
constexpr std::size_t ERROR_SHOWN_BYTES_MAX = 200;

/// "1.5 s".
std::string seconds_text(milliseconds time) {
    return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1'000);
}

/// "1 worker", "2 workers".
std::string counted(std::int64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

Waiting::Waiting(const BrokerReply& broker, std::vector<NextDay> next_days, common::UtcTime now)
    : waits_(broker.waits.value_or(common::Waits{})), next_days_(std::move(next_days)), now_(now) {
    if (!broker.waits) broker_silent_ = milliseconds{broker.silent_ms};
    for (std::size_t index = 0; index < next_days_.size(); ++index)
        by_model_.emplace(next_days_[index].model, index);
}

bool Waiting::writer_is_silent() const {
    return milliseconds{waits_.writer_silent_ms} >= SILENCE_MAX;
}

Waiting::Reason Waiting::silence_of_writer() const {
    const milliseconds silent{waits_.writer_silent_ms};
    return {.name = WRITER,
            .detail = "the writer has been silent for " + seconds_text(silent),
            .waited = silent};
}

std::optional<Waiting::Reason> Waiting::reason_for_all_days() const {
    if (broker_silent_ && *broker_silent_ < SILENCE_MAX)
        return Reason{.name = BROKER, .detail = "the broker has not answered in time"};
    if (broker_silent_)
        return Reason{.name = BROKER,
                      .detail = "the broker has been silent for " + seconds_text(*broker_silent_),
                      .waited = broker_silent_};
    // The broker hands out days once it is live: it then knows every unfinished job.
    if (waits_.live) return std::nullopt;
    if (writer_is_silent()) return silence_of_writer();
    return Reason{.name = BROKER, .detail = "the broker reads the unfinished jobs"};
}

std::string_view Waiting::name_of(Awaited awaited) const {
    switch (awaited) {
        case Awaited::other_models:
            return waits_.all_chains_known ? OTHER_MODELS : BROKER;
        case Awaited::other_jobs:
            return OTHER_JOBS;
        case Awaited::free_worker:
            return FREE_WORKER;
        case Awaited::retry:
        case Awaited::lease_end:
            return RETRY;
        case Awaited::claim:
        case Awaited::close:
            return WRITER;
        case Awaited::worker:
            return writer_is_silent() ? WRITER : RUNNING;
    }
    return BROKER;
}

/// Why no worker is free for a day with these needs. The broker's reply has the slots of all
/// workers together, so where each need is offered, the text names all needs as possibly taken.
std::string Waiting::free_worker_detail(const common::Needs& needs) const {
    if (waits_.workers == 0) return "no worker is connected";
    const auto workers = counted(waits_.workers, "worker");
    std::string taken;
    for (const auto& resource : needs) {
        const auto slots = common::count_of(waits_.slots, resource);
        if (slots == 0)
            return fmt::format("no {} slot is offered by the {} connected", resource.value(),
                               workers);
        taken += fmt::format("{}every {} slot ({})", taken.empty() ? "" : ", or ", resource.value(),
                             slots);
    }
    return fmt::format("{} of the {} connected is taken", taken, workers);
}

/// Why the broker waits before it claims the day again: an attempt failed, or the writer answered
/// that the last claim changed nothing.
std::string Waiting::retry_detail(const NextDay& next_day) const {
    const auto& wait = next_day.wait;
    // No attempt of the day counts against max_attempts, so none is shown as failed.
    if (wait.attempts_spent == 0) return "the day is claimed again";
    return fmt::format("attempt {} of {} failed{}{}", wait.attempts_spent, waits_.max_attempts,
                       next_day.error.empty() ? "" : ": ",
                       common::clipped_utf8(next_day.error, ERROR_SHOWN_BYTES_MAX));
}

std::string Waiting::detail_of(const NextDay& next_day) const {
    const auto& wait = next_day.wait;
    const auto& worker = wait.worker.value();
    switch (wait.awaited) {
        case Awaited::other_models:
            if (!wait.model_date) return "the broker has yet to read the job's other models";
            return fmt::format("{}{} {} {} open", wait.model.value(),
                               wait.models > 1 ? fmt::format(" and {} more", wait.models - 1) : "",
                               wait.models > 1 ? "have" : "has", wait.model_date->text());
        case Awaited::other_jobs:
            return fmt::format(
                "{} already, which is the limit (MAX_CONCURRENT_JOBS)",
                wait.jobs == 1 ? "1 job runs" : fmt::format("{} jobs run", wait.jobs));
        case Awaited::free_worker:
            return free_worker_detail(wait.needs);
        case Awaited::retry:
            return retry_detail(next_day);
        case Awaited::lease_end:
            return "worker " + worker + " is silent; when its lease ends the day is run again";
        case Awaited::claim:
            return "the writer has yet to record the claim for worker " + worker;
        case Awaited::close:
            return "the writer has yet to record what worker " + worker + " did";
        case Awaited::worker:
            break;
    }
    if (next_day.status != DayStatus::running)
        return "worker " + worker +
               " holds the lease and has not begun the day, which waits for a slot or for prices";
    return fmt::format("worker {} runs attempt {}", worker, wait.attempt);
}

Json Waiting::of_next_day(const NextDay& next_day) const {
    const auto& wait = next_day.wait;
    // These waits end with a message of the writer. While it is silent, that is the reason to show.
    const bool needs_writer = wait.awaited == Awaited::claim || wait.awaited == Awaited::worker ||
                              wait.awaited == Awaited::close;
    if (needs_writer && writer_is_silent()) return json_of(silence_of_writer());
    Reason reason{.name = name_of(wait.awaited),
                  .detail = detail_of(next_day),
                  .waited = milliseconds{wait.waited_ms}};
    if (wait.awaited == Awaited::retry || wait.awaited == Awaited::lease_end)
        reason.left = milliseconds{wait.remaining_ms};
    auto json = json_of(reason);
    if (wait.awaited == Awaited::worker && !next_day.started_at.empty())
        json["since"] = next_day.started_at;
    return json;
}

Json Waiting::of(const std::string& date, const std::string& model, DayStatus status) const {
    if (const auto reason = reason_for_all_days()) return json_of(*reason);
    const auto found = by_model_.find(model);
    if (found != by_model_.end()) {
        const auto& next_day = next_days_[found->second];
        const auto next_date = next_day.wait.date.text();
        if (date == next_date) return of_next_day(next_day);
        if (date > next_date && status == DayStatus::running)
            return json_of({.name = RUNNING, .detail = "a worker runs it"});
        if (date > next_date)
            return json_of({.name = PREVIOUS_DAY,
                            .detail = "the model's days from " + next_date + " on come first"});
    }
    return json_of({.name = BROKER, .detail = "the broker has yet to hear of it"});
}

/// A chain that the broker knows counts as one day, its next open day. All other open days wait for
/// the day before them, or for the broker while it does not know every chain of the job.
Json Waiting::counts(std::int64_t open_days) const {
    std::map<std::string_view, std::int64_t> counts;
    auto left = open_days;
    const auto add = [&](std::string_view name, std::int64_t days) {
        // Days that the broker counted may have ended since its reply.
        const auto taken = std::min(days, left);
        counts[name] += taken;
        left -= taken;
    };
    if (const auto reason = reason_for_all_days()) {
        add(reason->name, left);
    } else {
        for (const auto& count : waits_.counts) add(name_of(count.awaited), count.chains);
        add(waits_.all_chains_known ? PREVIOUS_DAY : BROKER, left);
    }
    auto json = Json::object();
    for (const auto name : common::WAIT_REASONS)
        if (const auto days = counts[name]; days > 0) json[std::string{name}] = days;
    return json;
}

Json Waiting::next_days() const {
    auto rows = Json::array();
    for (const auto& next_day : next_days_)
        if (is_open(next_day.status)) {
            const auto date = next_day.wait.date.text();
            rows.push_back({{"model", next_day.model},
                            {"date", date},
                            {"waiting_for", of(date, next_day.model, next_day.status)}});
        }
    return rows;
}

Json Waiting::json_of(const Reason& reason) const {
    Json json{{"reason", reason.name}};
    if (reason.waited) json["since"] = common::utc_text(now_ - *reason.waited);
    if (reason.left) json["until"] = common::utc_text(now_ + *reason.left);
    json["detail"] = reason.detail;
    return json;
}

}  // namespace tradepit::query
