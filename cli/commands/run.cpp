#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/config_folder.h"
#include "cli/display/views.h"
#include "cli/jobs/job_request.h"
#include "cli/jobs/own_pipeline.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/process/settings.h"

namespace tradepit::cli {

using nlohmann::json;
using Json = nlohmann::ordered_json;

namespace {

struct RunOptions {
    PipelineOptions pipeline;
    JobOptions job;
    std::string config;
    std::vector<std::string> prices;
};

int run(Session& session, RunOptions options) {
    common::start_log("tradepit", session.settings.log_level);
    const auto config = read_config(options.config, session.config_dir);
    json body{{"config", config}};
    const auto markets = read_markets(session.config_dir);
    add_options(body, options.job);
    const auto settings = pipeline_settings(session, options.pipeline);
    Json document;
    {  // the pipeline ends with `own`, before the results are printed
        OwnPipeline own{settings, session.signals};
        const auto reports = own.import(options.prices, options.job.market, markets);
        const bool market_named = body.contains("market") || config.contains("market");
        if (const auto market = market_of(reports); !market.empty() && !market_named)
            body["market"] = market;
        if (!reports.empty()) print_error(import_text(reports));
        document = own.run(body);
        document["prices"] = import_json(reports);
    }
    print_run(session, document);
    print_locations(settings);
    return exit_code_of_run(document);
}

}  // namespace

void declare_run(CLI::App& app, Session& session) {
    auto options = std::make_shared<RunOptions>();
    auto& command = declare_command(
        app, session, "run", "Run one job from start to end: pipeline up, job, leaderboard, down",
        "  tradepit run default_config.json --prices merged.jsonl\n"
        "  tradepit run my.json --start 2025-10-01 --end 2025-10-29 --models momentum --json\n"
        "Exit code: 0 the job completed, 2 some of its days failed (or the files of --dual-write "
        "are not\ncomplete), 1 it failed, 64 usage.",
        [&session, options] { return run(session, *options); });
    command.add_option("CONFIG", options->config, "A config, here or in the config folder")
        ->required();
    command.add_option("--prices", options->prices, "Price files to import first")
        ->type_name("FILE");
    declare_pipeline_options(command, options->pipeline);
    declare_job_options(command, options->job);
}

}  // namespace tradepit::cli
