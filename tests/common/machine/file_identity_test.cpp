#include "common/machine/file_identity.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"

namespace tradepit::common {
namespace {

TEST(FileIdentity, IsThatOfTheFileAndNotOfItsName) {
    const TemporaryFolder folder;
    std::ofstream{folder.file("a")} << "x";
    const auto before = identity_of(folder.file("a"));
    ASSERT_TRUE(before);
    std::filesystem::create_hard_link(folder.file("a"), folder.file("b"));
    std::filesystem::create_symlink("b", folder.file("c"));
    EXPECT_EQ(identity_of(folder.file("b")), before);
    EXPECT_EQ(identity_of(folder.file("c")), before);
    std::ofstream{folder.file("d")} << "x";
    EXPECT_NE(identity_of(folder.file("d")), before);
}

TEST(FileIdentity, OfWhatIsNotThereIsNoneAndWhatCannotBeLookedAtThrows) {
    const TemporaryFolder folder;
    std::ofstream{folder.file("a")} << "x";
    EXPECT_FALSE(identity_of(folder.file("no")));
    EXPECT_FALSE(identity_of(folder.file("a/b")));
    std::filesystem::create_symlink("loop", folder.file("loop"));
    EXPECT_THROW(static_cast<void>(identity_of(folder.file("loop"))), std::system_error);
}

}  // namespace
}  // namespace tradepit::common
