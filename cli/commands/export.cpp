#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "cli/config_folder.h"
#include "cli/history/history_export.h"
#include "cli/pipeline/connection.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

namespace {

struct ExportOptions {
    std::string job;
    std::string folder;
};

int export_to(Session& session, const ExportOptions& options) {
    Connection connection{session};
    const auto written = export_job(connection, options.job, options.folder,
                                    read_markets(session.config_dir), [](std::int64_t) {});
    nlohmann::ordered_json models = nlohmann::ordered_json::object();
    for (const auto& [model, counts] : written) {
        models[model] = {{"records", counts.records}, {"steps", counts.steps}};
        if (!session.json)
            print_text(
                fmt::format("{}: {} records, {} steps\n", model, counts.records, counts.steps));
    }
    if (session.json)
        print_line(common::json_text(nlohmann::ordered_json{
            {"job_id", options.job}, {"folder", options.folder}, {"models", models}}));
    return 0;
}

}  // namespace

void declare_export(CLI::App& app, Session& session) {
    auto options = std::make_shared<ExportOptions>();
    auto& command = declare_command(
        app, session, "export", "Write a job as files: position.jsonl and log.jsonl by model",
        "  tradepit export JOB out\n"
        "  tradepit export historical-import out --json\n"
        "DIR must be new or empty. The files are in the format that was imported; importing them\n"
        "makes the same rows (tradepit digest JOB --books tells).\n"
        "Exit code: 0 written, 1 refused: there is no such job, or it has not ended.",
        [&session, options] { return export_to(session, *options); });
    command.add_option("JOB", options->job, "The job's id")->required();
    command.add_option("DIR", options->folder, "The folder to write")->required()->type_name("DIR");
}

}  // namespace tradepit::cli
