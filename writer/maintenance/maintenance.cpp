#include "writer/maintenance/maintenance.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "common/limits.h"
#include "common/process/clock.h"
#include "common/text/json_text.h"
#include "common/text/quoted.h"
#include "writer/maintenance/foreign_keys_off.h"
#include "writer/maintenance/tasks.h"

namespace tradepit::writer {

using namespace common;

namespace {

/// The shortest time between two writes of a task's progress.
constexpr Duration PROGRESS_EVERY = std::chrono::milliseconds{250};

CommandRefused another_is_under_way(std::string_view kind) {
    return {409, "a " + std::string{kind} + " is under way: one at a time"};
}

}  // namespace

Maintenance::Maintenance(Store& store, Settings settings, UtcTime now, Complaints& complaints)
    : store_{store},
      settings_{settings},
      rows_{store.database()},
      complaints_{complaints},
      upkeep_{all_upkeep(context_)},
      schedules_{all_tasks_on_schedule(context_)} {
    end_interrupted(now);
}

void Maintenance::end_interrupted(UtcTime now) {
    for (const auto& [task, name, options] : rows_.running()) {
        if (const auto* kind = find_task_kind(name); kind != nullptr && kind->tidy_up != nullptr)
            if (const auto arguments = TaskArguments::parse(*kind->info, options);
                std::holds_alternative<TaskArguments>(arguments))
                kind->tidy_up(std::get<TaskArguments>(arguments));
        FencedTransaction transaction{store_.database(), store_.fence()};
        rows_.end(task, MaintenanceState::failed,
                  json_text(OrderedJson{{"error", "the writer was stopped"}}), now);
        transaction.commit();
        spdlog::info("maintenance task {}, {}: the writer was stopped", task, name);
    }
}

// ---- commands

std::optional<Reply> Maintenance::take(const Peer& peer, const RunMaintenance& command,
                                       UtcTime now) {
    if (const auto past = store_.stored_answer(command.key))
        return Reply{peer, repeated_answer(*past, command.key, command.request_hash)};
    const Asked asked{peer, command.key, command.request_hash};
    if (under_way_ && under_way_->asked.key == command.key) {
        if (under_way_->asked.hash != command.request_hash)
            return Reply{peer, CommandAnswer{command.key, command.request_hash,
                                             CommandRefused{409, key_misused_detail(command.key)}}};
        under_way_->asked = asked;
        return std::nullopt;
    }
    const auto refused = [&](CommandRefused why) {
        return Reply{peer, refuse(asked, std::move(why), now)};
    };
    const TaskKind* kind = find_task_kind(command.task);
    if (kind == nullptr)
        return refused({400, "there is no maintenance task " + quoted_text(command.task)});
    auto arguments = TaskArguments::parse(*kind->info, command.arguments);
    if (const auto* fault = std::get_if<ArgumentFault>(&arguments))
        return refused({400, fault->text});
    if (under_way_) return refused(another_is_under_way(under_way_->kind->info->name));

    auto& given = std::get<TaskArguments>(arguments);
    auto task = kind->make(context_, given, now);
    if (auto why = task->start()) return refused(*std::move(why));
    auto answer = begin(
        asked,
        {.kind = kind, .arguments = std::move(given), .task = std::move(task), .asked = asked},
        now);
    if (kind->answer == TaskAnswer::when_done) return std::nullopt;
    return Reply{peer, std::move(answer)};
}

void Maintenance::record(const Asked& asked, const CommandOutcome& outcome, UtcTime now) {
    if (asked.key.empty()) return;
    store_.answers().apply({asked.key, asked.hash, outcome}, utc_text(now));
}

CommandAnswer Maintenance::refuse(const Asked& asked, CommandRefused refused, UtcTime now) {
    if (refused.status != 503) {
        FencedTransaction transaction{store_.database(), store_.fence()};
        record(asked, refused, now);
        transaction.commit();
    }
    return {asked.key, asked.hash, std::move(refused)};
}

// A task that is answered at its end gets its row only then.
CommandAnswer Maintenance::begin(const Asked& asked, UnderWay task, UtcTime now) {
    MaintenanceAccepted begun;
    if (task.kind->answer == TaskAnswer::when_begun) {
        const auto kind = task.kind->info->name;
        FencedTransaction transaction{store_.database(), store_.fence()};
        task.number = rows_.begin(kind, task.arguments.json(), now);
        begun = {task.number,
                 json_text(OrderedJson{{"task", task.number},
                                       {"kind", kind},
                                       {"state", to_text(MaintenanceState::running)}})};
        record(asked, begun, now);
        transaction.commit();
        complaints_.add("a task that is begun",
                        fmt::format("maintenance task {}, {}, begun: {}", task.number, kind,
                                    task.arguments.json()),
                        steady_now(), Complaints::Level::info);
    }
    under_way_.emplace(std::move(task));
    return {asked.key, asked.hash, std::move(begun)};
}

// ---- slices

Upkeep* Maintenance::due_upkeep() const {
    for (const auto& upkeep : upkeep_)
        if (upkeep->is_due()) return upkeep.get();
    return nullptr;
}

TaskOnSchedule* Maintenance::due_schedule() const {
    for (const auto& schedule : schedules_)
        if (schedule->is_due()) return schedule.get();
    return nullptr;
}

bool Maintenance::is_due() const {
    if (under_way_ && (under_way_->progress.finished || under_way_->task->is_due())) return true;
    return due_upkeep() != nullptr || (!under_way_ && due_schedule() != nullptr);
}

std::vector<Reply> Maintenance::run_once(UtcTime now) {
    // While no task is under way, one may begin once no upkeep is due.
    const auto concurrency =
        under_way_ ? under_way_->kind->concurrency : TaskConcurrency::after_upkeep;
    Upkeep* const upkeep = concurrency == TaskConcurrency::exclusive ? nullptr : due_upkeep();
    std::vector<Reply> replies;
    if (under_way_ && (concurrency != TaskConcurrency::after_upkeep || upkeep == nullptr)) {
        if (auto reply = take_slice(now)) replies.push_back(*std::move(reply));
    } else if (!under_way_ && upkeep == nullptr) {
        begin_scheduled(now);
    }
    if (upkeep != nullptr) upkeep->take_slice(now, settings_.slice);
    return replies;
}

void Maintenance::begin_scheduled(UtcTime now) {
    TaskOnSchedule* const schedule = due_schedule();
    if (schedule == nullptr) return;
    auto arguments = schedule->arguments();
    auto task = schedule->kind.make(context_, arguments, now);
    if (const auto why = task->start()) {
        schedule->schedule_next();
        return spdlog::warn("{} is not begun: {}", schedule->kind.info->name, why->detail);
    }
    begin({},
          {.kind = &schedule->kind,
           .arguments = std::move(arguments),
           .task = std::move(task),
           .asked = {},
           .schedule = schedule},
          now);
    schedule->schedule_next();
}

std::optional<Reply> Maintenance::take_slice(UtcTime now) {
    UnderWay& at = *under_way_;
    if (!at.progress.finished) {
        at.progress =
            at.task->take_slice({.now = now, .length = settings_.slice, .task = at.number});
        if (!at.progress.finished) {
            write_progress();
            return std::nullopt;
        }
        // A task without a row has nothing to show in between. Its end waits for the next
        // run_once(), because its result() may take as long as a slice.
        if (at.number == 0) return std::nullopt;
    }
    return end(now);
}

void Maintenance::write_progress() {
    UnderWay& at = *under_way_;
    if (at.number == 0 || at.progress.total == 0) return;
    if (steady_now() - at.progress_written < PROGRESS_EVERY) return;
    at.progress_written = steady_now();
    FencedTransaction transaction{store_.database(), store_.fence()};
    rows_.progress(at.number, at.progress.done, at.progress.total);
    transaction.commit();
}

std::optional<Reply> Maintenance::end(UtcTime now) {
    const Asked asked = under_way_->asked;
    // The key of a task that is answered at its end was not recorded at its start, so another
    // command may have used the key meanwhile. Then the task's result is not written.
    if (under_way_->number == 0 && !asked.key.empty() && store_.stored_answer(asked.key)) {
        under_way_.reset();
        return Reply{asked.peer, CommandAnswer{asked.key, asked.hash,
                                               CommandRefused{409, key_misused_detail(asked.key)}}};
    }
    TaskResult result;
    auto outcome = commit_end(*under_way_, result, now);
    complaints_.add("a task that has ended",
                    fmt::format("{} {}: {}", under_way_->kind->info->name,
                                result.done ? "done" : "failed", result.document),
                    steady_now(), Complaints::Level::info);
    if (under_way_->schedule != nullptr) under_way_->schedule->ended(result);
    for (const auto& upkeep : upkeep_) upkeep->task_ended();
    const bool is_answered = under_way_->number != 0 || asked.key.empty();
    under_way_.reset();
    if (is_answered) return std::nullopt;
    return Reply{asked.peer, CommandAnswer{asked.key, asked.hash, std::move(outcome)}};
}

CommandOutcome Maintenance::commit_end(const UnderWay& at, TaskResult& result, UtcTime now) {
    std::optional<ForeignKeysOff> off;
    if (at.kind->leaves_orphans) off.emplace(store_.database());
    FencedTransaction transaction{store_.database(), store_.fence()};
    result = at.task->result();
    // The outcome of a failed task as well: its document says that it has failed.
    MaintenanceAccepted outcome{at.number, result.document};
    if (at.number == 0) outcome.task = rows_.begin(at.kind->info->name, at.arguments.json(), now);
    if (at.number != 0 && at.progress.total > 0)
        rows_.progress(at.number, at.progress.done, at.progress.total);
    rows_.end(outcome.task, result.done ? MaintenanceState::done : MaintenanceState::failed,
              result.document, now);
    if (at.number == 0) record(at.asked, outcome, now);
    transaction.commit();
    return outcome;
}

void Maintenance::make_room() {
    if (under_way_) under_way_->task->make_room();
}

}  // namespace tradepit::writer
