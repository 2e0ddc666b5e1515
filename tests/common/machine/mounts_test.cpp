#include "common/machine/mounts.h"

#include <sstream>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(Mounts, AreReadWithTheirOptionalFieldsAndEscapes) {
    std::istringstream text{
        "36 35 98:0 / / rw,noatime - ext4 /dev/root rw,errors=continue\n"
        "40 36 0:5 /sub/a\\040b /mnt/two\\040words\\011\\134 rw shared:1 master:7 - fuse.sshfs "
        "host:/ rw,user_id=0\n"
        "41 36 0:30 /docker/1 /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n"
        "42 36 0:31 / /bare rw - tmpfs none\n"};
    const auto mounts = parse_mounts(text);
    ASSERT_EQ(mounts.size(), 4U);
    EXPECT_EQ(mounts[0].id, 36);
    EXPECT_EQ(mounts[0].point, "/");
    EXPECT_EQ(mounts[0].type, "ext4");
    EXPECT_EQ(mounts[1].root, "/sub/a b");
    EXPECT_EQ(mounts[1].point, "/mnt/two words\t\\");
    EXPECT_EQ(mounts[1].type, "fuse.sshfs");
    EXPECT_EQ(mounts[2].root, "/docker/1");
    EXPECT_EQ(mounts[2].options, "rw,cpu,cpuacct");
    EXPECT_EQ(mounts[3].options, "");
}

TEST(Mounts, ALineOfAnotherFormIsLeftOut) {
    std::istringstream text{
        "\n36\n36 35 98:0 / / rw\nno numbers here at all - x\n1 2 3:4 / /p rw - \\04 \\9"};
    const auto mounts = parse_mounts(text);
    ASSERT_EQ(mounts.size(), 1U);
    EXPECT_EQ(mounts[0].point, "/p");
    EXPECT_EQ(mounts[0].type, "\\04") << "types have no escapes";
}

TEST(Mounts, OfThisProcessHoldItsFolderAndTheRootIsOne) {
    EXPECT_TRUE(is_mount_point("/"));
    EXPECT_FALSE(is_mount_point("/proc/self/status"));
    const auto mount = mount_of("/proc/self");
    ASSERT_TRUE(mount);
    EXPECT_EQ(mount->point, "/proc");
    EXPECT_EQ(mount->type, "proc");
}

TEST(Mounts, OfAPathThatIsNotThereIsThatOfItsNearestFolder) {
    const auto mount = mount_of("/proc/no/such/file");
    ASSERT_TRUE(mount);
    EXPECT_EQ(mount->type, "proc");
    EXPECT_FALSE(is_mount_point("/proc/no/such/file"));
}

}  // namespace
}  // namespace tradepit::common
