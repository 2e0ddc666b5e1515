#include "cli/jobs/job_request.h"

#include <cstdint>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "common/check.h"
#include "common/shapes/shape.h"
#include "common/stamp.h"
#include "common/text/words.h"

namespace tradepit::cli {

using nlohmann::json;

namespace {

/// @throws UsageError, which names the flag, when `text` is not a date.
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

/// Declares the flag of one setting. What the user gives is stored in `settings`, as JSON text. A
/// boolean setting has two flags: --NAME sets it to true, --no-NAME to false.
void declare_setting(CLI::App& command, const common::Field& field,
                     std::map<std::string, std::string>& settings) {
    const std::string flag{field.flag};
    const std::string help{field.help};
    const auto store = [&settings, name = std::string{field.name}](const json& value) {
        settings[name] = value.dump();
    };
    const auto type = common::type_of(field.type);
    switch (type.kind) {
        case common::TypeKind::boolean:
            // CLI11 passes a negative number for the flag that is declared with "!".
            command.add_flag_function(
                flag + ",!--no-" + flag.substr(2),
                [store](std::int64_t given) { store(given > 0); }, help);
            return;
        case common::TypeKind::integer:
            command.add_option_function<std::int64_t>(
                flag, [store](std::int64_t given) { store(given); }, help);
            return;
        case common::TypeKind::shape: {
            // Shape::definition lists the choices: "= model date".
            std::vector<std::string> choices;
            for (const auto word :
                 common::words_of(common::shape_named(type.inner).definition.substr(1)))
                choices.emplace_back(word);
            command
                .add_option_function<std::string>(
                    flag, [store](const std::string& given) { store(given); }, help)
                ->check(CLI::IsMember(choices));
            return;
        }
        default:
            CHECK(type.kind == common::TypeKind::name || type.kind == common::TypeKind::text);
            command.add_option_function<std::string>(
                flag, [store](const std::string& given) { store(given); }, help);
    }
}

}  // namespace

void declare_job_options(CLI::App& command, JobOptions& options) {
    const auto& trigger = common::shape_named("Trigger");
    // Declares the flag of a field of the request, with the field's help text.
    const auto declare = [&](std::string_view name, auto& value) {
        const auto& field = *common::field_named(trigger, name);
        return command.add_option(std::string{field.flag}, value, std::string{field.help});
    };
    declare("models", options.models)->delimiter(',')->type_name("A,B");
    declare("date_range", options.dates)->delimiter(',')->type_name("DATE,...");
    declare("start_date", options.start)->type_name("D");
    declare("end_date", options.end)->type_name("D");
    const auto& replace = *common::field_named(trigger, "replace_existing");
    command.add_flag(std::string{replace.flag}, options.replace, std::string{replace.help});
    command.add_flag("--resume", options.resume,
                     "Up to --end, go on from each model's last completed day");
    declare("market", options.market)->type_name("M");
    declare_settings(command, options.settings);
}

void declare_settings(CLI::App& command, std::map<std::string, std::string>& settings) {
    for (const auto& field : common::shape_named("JobSettings").fields)
        if (!field.flag.empty()) declare_setting(command, field, settings);
}

void add_settings(json& body, const std::map<std::string, std::string>& settings) {
    for (const auto& [name, value] : settings) body[name] = json::parse(value);
}

void add_options(json& body, const JobOptions& options) {
    if (!options.models.empty()) body["models"] = options.models;
    const bool range_given = !options.start.empty() || !options.end.empty() || options.replace;
    if (options.resume) {
        add_resume(body, options);
    } else if (range_given) {
        add_range(body, options);
    } else if (!options.dates.empty()) {
        for (const auto& date : options.dates) static_cast<void>(read_date("--dates", date));
        body["date_range"] = options.dates;
    }
    if (!options.market.empty()) body["market"] = options.market;
    add_settings(body, options.settings);
}

}  // namespace tradepit::cli
