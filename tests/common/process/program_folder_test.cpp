#include "common/process/program_folder.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"

namespace tradepit::common {
namespace {

namespace fs = std::filesystem;

class ConfigDir : public testing::Test {
protected:
    /// Makes a config folder and gives its path back.
    std::string config(const std::string& name) const {
        auto made = folder.path() / name;
        fs::create_directories(made);
        std::ofstream{made / "markets.json"} << "{}";
        return fs::canonical(made).string();
    }
    fs::path bin(const std::string& name) const {
        auto made = folder.path() / name;
        fs::create_directories(made);
        return made;
    }
    const common::TemporaryFolder folder;
};

TEST_F(ConfigDir, OfABuildIsThatOfTheSources) {
    const auto programs = bin("build/release/bin");
    EXPECT_EQ(config_dir_of(programs), config("config"));
}

TEST_F(ConfigDir, MayStandBesideThePrograms) {
    const auto programs = bin("tradepit/bin");
    EXPECT_EQ(config_dir_of(programs), config("tradepit/config"));
}

TEST_F(ConfigDir, OfAnInstallationIsUnderItsPrefix) {
    const auto programs = bin("usr/local/bin");
    fs::create_directories(folder.path() / "usr/config");  // another program's
    EXPECT_EQ(config_dir_of(programs), config("usr/local/share/tradepit/config"));
}

TEST_F(ConfigDir, IsOtherwiseThatOfTheSourcesOfTheBuild) {
    const auto found = config_dir_of(bin("somewhere/else"));
    EXPECT_TRUE(fs::exists(fs::path{found} / "markets.json")) << found;
}

TEST(ProgramFolder, IsWhereTheTestIs) {
    EXPECT_TRUE(fs::exists(program_folder() / "common_test")) << program_folder();
}

}  // namespace
}  // namespace tradepit::common
