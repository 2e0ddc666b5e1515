#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "cli/display/remarks.h"
#include "cli/history/history_verify.h"
#include "cli/pipeline/connection.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/messages/upload_messages.h"
#include "common/text/json_text.h"
#include "common/text/quoted.h"

namespace tradepit::cli {

namespace {

struct VerifyOptions {
    std::string folder;
    std::string job = common::HISTORY_JOB;
};

nlohmann::ordered_json comparison_json(const std::string& job, const Comparison& comparison) {
    auto differences = nlohmann::ordered_json::array();
    for (const auto& each : comparison.differences)
        differences.push_back({{"model", each.model},
                               {"date", each.date},
                               {"where", each.where},
                               {"what", each.what},
                               {"file", each.file},
                               {"database", each.database}});
    return {{"job_id", job},
            {"equal", comparison.difference_count == 0 && comparison.is_whole()},
            {"records", comparison.records_compared},
            {"steps", comparison.steps_compared},
            {"different", comparison.difference_count},
            {"differences", std::move(differences)},
            {"not_compared", comparison.not_compared},
            {"left_out", remarks_json(comparison.remarks)}};
}

std::string comparison_text(const Comparison& comparison) {
    std::string text;
    for (const auto& each : comparison.differences)
        text += fmt::format("{} {}, {}: {} is {} in the file and {} in the database\n", each.model,
                            each.date, each.where, each.what, common::quoted_text(each.file),
                            common::quoted_text(each.database));
    for (const auto& each : comparison.not_compared) text += "not compared: " + each + "\n";
    const auto listed = static_cast<std::int64_t>(comparison.differences.size());
    if (comparison.difference_count > listed)
        text += fmt::format("and {} more\n", comparison.difference_count - listed);
    return text + fmt::format("{} records, {} steps: {}\n", comparison.records_compared,
                              comparison.steps_compared,
                              comparison.difference_count == 0
                                  ? comparison.is_whole() ? "equal" : "equal as far as compared"
                                  : fmt::format("{} differences", comparison.difference_count));
}

int verify(Session& session, const VerifyOptions& options) {
    Connection connection{session};
    const auto comparison = verify_job(connection, options.job, options.folder);
    if (session.json)
        print_line(common::json_text(comparison_json(options.job, comparison)));
    else
        print_text(comparison_text(comparison));
    print_error(remarks_text(comparison.remarks));
    return comparison.difference_count == 0 && comparison.is_whole() ? 0 : 1;
}

}  // namespace

void declare_verify(CLI::App& app, Session& session) {
    auto options = std::make_shared<VerifyOptions>();
    auto& command = declare_command(
        app, session, "verify", "Compare a tree of files with a job, record by record",
        "  tradepit verify data/agent_data\n"
        "  tradepit verify out --job JOB --json\n"
        "Positions, and logs where there are any. Exit code: 0 equal, 1 different, refused, or\n"
        "not compared in full because something in DIR could not be read.",
        [&session, options] { return verify(session, *options); });
    command.add_option("DIR", options->folder, "The folder of the models")
        ->required()
        ->type_name("DIR");
    command.add_option("--job", options->job, "The job's id [historical-import]");
}

}  // namespace tradepit::cli
