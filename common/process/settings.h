#pragma once

#include <functional>
#include <string>

#include "common/process/security.h"

namespace CLI {
class App;
}

namespace tradepit::common {

/// The endpoints at which the programs of one pipeline meet. An empty one stands for the default:
/// an ipc:// socket of that name in the run folder.
struct Endpoints {
    std::string tasks;    ///< broker, for workers
    std::string control;  ///< broker, for query
    std::string events;   ///< writer, for workers, broker and importers
    std::string lookup;   ///< query, for clients and workers
    Security security{};
};

/// The settings that every program has. Each program declares further ones with CLI11 in its main.
struct ProgramSettings {
    std::string run_dir = "run";
    Endpoints endpoints;
    std::string log_level = "info";
    std::string file;  ///< the file of --settings, as an absolute path; empty: none
};

/// Declares the settings that every program has. Each can be set by a flag (--run-dir), an
/// environment variable (TRADEPIT_RUN_DIR) and a key of the file that --settings names (run-dir). A
/// flag overrides the file, and the file overrides the environment.
///
/// All programs of a pipeline can share that file: only tradepit-broker reads what stands under
/// [broker], and every program reads what stands under no heading. settings_file.h has its syntax.
void declare_settings(CLI::App& app, ProgramSettings& settings);

/// Declares one more setting, which can be set in the same three ways.
/// @param flag without its dashes: "lease-ms"
/// @tparam Value std::string, int, std::int64_t or bool
/// @param value the default, and after parsing the value that was set
/// @param meaning its line in --help
template <class Value>
void declare_setting(CLI::App& app, const std::string& flag, Value& value,
                     const std::string& meaning);

/// Parses the command line into `settings`, fills in the endpoints' defaults there, and runs
/// `program`, whose exit code it returns. --help and --version print, and return 0. After wrong
/// usage it prints what is wrong and returns EXIT_USAGE (exit_codes.h), and so it does when
/// `program` throws a SetUpFault (set_up_fault.h). Any other std::exception of `program` is
/// printed, and the result is 1.
int run_program(CLI::App& app, int argc, char** argv, ProgramSettings& settings,
                const std::function<int()>& program);

/// The endpoints of `settings`, where an empty one is replaced by its default in the run folder.
/// @throws std::invalid_argument, which names the path, when the path of a default is longer than
/// the system's 107 bytes.
Endpoints resolved(const ProgramSettings& settings);

/// Starts the log: standard error, one line for each entry, in the form of log_format().
/// @param level a value of --log-level: "info"
void start_log(const std::string& program, const std::string& level);

}  // namespace tradepit::common
