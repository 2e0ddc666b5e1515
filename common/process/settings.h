#pragma once

#include <functional>
#include <string>

#include "common/process/security.h"

namespace CLI {
class App;
}

namespace tradepit::common {

/// Where the programs of one pipeline meet. Empty means the default: an ipc:// socket of that name
/// in the run folder.
struct Endpoints {
    std::string tasks;    ///< broker, for workers
    std::string control;  ///< broker, for query
    std::string events;   ///< writer, for workers, broker and importers
    std::string lookup;   ///< query, for everybody
    Security security{};
};

/// What every program has; each adds its own with CLI11 in its main.
struct ProgramSettings {
    std::string run_dir = "run";
    Endpoints endpoints;
    std::string log_level = "info";
    std::string file;  ///< that --settings names, as an absolute path; empty: none
};

/// Declares the common settings on `app`: each is at once a flag (--run-dir), an environment
/// variable (TRADEPIT_RUN_DIR) and a key of the file that --settings names. All programs of a
/// pipeline can share that file: what stands under [broker] is tradepit-broker's alone, what stands
/// under no heading is everybody's who has it.
void declare_settings(CLI::App& app, ProgramSettings& settings);

/// Declares one more setting in the same three forms; `flag` without dashes, e.g. "lease-ms".
template <class Value>
void declare_setting(CLI::App& app, const std::string& flag, Value& value,
                     const std::string& meaning);

/// Parses, fills in the endpoints' defaults, and runs `program`, which returns the exit code. For
/// --help and --version prints and returns 0; for bad usage prints one sentence and returns
/// EXIT_USAGE (exit_codes.h), as for an InsecureEndpoint (sockets.h) of the program; for another
/// std::exception that nobody could act on prints it and returns 1.
int run_program(CLI::App& app, int argc, char** argv, ProgramSettings& settings,
                const std::function<int()>& program);

/// The endpoints with the run folder's defaults filled in. @throws std::invalid_argument when an
/// ipc path is longer than the system's 107 bytes, naming it.
Endpoints resolved(const ProgramSettings& settings);

/// Starts the log: standard error, one line an entry, with the program's name and process id.
void start_log(const std::string& program, const std::string& level);

}  // namespace tradepit::common
