#include "cli/session.h"

#include <algorithm>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/failures.h"
#include "cli/suggestion.h"
#include "cli/terminal.h"
#include "common/process/exit_codes.h"

namespace tradepit::cli {

CLI::App& declare_command(CLI::App& app, Session& session, const std::string& name,
                          const std::string& meaning, const std::string& examples,
                          std::function<int()> action) {
    auto* command = app.add_subcommand(name, meaning);
    // Settings of the whole program may also be given after the command's name.
    command->fallthrough();
    command->footer("Examples:\n" + examples +
                    "\nSettings of every command (--run-dir, --json, …): tradepit --help");
    command->callback([&session, action = std::move(action)] { session.action = action; });
    return *command;
}

void declare_commands(CLI::App& app, Session& session) {
    declare_demo(app, session);
    declare_up(app, session);
    declare_run(app, session);
    declare_replay(app, session);
    declare_import(app, session);
    declare_export(app, session);
    declare_verify(app, session);
    declare_submit(app, session);
    declare_watch(app, session);
    declare_status(app, session);
    declare_cancel(app, session);
    declare_retry(app, session);
    declare_queries(app, session);
    declare_maintenance(app, session);
    declare_token(app, session);
    declare_chaos(app, session);
}

int perform(const Session& session) {
    const auto say = [](const char* text) { print_error(std::string{"tradepit: "} + text + "\n"); };
    try {
        return session.action();
    } catch (const UsageError& error) {
        say(error.what());
        return common::EXIT_USAGE;
    } catch (const Unreachable& error) {
        say(error.what());
        return common::EXIT_UNREACHABLE;
    } catch (const ProgramEndedForGood& gone) {
        say(gone.what());
        return gone.code;
    } catch (const Stopped& stopped) {
        say(stopped.what());
        return 1;
    }
}

std::string usage_message(const CLI::App& app, const std::string& error) {
    // get_subcommands() gives the commands that the user named; with a filter, all declared ones.
    const auto unknown = app.remaining();
    if (app.get_subcommands().empty() && !unknown.empty() && !unknown.front().starts_with('-')) {
        std::vector<std::string> names;
        for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
            names.push_back(command->get_name());
        auto text = "tradepit: there is no command \"" + unknown.front() + "\"";
        if (const auto near = nearest(unknown.front(), names))
            text += "; did you mean \"" + *near + "\"?";
        return text + "\nThe commands are listed by tradepit --help\n";
    }
    std::string name = "tradepit";
    for (const auto* command = &app; !command->get_subcommands().empty();) {
        command = command->get_subcommands().back();
        name += " " + command->get_name();
    }
    return name + ": " + error + "\nMore about it: " + name + " --help\n";
}

}  // namespace tradepit::cli
