#include "query/api/gauges.h"

#include <array>
#include <string_view>

#include "common/statuses.h"
#include "common/text/json_text.h"
#include "query/storage/file_bytes.h"

namespace tradepit::query {

namespace {

using common::DayStatus;

/// The lines before a gauge's values.
std::string head(const std::string& name, const std::string& help) {
    return "# HELP " + name + " " + help + "\n# TYPE " + name + " gauge\n";
}

/// The line of one value, with the label `status`.
std::string status_line(const std::string& name, std::string_view status, std::int64_t value) {
    return name + "{status=\"" + std::string{status} + "\"} " + std::to_string(value) + "\n";
}

std::string job_gauge(Reader& reader) {
    std::string text = head("tradepit_jobs", "Jobs, by status.");
    auto rows = reader.ask("SELECT status, COUNT(*) FROM jobs GROUP BY status");
    while (rows.next()) text += status_line("tradepit_jobs", rows.text(0), rows.integer(1));
    return text;
}

/// Counted in job_details, because job_settings only counts days that have ended.
std::int64_t running_days(Reader& reader) {
    auto rows = reader.ask(
        "SELECT COUNT(*) FROM job_details INDEXED BY idx_job_details_status"
        " WHERE status = 'running'");
    return rows.next() ? rows.integer(0) : 0;
}

std::string model_day_gauge(Reader& reader) {
    constexpr const char* NAME = "tradepit_model_days";
    std::string text = head(NAME, "Model-days, by status.");
    const auto running = running_days(reader);
    auto rows = reader.ask(
        "SELECT SUM(total), SUM(completed), SUM(failed), SUM(skipped), SUM(cancelled)"
        " FROM job_settings");
    static_cast<void>(rows.next());  // sums are always one row
    // In the order of the columns above, after the total.
    constexpr std::array ENDED{DayStatus::completed, DayStatus::failed, DayStatus::skipped,
                               DayStatus::cancelled};
    // What is left of the total when every other status is subtracted.
    auto pending = rows.integer(0) - running;
    for (int i = 0; i < 4; ++i) {
        text +=
            status_line(NAME, to_text(ENDED.at(static_cast<std::size_t>(i))), rows.integer(i + 1));
        pending -= rows.integer(i + 1);
    }
    return text + status_line(NAME, to_text(DayStatus::running), running) +
           status_line(NAME, to_text(DayStatus::pending), pending);
}

double size_of(const std::string& path) { return static_cast<double>(file_bytes(path)); }

}  // namespace

std::string gauge(const std::string& name, const std::string& help, double value) {
    auto text = head(name, help) + name + " ";
    common::append_number(text, value);
    return text + "\n";
}

std::string stored_gauges(Reader& reader) { return job_gauge(reader) + model_day_gauge(reader); }

std::string mirror_gauges(const MirrorCounts& counts) {
    return gauge("tradepit_mirror_behind",
                 "Models of jobs with dual_write whose files may lack a completed day.",
                 static_cast<double>(counts.behind)) +
           "# HELP tradepit_mirror_failed_total Failed reads, writes and locks of the dual_write "
           "thread.\n"
           "# TYPE tradepit_mirror_failed_total counter\n"
           "tradepit_mirror_failed_total " +
           std::to_string(counts.failed) + "\n";
}

std::string file_gauges(const std::string& database) {
    return gauge("tradepit_database_bytes", "Size of the database's file.", size_of(database)) +
           gauge("tradepit_wal_bytes", "Size of the database's write-ahead log.",
                 size_of(database + "-wal"));
}

}  // namespace tradepit::query
