#include "common/machine/private_folder.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"

namespace tradepit::common {
namespace {

namespace fs = std::filesystem;

TEST(PrivateFolder, IsItsOwners) {
    const TemporaryFolder folder;
    const auto made = folder.path() / "above" / "made";
    make_private_folder(made);
    EXPECT_EQ(fs::status(made).permissions(), fs::perms::owner_all);
    fs::permissions(made, fs::perms::group_read, fs::perm_options::add);
    make_private_folder(made);
    EXPECT_NE(fs::status(made).permissions(), fs::perms::owner_all) << "as it is";
    std::ofstream(folder.path() / "file").close();
    EXPECT_THROW(make_private_folder(folder.path() / "file"), std::system_error);
}

}  // namespace
}  // namespace tradepit::common
