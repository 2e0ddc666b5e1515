#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "cli/http_default.h"
#include "cli/jobs/job_watch.h"
#include "cli/jobs/own_pipeline.h"
#include "cli/prices/synthetic.h"
#include "cli/session.h"
#include "common/process/settings.h"
#include "common/process/temporary_folder.h"

namespace tradepit::cli {

using nlohmann::json;

namespace {

struct DemoOptions {
    PipelineOptions pipeline;
    std::string http;
    std::uint64_t seed = 1;
    bool serve = false;
};

json demo_config() {
    const auto model = [](const char* signature, json agent) {
        return json{{"signature", signature}, {"agent", std::move(agent)}};
    };
    return {{"market", SYNTHETIC_MARKET},
            {"models",
             json::array({model("buy-and-hold", {{"kind", "buy_and_hold"}}),
                          model("equal-weight", {{"kind", "equal_weight"}}),
                          model("momentum-5", {{"kind", "momentum"}, {"lookback", 5}}),
                          model("momentum-20", {{"kind", "momentum"}, {"lookback", 20}}),
                          model("momentum-60", {{"kind", "momentum"}, {"lookback", 60}}),
                          model("reversion-5", {{"kind", "mean_reversion"}, {"lookback", 5}}),
                          model("reversion-20", {{"kind", "mean_reversion"}, {"lookback", 20}}),
                          model("random-1", {{"kind", "random"}, {"seed", 1}}),
                          model("random-2", {{"kind", "random"}, {"seed", 2}})})},
            {"agent_config", {{"initial_cash", 10'000}}}};
}

/// Runs the demo in the session's run folder. @return the exit code.
int run_demo(Session& session, const DemoOptions& options) {
    auto settings = pipeline_settings(session, options.pipeline);
    if (options.serve) settings.http = http_or_default(options.http, false);
    std::fprintf(stderr,
                 "A demo: %zu symbols over %zu days whose prices are made up (synthetic, seed "
                 "%llu),\nand nine simple strategies that start with 10,000 each.\n",
                 SYNTHETIC_SYMBOLS, SYNTHETIC_DAYS, static_cast<unsigned long long>(options.seed));
    auto own = std::make_unique<OwnPipeline>(settings, session.signals);
    static_cast<void>(own->import(synthetic_prices(session.config_dir, options.seed)));
    auto document =
        own->run({{"config", demo_config()}, {"label", "demo"}, {"market", SYNTHETIC_MARKET}});
    document["seed"] = options.seed;
    document["synthetic"] = true;
    if (!options.serve) own.reset();  // ends the pipeline
    print_run(session, document);
    if (!options.serve) {
        std::fprintf(
            stderr,
            "The prices were synthetic. Where to go next:\n"
            "  tradepit demo --serve                      the same, and then the API on it\n"
            "  tradepit run CONFIG --prices merged.jsonl  your models on real prices\n"
            "  tradepit up                                a pipeline that stays\n");
        return exit_code_of(document);
    }
    const auto http = own->http_address();
    std::fprintf(stderr,
                 "The API is on http://%s until Ctrl-C. Try, on these synthetic results:\n"
                 "  curl 'http://%s/leaderboard'\n"
                 "  tradepit leaderboard --run-dir %s\n",
                 http.c_str(), http.c_str(), settings.common.run_dir.c_str());
    try {
        own->serve();
    } catch (const Stopped&) {
        std::fprintf(stderr, "The demo ends.\n");
    }
    return exit_code_of(document);
}

int demo(Session& session, const CLI::App& app, const DemoOptions& options) {
    common::start_log("tradepit", session.settings.log_level);
    if (app.get_option("--run-dir")->count() > 0) return run_demo(session, options);
    const common::TemporaryFolder folder;
    Session in_folder = session;
    in_folder.settings.run_dir = folder.path();
    in_folder.settings.endpoints = {};  // resolved() then puts the sockets into the new folder
    in_folder.settings.endpoints = common::resolved(in_folder.settings);
    return run_demo(in_folder, options);
}

}  // namespace

void declare_demo(CLI::App& app, Session& session) {
    auto options = std::make_shared<DemoOptions>();
    auto& command = declare_command(
        app, session, "demo", "See it work: a made-up market, nine strategies, a leaderboard",
        "  tradepit demo\n  tradepit demo --seed 7 --serve",
        [&session, &app, options] { return demo(session, app, *options); });
    command.add_flag("--serve", options->serve, "Stay up afterwards, with the HTTP API");
    command.add_option("--seed", options->seed, "Of the made-up prices")->capture_default_str();
    command.add_option("--http", options->http, "With --serve: address and port of the API")
        ->envname("TRADEPIT_HTTP")
        ->type_name("A:P")
        ->default_str(default_http());
    declare_pipeline_options(command, options->pipeline);
}

}  // namespace tradepit::cli
