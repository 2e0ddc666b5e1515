#include "writer/store/storage_kind.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"

namespace tradepit::writer::tests {
namespace {

TEST(StorageKind, OfNetworksAndSharedFoldersIsRemote) {
    for (const unsigned long magic :
         {0x6969UL, 0x517BUL, 0xFE534D42UL, 0xFF534D42UL, 0x6B414653UL, 0x5346414FUL, 0x73757245UL,
          0x00C36400UL, 0x0BD00BD0UL, 0x47504653UL, 0x7461636FUL, 0x01161970UL, 0x19830326UL,
          0x01021997UL, 0x786F4256UL, 0xBACBACBCUL, 0x7C7C6673UL, 0x53464846UL}) {
        const auto kind = storage_kind(magic, "");
        EXPECT_EQ(kind.sharing, Sharing::remote) << std::hex << magic;
        EXPECT_FALSE(kind.name.empty()) << std::hex << magic;
    }
}

TEST(StorageKind, OfLocalDisksAndMemoryIsLocal) {
    // ext4, btrfs, xfs, tmpfs, overlayfs, ZFS
    for (const unsigned long magic :
         {0xEF53UL, 0x9123683EUL, 0x58465342UL, 0x01021994UL, 0x794C7630UL, 0x2FC12FC1UL})
        EXPECT_EQ(storage_kind(magic, "").sharing, Sharing::local) << std::hex << magic;
}

TEST(StorageKind, OfFuseFollowsFromItsType) {
    constexpr unsigned long FUSE = 0x65735546;
    for (const char* remote : {"fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs"})
        EXPECT_EQ(storage_kind(FUSE, remote).sharing, Sharing::remote) << remote;
    for (const char* unknown : {"", "fuse", "fuseblk", "virtiofs", "fuse.grpcfuse", "fuse.mine"})
        EXPECT_EQ(storage_kind(FUSE, unknown).sharing, Sharing::unknown) << unknown;
    EXPECT_EQ(storage_kind(FUSE, "").name, "FUSE");
    EXPECT_EQ(storage_kind(FUSE, "virtiofs").name, "virtiofs");
}

TEST(StorageKind, OfAPathThatIsNotThereIsLocal) {
    EXPECT_EQ(storage_kind_of("/no/such/folder").sharing, Sharing::local);
}

TEST(StorageFault, IsNoneInAFolderOfThisMachineAndNothingIsLeftThere) {
    const common::TemporaryFolder folder;
    EXPECT_EQ(storage_fault(folder.path().string()), "");
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(StorageFault, OfAFolderWithoutRoomForAFileSaysSo) {
    EXPECT_NE(storage_fault("/proc").find("a new file: "), std::string::npos);
}

}  // namespace
}  // namespace tradepit::writer::tests
