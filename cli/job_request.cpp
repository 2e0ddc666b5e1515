#include "cli/job_request.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "common/stamp.h"

namespace tradepit::cli {

using nlohmann::json;

namespace {

void check_date(const std::string& flag, const std::string& text) {
    if (!common::Stamp::parse(text))
        throw UsageError(flag + " " + text +
                         ": is not a date (YYYY-MM-DD, or with HH:MM:SS where the market is "
                         "hourly)");
}

void add_range(json& body, const JobOptions& options) {
    if (!options.dates.empty())
        throw UsageError("--dates and --start, --end or --resume exclude each other");
    if (options.end.empty()) throw UsageError("--end: is needed with --start and --resume");
    check_date("--end", options.end);
    if (options.resume) {
        if (!options.start.empty())
            throw UsageError(
                "--resume and --start exclude each other: a resumed job starts after "
                "each model's last completed day");
        body["start_date"] = nullptr;
    } else {
        if (options.start.empty())
            throw UsageError(
                "--end: needs --start, or --resume to start after each model's last "
                "completed day");
        check_date("--start", options.start);
        if (options.end < options.start)
            throw UsageError("--end " + options.end + ": is before --start " + options.start);
        body["start_date"] = options.start;
    }
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
    command.add_flag("--resume", options.resume,
                     "Go on after each model's last completed day, up to --end");
    command.add_flag("--replace", options.replace,
                     "With --start: run again what is completed already");
    command.add_option("--market", options.market, "The market to trade on")->type_name("M");
    command.add_option("--label", options.label, "A text to find the job by");
    command
        .add_option("--order", options.order,
                    "model: each model goes its own pace; date: all finish a date first")
        ->check(CLI::IsMember({"model", "date"}));
    command.add_option("--priority", options.priority, "Higher goes first; 0 by default");
}

void add_options(json& body, const JobOptions& options) {
    if (!options.models.empty()) body["models"] = options.models;
    const bool range =
        !options.start.empty() || !options.end.empty() || options.resume || options.replace;
    if (range) {
        add_range(body, options);
    } else if (!options.dates.empty()) {
        for (const auto& date : options.dates) check_date("--dates", date);
        body["date_range"] = options.dates;
    }
    if (!options.market.empty()) body["market"] = options.market;
    if (!options.label.empty()) body["label"] = options.label;
    if (!options.order.empty()) body["order"] = options.order;
    if (options.priority) body["priority"] = *options.priority;
}

}  // namespace tradepit::cli
