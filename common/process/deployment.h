#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tradepit::common {

/// Whether a pipeline is in production or in dev mode. In dev mode every model runs the mock agent,
/// so that no provider of language models is called, and the results are in a database of their
/// own. The names of the settings and of the fields in answers are those of AI-Trader's server.
struct Deployment {
    std::string mode = "PROD";       ///< or "DEV"
    bool preserve_dev_data = false;  ///< a dev pipeline keeps the results that are there

    [[nodiscard]] bool is_dev() const { return mode == "DEV"; }
};

/// Declares --deployment-mode (DEPLOYMENT_MODE) and --preserve-dev-data (PRESERVE_DEV_DATA).
void declare_deployment(CLI::App& app, Deployment& deployment);

/// The name of the database file where none was given, for this mode.
[[nodiscard]] std::string default_database(const Deployment& deployment);

/// In dev mode a file beside `database`: results.db becomes results_dev.db. Else `database`.
[[nodiscard]] std::string database_of_mode(const Deployment& deployment,
                                           const std::string& database);

}  // namespace tradepit::common
