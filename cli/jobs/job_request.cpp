#include "cli/jobs/job_request.h"

#include <cstdint>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "common/shapes/shape.h"
#include "common/stamp.h"
#include "common/text/words.h"

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
    if (common::is_empty_range(start, end))
        throw UsageError("--end " + options.end + ": is before --start " + options.start);
    body["start_date"] = options.start;
    body["end_date"] = options.end;
    if (options.replace) body["replace_existing"] = true;
}

}  // namespace

void declare_job_options(CLI::App& command, JobOptions& options) {
    const auto& trigger = common::shape_named("Trigger");
    /// Declares the flag of a field of the request, with the field's help text.
    const auto declare = [&](std::string_view name, auto& value) {
        const auto& field = *common::field_named(trigger, name);
        return command.add_option(std::string{field.flag}, value, std::string{field.help});
    };
    declare("models", options.models)->delimiter(',')->type_name("A,B");
    declare("date_range", options.dates)->delimiter(',')->type_name("D,D");
    declare("start_date", options.start)->type_name("D");
    declare("end_date", options.end)->type_name("D");
    const auto& replace = *common::field_named(trigger, "replace_existing");
    command.add_flag(std::string{replace.flag}, options.replace, std::string{replace.help});
    command.add_flag("--resume", options.resume,
                     "Up to --end, go on from each model's last completed day");
    declare("market", options.market)->type_name("M");
    declare("label", options.label);
    std::vector<std::string> orders;
    for (const auto order : common::words_of(common::shape_named("Order").is.substr(1)))
        orders.emplace_back(order);
    declare("order", options.order)->check(CLI::IsMember(orders));
    declare("priority", options.priority);
    const auto& dual_write = *common::field_named(trigger, "dual_write");
    command.add_flag_function(
        std::string{dual_write.flag} + ",!--no-dual-write",
        [&options](std::int64_t given) { options.dual_write = given > 0; },
        std::string{dual_write.help});
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
