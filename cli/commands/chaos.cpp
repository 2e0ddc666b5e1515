#include "cli/chaos/chaos.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "cli/failures.h"
#include "cli/jobs/own_pipeline.h"
#include "cli/prices/synthetic.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/process/settings.h"
#include "common/process/temporary_folder.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

using nlohmann::json;

namespace {

constexpr int STRIKES_MAX = 10'000;
constexpr int MODELS_MAX = 64;
/// Jobs trade in every tenth of the synthetic symbols, which is one of each sector: that is enough.
constexpr std::size_t ONE_SYMBOL_IN = 10;
/// The delay of each model-day. It is long enough that some model-days are always under way, and
/// short enough that strikes also hit the claims and commits between them.
constexpr int DELAY_MS = 20;

struct ChaosOptions {
    PipelineOptions pipeline;
    ChaosPlan plan;
    int models = 4;
    std::size_t days = SYNTHETIC_DAYS;
};

/// A config of `models` models, which have five strategies in turn. Each of their model-days takes
/// at least DELAY_MS.
json chaos_config(int models) {
    auto list = json::array();
    for (int number = 0; number < models; ++number) {
        const int round = number / 5;  // varies the settings of a strategy, where it has any
        json agent;
        switch (number % 5) {
            case 0:
                agent = {{"kind", "momentum"}, {"lookback", 5 + round}, {"top", 3}};
                break;
            case 1:
                agent = {{"kind", "random"}, {"seed", round}};
                break;
            case 2:
                agent = {{"kind", "mean_reversion"}, {"lookback", 3 + round}, {"top", 2}};
                break;
            case 3:
                agent = {{"kind", "equal_weight"}};
                break;
            default:
                agent = {{"kind", "buy_and_hold"}};
        }
        agent["delay_ms"] = DELAY_MS;
        list.push_back(
            {{"signature", fmt::format("{}-{}", agent["kind"].get<std::string>(), number + 1)},
             {"agent", agent}});
    }
    return {{"market", SYNTHETIC_MARKET},
            {"models", std::move(list)},
            {"agent_config", {{"initial_cash", 10'000}}}};
}

/// Sets settings of the broker and the workers by the environment, unless they are set there
/// already. Attempts are practically unlimited, so that no model-day fails because of the strikes.
/// Leases are short, because a model-day of a worker that died runs again only after its lease has
/// expired.
void set_environment() {
    ::setenv("TRADEPIT_MAX_ATTEMPTS", "1000000", 0);
    ::setenv("TRADEPIT_LEASE_MS", "2000", 0);
    ::setenv("TRADEPIT_HEARTBEAT_MS", "250", 0);
}

/// Runs the chaos in the session's run folder. @return the exit code.
int run_chaos(Session& session, const ChaosOptions& options) {
    auto settings = pipeline_settings(session, options.pipeline);
    std::fprintf(stderr,
                 "Chaos, seed %llu: jobs of %d models over %zu days; first one undisturbed, then "
                 "while programs are struck.\n",
                 static_cast<unsigned long long>(options.plan.seed), options.models, options.days);
    OwnPipeline own{settings, session.signals};
    static_cast<void>(
        own.import(thinned(synthetic_prices(session.config_dir, 1), options.days, ONE_SYMBOL_IN)));
    Chaos chaos{own,
                settings,
                {{"config", chaos_config(options.models)},
                 {"label", "chaos"},
                 {"market", SYNTHETIC_MARKET}}};
    const auto report = chaos.run(options.plan);
    if (session.json)
        print_line(common::json_text(chaos_json(report)));
    else
        print_text(chaos_text(report));
    return broken_guarantees(report).empty() ? 0 : 1;
}

int chaos(Session& session, const CLI::App& app, const ChaosOptions& options) {
    // The warnings about killed programs are expected here, so only errors are logged.
    const bool level_given = app.get_option("--log-level")->count() > 0;
    common::start_log("tradepit", level_given ? session.settings.log_level : "error");
    set_environment();
    const auto run_and_report = [&](Session& chaos_session) {
        try {
            return run_chaos(chaos_session, options);
        } catch (const UsageError&) {
            throw;
        } catch (const Stopped&) {
            throw;
        } catch (const std::exception& error) {
            // A pipeline that no longer answers is a broken guarantee, which this command reports.
            std::fprintf(stderr, "tradepit: %s\nseed %llu: SOME CHECKS FAILED\n", error.what(),
                         static_cast<unsigned long long>(options.plan.seed));
            return 1;
        }
    };
    if (app.get_option("--run-dir")->count() > 0) return run_and_report(session);
    common::TemporaryFolder folder;
    folder.keep();  // let_go() below removes it when all checks passed
    Session in_folder = session;
    in_folder.settings.run_dir = folder.path();
    in_folder.settings.endpoints = {};  // resolved() then puts the sockets into the new folder
    in_folder.settings.endpoints = common::resolved(in_folder.settings);
    std::fprintf(stderr, "Everything is in %s, which stays unless all holds.\n",
                 folder.path().c_str());
    const int code = run_and_report(in_folder);
    if (code == 0) folder.let_go();
    return code;
}

}  // namespace

void declare_chaos(CLI::App& app, Session& session) {
    auto options = std::make_shared<ChaosOptions>();
    auto& command = declare_command(
        app, session, "chaos",
        "Kill and stop a pipeline's programs under load, and check that nothing is lost",
        "  tradepit chaos\n"
        "  tradepit chaos --seed 7 --kills 200 --stops 20\n"
        "  tradepit chaos --roles broker,worker --workers 4 --run-dir DIR\n"
        "Each strike is made while workers hold leases. At the end every job must be completed "
        "with\n"
        "the digest of the undisturbed job, with nothing lost and no day completed twice, and the "
        "database\n"
        "must be sound. Exit code: 0 all of this is so, 1 it is not.",
        [&session, &app, options] { return chaos(session, app, *options); });
    const std::map<std::string, Role> roles{{"writer", Role::writer},
                                            {"broker", Role::broker},
                                            {"worker", Role::worker},
                                            {"query", Role::query}};
    auto& plan = options->plan;
    command.add_option("--seed", plan.seed, "Determines which programs are struck, and when")
        ->capture_default_str();
    command.add_option("--kills", plan.kills, "SIGKILLs of each role")
        ->check(CLI::Range(0, STRIKES_MAX))
        ->capture_default_str();
    command.add_option("--stops", plan.stops, "SIGSTOPs of each role, each continued within 2 s")
        ->check(CLI::Range(0, STRIKES_MAX))
        ->capture_default_str();
    command.add_option("--roles", plan.roles, "Which programs [all]")
        ->delimiter(',')
        ->transform(CLI::CheckedTransformer(roles))
        ->type_name("ROLE,…")
        ->default_str("");
    command.add_option("--models", options->models, "Models of each job")
        ->check(CLI::Range(1, MODELS_MAX))
        ->capture_default_str();
    command.add_option("--days", options->days, "Days of each job")
        ->check(CLI::Range(std::size_t{1}, SYNTHETIC_DAYS))
        ->capture_default_str();
    declare_pipeline_options(command, options->pipeline);
}

}  // namespace tradepit::cli
