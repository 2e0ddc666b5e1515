#include "cli/chaos/chaos_report.h"

#include <algorithm>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "cli/display/table.h"
#include "common/statuses.h"

namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

double seconds(common::Duration time) { return std::chrono::duration<double>{time}.count(); }

double mean_recovery(const ChaosRole& role) {
    const int strikes = role.kills + role.stops;
    return strikes == 0 ? 0 : seconds(role.recovery_total) / strikes;
}

/// The counts of the jobs, added up; `max_attempts_of_a_day` is the largest one.
ChaosJob sum_of(const std::vector<ChaosJob>& jobs) {
    ChaosJob sum;
    for (const ChaosJob& job : jobs) {
        sum.model_days += job.model_days;
        sum.completed += job.completed;
        sum.attempts += job.attempts;
        sum.days_repeated += job.days_repeated;
        sum.max_attempts_of_a_day = std::max(sum.max_attempts_of_a_day, job.max_attempts_of_a_day);
        sum.superseded += job.superseded;
        sum.refused += job.refused;
        sum.late_events += job.late_events;
        sum.lost += job.lost;
        sum.completed_twice += job.completed_twice;
    }
    return sum;
}

/// How many disturbed jobs have the digest of the undisturbed one.
std::size_t count_equal_digests(const ChaosReport& report) {
    return static_cast<std::size_t>(std::count_if(
        report.disturbed.begin(), report.disturbed.end(),
        [&](const ChaosJob& job) { return job.digest == report.undisturbed.digest; }));
}

/// Adds a sentence for each guarantee that the job broke. `digest` is that of the undisturbed job.
void add_faults(const ChaosJob& job, const std::string& digest, std::vector<std::string>& faults) {
    const auto fault = [&](const std::string& what) {
        faults.push_back("job " + job.id + ": " + what);
    };
    if (job.status != to_text(common::JobStatus::completed)) fault("ended " + job.status);
    if (job.completed != job.model_days)
        fault(fmt::format("{} of {} model-days completed", job.completed, job.model_days));
    if (job.digest != digest)
        fault("its digest is " + job.digest + ", and that of the undisturbed job " + digest);
    if (job.lost > 0) fault(fmt::format("{} completed model-days are lost", job.lost));
    if (job.completed_twice > 0)
        fault(fmt::format("{} model-days completed twice", job.completed_twice));
    if (job.refused > 0)
        fault(fmt::format(
            "{} attempts were refused, because their count, digest or accounting was wrong",
            job.refused));
}

Json json_of(const ChaosJob& job) {
    return {{"job_id", job.id},
            {"status", job.status},
            {"digest", job.digest},
            {"model_days", job.model_days},
            {"completed", job.completed},
            {"attempts", job.attempts},
            {"repeated", job.days_repeated},
            {"max_attempts_of_a_day", job.max_attempts_of_a_day},
            {"superseded", job.superseded},
            {"refused", job.refused},
            {"late_events", job.late_events},
            {"lost", job.lost},
            {"completed_twice", job.completed_twice}};
}

}  // namespace

std::vector<std::string> broken_guarantees(const ChaosReport& report) {
    std::vector<std::string> faults;
    add_faults(report.undisturbed, report.undisturbed.digest, faults);
    for (const ChaosJob& job : report.disturbed) add_faults(job, report.undisturbed.digest, faults);
    if (report.unexpected_exits > 0)
        faults.push_back(
            fmt::format("programs ended {} times without a strike", report.unexpected_exits));
    if (!report.sound) faults.emplace_back("the database is not sound: GET /check has the faults");
    return faults;
}

std::string chaos_text(const ChaosReport& report) {
    using Align = Table::Align;
    Table table{{{"role", Align::left},
                 {"kills", Align::right},
                 {"stops", Align::right},
                 {"mean recovery", Align::right},
                 {"longest recovery", Align::right}}};
    for (std::size_t i = 0; i < ROLES; ++i) {
        const ChaosRole& role = report.roles[i];
        if (role.kills + role.stops == 0) continue;
        table.add({std::string{to_string(static_cast<Role>(i))}, std::to_string(role.kills),
                   std::to_string(role.stops), fmt::format("{:.2f} s", mean_recovery(role)),
                   fmt::format("{:.2f} s", seconds(role.recovery_longest))});
    }
    const ChaosJob sum = sum_of(report.disturbed);
    auto text = table.text();
    text += fmt::format(
        "\n{} jobs, {} with the undisturbed digest {}\n"
        "{} model-days: {} lost, {} completed twice; {} took more than one attempt, at most {}\n"
        "{} attempts: {} superseded, {} refused; {} events came too late\n"
        "integrity_check and foreign_key_check: {}\n",
        report.disturbed.size(), count_equal_digests(report), report.undisturbed.digest,
        grouped(sum.model_days), sum.lost, sum.completed_twice, grouped(sum.days_repeated),
        sum.max_attempts_of_a_day, grouped(sum.attempts), grouped(sum.superseded), sum.refused,
        grouped(sum.late_events), report.sound ? "clean" : "FAULTS");
    const auto faults = broken_guarantees(report);
    for (const auto& fault : faults) text += "BROKEN: " + fault + "\n";
    text += fmt::format("seed {}: {}, {:.1f} s\n", report.seed,
                        faults.empty() ? "all checks passed" : "SOME CHECKS FAILED",
                        seconds(report.elapsed));
    return text;
}

Json chaos_json(const ChaosReport& report) {
    auto roles = Json::object();
    for (std::size_t i = 0; i < ROLES; ++i) {
        const ChaosRole& role = report.roles[i];
        roles[std::string{to_string(static_cast<Role>(i))}] = {
            {"kills", role.kills},
            {"stops", role.stops},
            {"recovery_seconds_mean", mean_recovery(role)},
            {"recovery_seconds_max", seconds(role.recovery_longest)}};
    }
    auto jobs = Json::array();
    for (const ChaosJob& job : report.disturbed) jobs.push_back(json_of(job));
    auto total = json_of(sum_of(report.disturbed));
    // A sum has no such fields.
    for (const auto* field : {"job_id", "status", "digest"}) total.erase(field);
    const auto faults = broken_guarantees(report);
    return {{"seed", report.seed},
            {"held", faults.empty()},
            {"broken", faults},
            {"roles", std::move(roles)},
            {"total", std::move(total)},
            {"undisturbed", json_of(report.undisturbed)},
            {"disturbed", std::move(jobs)},
            {"unexpected_exits", report.unexpected_exits},
            {"sound", report.sound},
            {"elapsed_seconds", seconds(report.elapsed)}};
}

}  // namespace tradepit::cli
