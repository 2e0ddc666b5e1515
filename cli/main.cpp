#include <CLI/CLI.hpp>

#include "cli/session.h"
#include "common/process/program_folder.h"
#include "common/process/settings.h"
#include "common/process/stop_signals.h"

int main(int argc, char** argv) {
    using namespace tradepit;
    common::StopSignals signals;  // first: no thread may start before it blocks the signals
    CLI::App app{"tradepit runs trading competitions between models on historical markets.",
                 "tradepit"};
    cli::Session session{.signals = signals,
                         .settings = {},
                         .config_dir = common::default_config_dir(),
                         .json = false,
                         .action = {}};
    common::declare_settings(app, session.settings);
    common::declare_setting(app, "config-dir", session.config_dir,
                            "Folder of configs and markets.json");
    app.add_flag("--json", session.json, "Print for programs: JSON on standard output");
    cli::declare_commands(app, session);
    app.require_subcommand(1);
    app.footer("Start with: tradepit demo\nA command's own help: tradepit COMMAND --help");
    app.failure_message([](const CLI::App* failed, const CLI::Error& error) {
        return cli::usage_message(*failed, error.what());
    });
    return common::run_program(app, argc, argv, session.settings,
                               [&session] { return cli::perform(session); });
}
