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

/// The settings that all commands share, and the action of the command that was given. Parsing the
/// command line fills them in; `action` runs the command and returns the exit code.
struct Session {
    common::StopSignals& signals;
    common::ProgramSettings settings;
    std::string config_dir;
    bool json = false;
    std::function<int()> action;
};

/// Adds a command to `app`. `meaning` and `examples` are its help. When the command is given,
/// `action` becomes the session's. `session` must outlive `app`.
CLI::App& declare_command(CLI::App& app, Session& session, const std::string& name,
                          const std::string& meaning, const std::string& examples,
                          std::function<int()> action);

// Each declares one command or a family of commands; they are defined in commands/.
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
/// Adds the commands that send one GET request: leaderboard, results, jobs and others.
void declare_queries(CLI::App& app, Session& session);
void declare_import(CLI::App& app, Session& session);
/// Adds a command for each kind of maintenance task.
void declare_maintenance(CLI::App& app, Session& session);
void declare_token(CLI::App& app, Session& session);
void declare_export(CLI::App& app, Session& session);
void declare_verify(CLI::App& app, Session& session);
/// Adds `positions` and `logs` to the commands of `import`; declare_import() calls it.
void declare_import_history(CLI::App& import_command, Session& session);

/// Declares every command.
void declare_commands(CLI::App& app, Session& session);

/// Runs the session's action. Exceptions of cli/failures.h are printed on standard error and become
/// the exit code. Refused, and every exception from elsewhere, is passed on. @return the exit code.
int perform(const Session& session);

/// The text for a command line that cannot be parsed: `error`, which is CLI11's text, and how to
/// see the help. For an unknown command it names that command, and a similar one if there is one,
/// in place of `error`.
std::string usage_message(const CLI::App& app, const std::string& error);

}  // namespace tradepit::cli
