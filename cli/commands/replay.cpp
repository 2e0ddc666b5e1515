#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/config_folder.h"
#include "cli/display/differences.h"
#include "cli/display/remarks.h"
#include "cli/display/views.h"
#include "cli/history/history_files.h"
#include "cli/jobs/job_request.h"
#include "cli/jobs/own_pipeline.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/limits.h"
#include "common/process/settings.h"

namespace tradepit::cli {

using nlohmann::json;
using Json = nlohmann::ordered_json;

namespace {

struct ReplayOptions {
    PipelineOptions pipeline;
    std::string folder;
    std::vector<std::string> prices;
    std::string market;
    std::map<std::string, std::string> settings;
};

/// The rows of GET /jobs/{id}/differences, from all pages.
Json all_differences(Connection& connection, const std::string& job) {
    auto rows = Json::array();
    std::string cursor;
    do {
        const auto page = parse_answer(
            connection.get("/jobs/" + job + "/differences",
                           {{"limit", std::to_string(common::PAGE_ROWS_MAX)}, {"cursor", cursor}}));
        for (const auto& row : page.at("differences")) rows.push_back(row);
        const auto next = page.find("next_cursor");
        cursor = next != page.end() && next->is_string() ? next->get<std::string>() : "";
    } while (!cursor.empty());
    return rows;
}

int replay(Session& session, const ReplayOptions& options) {
    common::start_log("tradepit", session.settings.log_level);
    const auto recordings = read_recordings(options.folder);
    print_error(remarks_text(recordings.remarks));
    json body{{"replay", recordings.texts}};
    const auto markets = read_markets(session.config_dir);
    if (!options.market.empty()) body["market"] = options.market;
    add_settings(body, options.settings);
    const auto settings = pipeline_settings(session, options.pipeline);
    Json document;
    {  // the pipeline ends with `own`, before the results are printed
        OwnPipeline own{settings, session.signals};
        const auto reports = own.import(options.prices, options.market, markets);
        if (const auto market = market_of(reports); !market.empty()) body["market"] = market;
        if (!reports.empty()) print_error(import_text(reports));
        document = own.run(body);
        document["prices"] = import_json(reports);
        const auto job = document["job_id"].get<std::string>();
        document["differences"] = summarise_differences(all_differences(own.connection(), job));
    }
    print_run(session, document);
    print_locations(settings);
    return exit_code_of_run(document);
}

}  // namespace

void declare_replay(CLI::App& app, Session& session) {
    auto options = std::make_shared<ReplayOptions>();
    auto& command = declare_command(
        app, session, "replay", "Trade recorded position.jsonl files again, and compare",
        "  tradepit replay data/agent_data --prices data/merged.jsonl\n"
        "Every MODEL/position/position.jsonl in AGENT_DATA or below it is replayed under the "
        "market's\n"
        "rules; differences from the record are reported, and do not make it fail. Exit codes are\n"
        "those of `run`, and 64 where a file or folder cannot be read.",
        [&session, options] { return replay(session, *options); });
    command.add_option("AGENT_DATA", options->folder, "The folder of the models' folders")
        ->required();
    command.add_option("--prices", options->prices, "Price files to import first")
        ->type_name("FILE");
    command.add_option("--market", options->market, "The market to trade on")->type_name("M");
    declare_settings(command, options->settings);
    declare_pipeline_options(command, options->pipeline);
}

}  // namespace tradepit::cli
