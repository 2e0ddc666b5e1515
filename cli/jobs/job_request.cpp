#include "cli/jobs/job_request.h"

#include <cstdint>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "common/stamp.h"

namespace tradepit::cli {

using nlohmann::json;

namespace {

common::Stamp read_date(const std::string& flag, const std::string& text) {
    const auto stamp = common::Stamp::parse(text);
    if (!stamp)
        throw UsageError(flag + " " + text +
                         ": is not a date (YYYY-MM-DD, or with HH:MM:SS where the market is "
                         "hourly)");
    return *stamp;
}

/// As query reads a range: a plain date covers its whole day.
bool starts_after(const common::Stamp& start, const common::Stamp& end) {
    return start.date() > end.date() || (start.has_time() && end.has_time() && start > end);
}

void add_resume(json& body, const JobOptions& options) {
    if (!options.dates.empty() || !options.start.empty() || options.replace)
        throw UsageError("--resume: excludes --dates, --start and --replace");
    if (options.end.empty()) throw UsageError("--end: is needed with --resume");
    static_cast<void>(read_date("--end", options.end));
    body["start_date"] = nullptr;
    body["end_date"] = options.end;
}

void add_range(json& body, const JobOptions& options) {
    if (!options.dates.empty())
        throw UsageError("--dates and --start, --end or --replace exclude each other");
    if (options.end.empty()) throw UsageError("--end: is needed with --start and --replace");
    if (options.start.empty()) throw UsageError("--start: is needed with --end");
    const auto start = read_date("--start", options.start);
    const auto end = read_date("--end", options.end);
    if (starts_after(start, end))
        throw UsageError("--end " + options.end + ": is before --start " + options.start);
    body["start_date"] = options.start;
    body["end_date"] = options.end;
    if (options.replace) body["replace_existing"] = true;
}

}  // namespace

void declare_job_options(CLI::App& command, JobOptions& options) {
    command.add_option("--models", options.models, "Only these models of the config")
        ->delimiter(',')
        ->type_name("A,B");
    command.add_option("--dates", options.dates, "Only these dates, listed one by one")
        ->delimiter(',')
        ->type_name("D,D");
    command.add_option("--start", options.start, "The first date of a range")->type_name("D");
    command.add_option("--end", options.end, "The last date of a range")->type_name("D");
    command.add_flag("--replace", options.replace,
                     "With --start: run again what is completed already");
    command.add_flag("--resume", options.resume,
                     "Up to --end, go on from each model's last completed day");
    command.add_option("--market", options.market, "The market to trade on")->type_name("M");
    command.add_option("--label", options.label, "A text to find the job by");
    command
        .add_option("--order", options.order,
                    "model: each model goes its own pace; date: all finish a date first")
        ->check(CLI::IsMember({"model", "date"}));
    command.add_option("--priority", options.priority, "Higher goes first; 0 by default");
    command.add_flag_function(
        "--dual-write,!--no-dual-write",
        [&options](std::int64_t given) { options.dual_write = given > 0; },
        "Write position.jsonl and log.jsonl, too, as its days end");
}

void add_options(json& body, const JobOptions& options) {
    if (!options.models.empty()) body["models"] = options.models;
    const bool range = !options.start.empty() || !options.end.empty() || options.replace;
    if (options.resume) {
        add_resume(body, options);
    } else if (range) {
        add_range(body, options);
    } else if (!options.dates.empty()) {
        for (const auto& date : options.dates) static_cast<void>(read_date("--dates", date));
        body["date_range"] = options.dates;
    }
    if (!options.market.empty()) body["market"] = options.market;
    if (!options.label.empty()) body["label"] = options.label;
    if (!options.order.empty()) body["order"] = options.order;
    if (options.priority) body["priority"] = *options.priority;
    if (options.dual_write) body["dual_write"] = *options.dual_write;
}

}  // namespace tradepit::cli
