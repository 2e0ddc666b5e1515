#include "common/process/deployment.h"

#include <filesystem>

#include <CLI/CLI.hpp>

namespace tradepit::common {

void declare_deployment(CLI::App& app, Deployment& deployment) {
    app.add_option("--deployment-mode", deployment.mode,
                   "PROD; or DEV: mock agents alone, in a database of their own")
        ->envname("DEPLOYMENT_MODE")
        ->transform(CLI::IsMember({"PROD", "DEV"}, CLI::ignore_case))
        ->capture_default_str();
    app.add_flag("--preserve-dev-data", deployment.preserve_dev_data,
                 "With DEV: go on with that database, which is emptied otherwise")
        ->envname("PRESERVE_DEV_DATA");
}

std::string default_database(const Deployment& deployment) {
    return database_of_mode(deployment, "results.db");
}

std::string database_of_mode(const Deployment& deployment, const std::string& database) {
    if (!deployment.is_dev()) return database;
    const std::filesystem::path path{database};
    auto name = path.stem();
    name += "_dev";
    name += path.extension();
    return (path.parent_path() / name).string();
}

}  // namespace tradepit::common
