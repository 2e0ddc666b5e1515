#include "common/process/deployment.h"

#include <cstdlib>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

class DeploymentTest : public testing::Test {
protected:
    /// @return whether the arguments can be parsed.
    bool parse(std::vector<std::string> arguments) {
        CLI::App app;
        declare_deployment(app, deployment);
        try {
            app.parse(std::move(arguments));
        } catch (const CLI::ParseError&) {
            return false;
        }
        return true;
    }
    Deployment deployment;
};

TEST_F(DeploymentTest, IsForProductionUnlessToldOtherwise) {
    EXPECT_TRUE(parse({}));
    EXPECT_EQ(deployment.mode, "PROD");
    EXPECT_FALSE(deployment.is_dev());
}

TEST_F(DeploymentTest, TheEnvironmentHasTheNamesOfTheOriginal) {
    ::setenv("DEPLOYMENT_MODE", "dev", 1);
    ::setenv("PRESERVE_DEV_DATA", "true", 1);
    EXPECT_TRUE(parse({}));
    EXPECT_TRUE(deployment.is_dev());
    EXPECT_TRUE(deployment.preserve_dev_data);
    ::setenv("PRESERVE_DEV_DATA", "false", 1);
    EXPECT_TRUE(parse({}));
    EXPECT_FALSE(deployment.preserve_dev_data);
    ::unsetenv("DEPLOYMENT_MODE");
    ::unsetenv("PRESERVE_DEV_DATA");
}

TEST_F(DeploymentTest, AnUnknownModeIsRefused) {
    EXPECT_FALSE(parse({"--deployment-mode=STAGING"}));
}

TEST_F(DeploymentTest, DevModeHasADatabaseOfItsOwnBesideTheOther) {
    EXPECT_EQ(database_of_mode(deployment, "run/results.db"), "run/results.db");
    deployment.mode = "DEV";
    EXPECT_EQ(database_of_mode(deployment, "run/results.db"), "run/results_dev.db");
    EXPECT_EQ(database_of_mode(deployment, "/a.b/all"), "/a.b/all_dev");
    EXPECT_EQ(default_database(deployment), "results_dev.db");
}

}  // namespace
}  // namespace tradepit::common
