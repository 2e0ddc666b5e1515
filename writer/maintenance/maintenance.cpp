#include "writer/maintenance/maintenance.h"

#include <string>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "common/limits.h"
#include "common/process/clock.h"
#include "common/text/json_text.h"
#include "writer/rows/statement_use.h"

namespace tradepit::writer {

using namespace common;
using Json = nlohmann::ordered_json;

namespace {

constexpr Instant RETENTION_EVERY = std::chrono::hours{24};
constexpr Instant KEYS_EVERY = std::chrono::hours{1};
constexpr Instant PROGRESS_EVERY = std::chrono::milliseconds{250};

const char* text_of(MaintenanceKind kind) {
    constexpr const char* TEXTS[] = {"cleanup", "vacuum", "backup"};
    return TEXTS[static_cast<std::size_t>(kind)];
}

std::string options_of(const MaintenanceRequest& request) {
    switch (request.kind) {
        case MaintenanceKind::cleanup:
            return json_text(Json{{"days", request.days}});
        case MaintenanceKind::vacuum:
            return json_text(Json{{"full", request.full}});
        case MaintenanceKind::backup:
            return json_text(Json{{"file", request.file}, {"force", request.force}});
    }
    return "{}";
}

JobAnswer answer_to(const std::string& key, const std::string& hash, std::int32_t status,
                    std::string detail) {
    return {.key = key,
            .status = status,
            .job = {},
            .detail = std::move(detail),
            .repeated = false,
            .request_hash = hash};
}

std::string answer_of(const Cleanup& cleanup, const Cleanup::Outcome& outcome) {
    auto kept = Json::array();
    for (const auto& [job, successor] : outcome.kept)
        kept.push_back({{"job_id", job}, {"successor", successor}});
    return json_text(Json{{"cutoff_date", cleanup.cutoff()},
                          {"jobs_deleted", outcome.jobs},
                          {"positions_deleted", outcome.positions},
                          {"jobs_kept", outcome.kept_jobs},
                          {"kept", std::move(kept)},
                          {"more", outcome.more}});
}

/// What is wrong with the file that was named stays so until somebody does something about it. All
/// else may pass: it is no answer to be kept under a key.
bool is_of_the_name(const std::system_error& error) {
    for (const std::errc fault :
         {std::errc::file_exists, std::errc::permission_denied,
          std::errc::no_such_file_or_directory, std::errc::not_a_directory,
          std::errc::filename_too_long, std::errc::too_many_symbolic_link_levels,
          std::errc::read_only_file_system})
        if (error.code() == fault) return true;
    return false;
}

std::string days_before(UtcTime now, std::int64_t days) {
    return utc_text(now - std::chrono::days{days});
}

}  // namespace

Maintenance::Maintenance(Store& store, Settings settings, UtcTime now)
    : store_{store},
      settings_{settings},
      rows_{store.database()},
      purges_{store.database(), store.epoch()},
      vacuum_{store.database(), store.epoch()},
      keys_{store.database(), store.epoch()},
      record_{store.database(),
              "INSERT INTO idempotency(key, request_hash, status, answer, created_at) "
              "VALUES(?,?,?,?,?)"},
      open_job_{store.database(),
                "SELECT job_id FROM jobs WHERE status IN ('pending', 'running') LIMIT 1"},
      retention_due_{steady_now()},
      keys_due_{steady_now()} {
    end_interrupted(now);
}

void Maintenance::end_interrupted(UtcTime now) {
    for (const auto& [chore, kind, options] : rows_.interrupted()) {
        const auto parsed = Json::parse(options, nullptr, false);
        if (kind == "backup" && parsed.is_object())
            Backup::remove_part_of(parsed.value("file", ""));
        end(chore, "failed", json_text(Json{{"error", "the writer was stopped"}}), now);
    }
}

// ---- requests

std::optional<Reply> Maintenance::take(const Peer& peer, const MaintenanceRequest& request,
                                       UtcTime now) {
    if (auto answer = recorded(request)) return Reply{peer, *std::move(answer)};
    Asked asked{peer, request.key, request.request_hash};
    if (cleanup_under_way_ && cleanup_under_way_->asked.key == request.key) {
        if (cleanup_under_way_->asked.hash != request.request_hash)
            return Reply{
                peer, answer_to(request.key, request.request_hash, 409, key_misused(request.key))};
        cleanup_under_way_->asked = std::move(asked);
        return std::nullopt;
    }
    if (auto answer = refusal(request)) return Reply{peer, refuse(asked, *std::move(answer), now)};
    if (request.kind == MaintenanceKind::cleanup) {
        begin_cleanup(std::move(asked), request.days, now);
        return std::nullopt;
    }
    return Reply{peer, begin(asked, request, now)};
}

std::optional<JobAnswer> Maintenance::recorded(const MaintenanceRequest& request) {
    const auto past = store_.past_answer(request.key);
    if (!past) return std::nullopt;
    if (past->request_hash != request.request_hash)
        return answer_to(request.key, request.request_hash, 409, key_misused(request.key));
    auto answer = answer_to(request.key, request.request_hash, past->status, past->answer);
    answer.repeated = past->status == 200;
    return answer;
}

std::optional<JobAnswer> Maintenance::refusal(const MaintenanceRequest& request) {
    const auto refused = [&](std::int32_t status, std::string detail) {
        return std::optional{
            answer_to(request.key, request.request_hash, status, std::move(detail))};
    };
    if (request.kind == MaintenanceKind::cleanup &&
        (request.days < 0 || request.days > common::DAYS_KEPT_MAX))
        return refused(400, "days: " + std::to_string(request.days) + " is not from 0 to " +
                                std::to_string(common::DAYS_KEPT_MAX));
    if (request.kind == MaintenanceKind::backup) {
        const auto overwrite = request.force ? Backup::Overwrite::yes : Backup::Overwrite::no;
        auto fault = Backup::fault_of(store_.database().getFilename(), request.file, overwrite);
        if (!fault.empty()) return refused(400, std::move(fault));
    }
    if (const auto other = under_way(); !other.empty())
        return refused(409, "a " + other + " is under way: one at a time");
    if (request.kind == MaintenanceKind::vacuum && request.full)
        if (const auto job = open_job(); !job.empty())
            return refused(409, "Job " + job +
                                    " is open: the whole file is made anew only while none is, "
                                    "since nothing can be written meanwhile");
    return std::nullopt;
}

std::string Maintenance::open_job() {
    StatementUse query{open_job_};
    return query->executeStep() ? query->getColumn(0).getString() : std::string{};
}

std::string Maintenance::under_way() const {
    if (cleanup_under_way_) return text_of(MaintenanceKind::cleanup);
    if (vacuum_under_way_) return text_of(MaintenanceKind::vacuum);
    if (backup_under_way_) return text_of(MaintenanceKind::backup);
    return {};
}

void Maintenance::record(const Asked& asked, std::int32_t status, const std::string& answer,
                         UtcTime now) {
    if (asked.key.empty()) return;
    StatementUse record{record_};
    record->bind(1, asked.key);
    record->bind(2, asked.hash);
    record->bind(3, status);
    record->bind(4, answer);
    record->bind(5, utc_text(now));
    record->exec();
}

JobAnswer Maintenance::refuse(const Asked& asked, JobAnswer answer, UtcTime now) {
    FencedTransaction transaction{store_.database(), store_.epoch()};
    record(asked, answer.status, answer.detail, now);
    transaction.commit();
    return answer;
}

std::unique_ptr<Maintenance::BackupUnderWay> Maintenance::begun_backup(
    const MaintenanceRequest& request) {
    const auto overwrite = request.force ? Backup::Overwrite::yes : Backup::Overwrite::no;
    return std::unique_ptr<BackupUnderWay>{new BackupUnderWay{
        .chore = 0, .file = request.file, .backup = {store_.database(), request.file, overwrite}}};
}

JobAnswer Maintenance::begin(const Asked& asked, const MaintenanceRequest& request, UtcTime now) {
    // Before its row: so the part of a backup that the table has as running is ours.
    std::unique_ptr<BackupUnderWay> backup;
    if (request.kind == MaintenanceKind::backup) {
        try {
            backup = begun_backup(request);
        } catch (const std::system_error& error) {
            const auto detail = std::string{"file: "} + error.what();
            if (is_of_the_name(error))
                return refuse(asked, answer_to(request.key, request.request_hash, 400, detail),
                              now);
            return answer_to(request.key, request.request_hash, 503, detail);
        } catch (const SQLite::Exception& error) {
            return answer_to(request.key, request.request_hash, 503, error.what());
        }
    }
    FencedTransaction transaction{store_.database(), store_.epoch()};
    const auto chore = rows_.begin(text_of(request.kind), options_of(request), now);
    const auto answer =
        json_text(Json{{"chore", chore}, {"kind", text_of(request.kind)}, {"state", "running"}});
    record(asked, 200, answer, now);
    transaction.commit();
    if (request.kind == MaintenanceKind::vacuum) {
        vacuum_under_way_ = {.chore = chore,
                             .full = request.full,
                             .pages_before = vacuum_.pages(),
                             .free_before = vacuum_.free_pages()};
    } else {
        backup->chore = chore;
        backup_under_way_ = std::move(backup);
    }
    spdlog::info("{} begun: {}", text_of(request.kind), options_of(request));
    return answer_to(request.key, request.request_hash, 200, answer);
}

void Maintenance::begin_cleanup(Asked asked, std::int64_t days, UtcTime now) {
    cleanup_under_way_.emplace(
        CleanupUnderWay{std::move(asked), days,
                        Cleanup{store_.database(), days_before(now, days), settings_.cleanup}});
}

// ---- slices

bool Maintenance::is_due() const {
    const Instant now = steady_now();
    if (cleanup_under_way_ || vacuum_under_way_ || !purges_.done()) return true;
    if (backup_under_way_) {
        const Backup& backup = backup_under_way_->backup;
        return backup.is_copying() || backup.ended();
    }
    return (settings_.retention_days > 0 && retention_due_ <= now) ||
           (settings_.key_days > 0 && keys_due_ <= now);
}

std::vector<Reply> Maintenance::run_once(UtcTime now) {
    std::vector<Reply> replies;
    if (backup_under_way_) watch_backup(now);
    if (cleanup_under_way_) {
        if (auto reply = clean_up(now)) replies.push_back(*std::move(reply));
    } else if (!purges_.done()) {
        purges_.run_once(settings_.slice);
    } else if (vacuum_under_way_) {
        vacuum(now);
    } else {
        do_unasked(now);
    }
    return replies;
}

std::optional<Reply> Maintenance::clean_up(UtcTime now) {
    auto& [asked, days, cleanup] = *cleanup_under_way_;
    if (!cleanup.planned()) {
        cleanup.plan_once(settings_.slice);
        return std::nullopt;
    }
    if (!asked.key.empty() && store_.past_answer(asked.key)) {
        // A job took it meanwhile.
        Reply reply{asked.peer, answer_to(asked.key, asked.hash, 409, key_misused(asked.key))};
        cleanup_under_way_.reset();
        return reply;
    }
    Cleanup::Outcome outcome;
    std::string answer;
    {
        const ForeignKeysOff off{store_.database()};
        FencedTransaction transaction{store_.database(), store_.epoch()};
        outcome = cleanup.hide();
        answer = answer_of(cleanup, outcome);
        record(asked, 200, answer, now);
        const auto chore = rows_.begin(
            "cleanup", json_text(Json{{"days", days}, {"asked", !asked.key.empty()}}), now);
        rows_.end(chore, "done", answer, now);
        transaction.commit();
    }
    purges_.added();
    if (asked.key.empty() && outcome.more) retention_due_ = steady_now();
    if (outcome.jobs > 0)
        spdlog::info("cleaned up {} jobs with {} positions that ended before {}", outcome.jobs,
                     outcome.positions, cleanup.cutoff());
    const Asked done = asked;
    cleanup_under_way_.reset();
    if (done.key.empty()) return std::nullopt;
    return Reply{done.peer, answer_to(done.key, done.hash, 200, answer)};
}

void Maintenance::vacuum(UtcTime now) {
    VacuumUnderWay& at = *vacuum_under_way_;
    std::string error;
    bool more = false;
    if (!at.full) {
        more = vacuum_.run_once(settings_.slice);
    } else if (const auto job = open_job(); !job.empty()) {
        error = "job " + job + " was submitted meanwhile";
    } else {
        try {
            vacuum_.whole_file();
        } catch (const SQLite::Exception& failure) {
            if (!may_pass(failure)) throw;
            error = failure.what();
        }
    }
    const auto pages = vacuum_.pages();
    if (more) {
        if (steady_now() - at.told < PROGRESS_EVERY) return;
        at.told = steady_now();
        FencedTransaction transaction{store_.database(), store_.epoch()};
        rows_.progress(at.chore, at.free_before - vacuum_.free_pages(), at.free_before);
        return transaction.commit();
    }
    const auto result = error.empty() ? Json{{"pages_before", at.pages_before},
                                             {"pages_after", pages},
                                             {"pages_freed", at.pages_before - pages}}
                                      : Json{{"error", error}};
    end(at.chore, error.empty() ? "done" : "failed", json_text(result), now);
    vacuum_under_way_.reset();
}

void Maintenance::copy(UtcTime now) {
    BackupUnderWay& at = *backup_under_way_;
    at.backup.copy_once(settings_.slice);
    if (at.backup.is_copying() || at.backup.ended()) return;
    // The copy does not say of itself that it is being made: a writer on it would take that for its
    // own.
    at.backup.finish([chore = at.chore, file = at.file, now](SQLite::Database& copy) {
        ChoreRows rows{copy};
        // Twice, since the row itself may take a page more.
        for (int i = 0; i < 2; ++i) {
            const auto pages = copy.execAndGet("PRAGMA page_count").getInt64();
            const auto bytes = pages * copy.execAndGet("PRAGMA page_size").getInt64();
            rows.progress(chore, pages, pages);
            rows.end(chore, "done", json_text(Json{{"file", file}, {"bytes", bytes}}), now);
        }
    });
}

void Maintenance::make_room() {
    if (!backup_under_way_) return;
    Backup& backup = backup_under_way_->backup;
    if (backup.is_beside(store_.database().getFilename()))
        backup.give_up("the disk is full, and the database needs the room");
}

void Maintenance::watch_backup(UtcTime now) {
    BackupUnderWay& at = *backup_under_way_;
    if (at.backup.is_copying()) copy(now);
    const auto ended = at.backup.ended();
    if (!ended) {
        if (steady_now() - at.told < PROGRESS_EVERY) return;
        at.told = steady_now();
        return tell_progress();
    }
    const auto result = ended->error.empty() ? Json{{"file", at.file}, {"bytes", ended->bytes}}
                                             : Json{{"error", ended->error}};
    tell_progress();
    end(at.chore, ended->error.empty() ? "done" : "failed", json_text(result), now);
    backup_under_way_.reset();
}

void Maintenance::tell_progress() {
    const auto [pages, total] = backup_under_way_->backup.progress();
    FencedTransaction transaction{store_.database(), store_.epoch()};
    rows_.progress(backup_under_way_->chore, pages, total);
    transaction.commit();
}

void Maintenance::do_unasked(UtcTime now) {
    const Instant at = steady_now();
    if (settings_.retention_days > 0 && retention_due_ <= at && under_way().empty()) {
        retention_due_ = at + RETENTION_EVERY;
        return begin_cleanup({}, settings_.retention_days, now);
    }
    if (settings_.key_days == 0 || keys_due_ > at) return;
    if (keys_.run_once(days_before(now, settings_.key_days), settings_.slice) == 0)
        keys_due_ = at + KEYS_EVERY;
}

void Maintenance::end(std::int64_t chore, const char* state, const std::string& result,
                      UtcTime now) {
    FencedTransaction transaction{store_.database(), store_.epoch()};
    rows_.end(chore, state, result, now);
    transaction.commit();
    spdlog::info("chore {} {}: {}", chore, state, result);
}

}  // namespace tradepit::writer
