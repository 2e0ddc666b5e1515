#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tradepit::common {

/// Whether a pipeline is in production or in dev mode. In dev mode every model runs the mock agent,
/// so that no provider is called, and the results are in a database of their own. The names of the
/// settings and of the fields in answers are those of the original system.
struct Deployment {
    std::string mode = "PROD";  ///< or "DEV"
    bool preserve_dev_data = false;

    [[nodiscard]] bool is_dev() const { return mode == "DEV"; }
};

/// Declares --deployment-mode (DEPLOYMENT_MODE) and --preserve-dev-data (PRESERVE_DEV_DATA).
void declare_deployment(CLI::App& app, Deployment& deployment);

/// The name of the database file where none was given.
[[nodiscard]] std::string default_database(const Deployment& deployment);

/// In dev mode a file beside `database`: results.db becomes results_dev.db. Else `database`.
[[nodiscard]] std::string own_database(const Deployment& deployment, const std::string& database);

}  // namespace tradepit::common
