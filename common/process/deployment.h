#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tradepit::common {

/// Whether a pipeline is in production or in dev mode. In dev mode every model runs the mock agent,
/// so that no provider of language models is called, and the results are in a database of their
/// own. The settings, and the fields of GET /health and of a job's answers that show them, have the
/// names that AI-Trader's API server gave them.
struct Deployment {
    std::string mode = "PROD";       ///< "PROD" or "DEV"
    bool preserve_dev_data = false;  ///< a dev pipeline keeps the results of the one before it

    [[nodiscard]] bool is_dev() const { return mode == "DEV"; }
};

/// Declares --deployment-mode (DEPLOYMENT_MODE) and --preserve-dev-data (PRESERVE_DEV_DATA).
void declare_deployment(CLI::App& app, Deployment& deployment);

/// The name of the database file where the user gives none: results.db or results_dev.db.
[[nodiscard]] std::string default_database(const Deployment& deployment);

/// The database file to use where the user gives `database`: in dev mode a file beside it, so that
/// results.db becomes results_dev.db; else `database` itself.
[[nodiscard]] std::string database_of_mode(const Deployment& deployment,
                                           const std::string& database);

}  // namespace tradepit::common
