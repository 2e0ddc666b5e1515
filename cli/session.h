#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/process/settings.h"
#include "common/process/stop_signals.h"

namespace CLI {
class App;
}

namespace tradepit::cli {

/// What every command shares: the settings before the command's own, and what it is to do.
/// Declaring a command fills in the flags; parsing chooses `action`, which returns the exit code.
struct Session {
    common::StopSignals& signals;
    common::ProgramSettings settings;
    std::string config_dir;
    bool json = false;
    std::function<int()> action;
};

/// A command of `app` with a footer of examples; when it is given, `action` is what is done.
CLI::App& declare_command(CLI::App& app, Session& session, const std::string& name,
                          const std::string& meaning, const std::string& examples,
                          std::function<int()> action);

// Each declares one command, or one family. In commands/.
void declare_up(CLI::App& app, Session& session);
void declare_run(CLI::App& app, Session& session);
void declare_replay(CLI::App& app, Session& session);
void declare_chaos(CLI::App& app, Session& session);
void declare_demo(CLI::App& app, Session& session);
void declare_submit(CLI::App& app, Session& session);
void declare_watch(CLI::App& app, Session& session);
void declare_status(CLI::App& app, Session& session);
void declare_cancel(CLI::App& app, Session& session);
void declare_retry(CLI::App& app, Session& session);
void declare_queries(CLI::App& app, Session& session);
void declare_import(CLI::App& app, Session& session);
void declare_maintenance(CLI::App& app, Session& session);
void declare_token(CLI::App& app, Session& session);
void declare_export(CLI::App& app, Session& session);
void declare_verify(CLI::App& app, Session& session);
void declare_import_history(CLI::App& family, Session& session);

/// Every command.
void declare_commands(CLI::App& app, Session& session);

/// Runs the chosen action and turns what it throws into a sentence and an exit code.
int perform(const Session& session);

/// The message of a command line that is not understood: one sentence, with the command that was
/// probably meant.
std::string usage_message(const CLI::App& app, const std::string& error);

}  // namespace tradepit::cli
