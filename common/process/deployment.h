#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tradepit::common {

/// What a pipeline is for. In dev mode every model runs the mock agent, so that no provider is
/// called, and the results are in a database of their own. The names of its settings and of what is
/// answered are those of the system that this one follows.
struct Deployment {
    std::string mode = "PROD";  ///< or "DEV"
    bool preserve_dev_data = false;

    [[nodiscard]] bool is_dev() const { return mode == "DEV"; }
};

/// Declares --deployment-mode (DEPLOYMENT_MODE) and --preserve-dev-data (PRESERVE_DEV_DATA).
void declare_deployment(CLI::App& app, Deployment& deployment);

/// The file name of the results where none was given.
[[nodiscard]] std::string default_database(const Deployment& deployment);

/// In dev mode another file, beside `database`: results.db becomes results_dev.db.
[[nodiscard]] std::string own_database(const Deployment& deployment, const std::string& database);

}  // namespace tradepit::common
