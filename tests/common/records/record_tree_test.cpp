#include "common/records/record_tree.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "tests/common/file_text.h"

namespace tradepit::common {
namespace {

TEST(RecordTree, IsTheOriginals) {
    EXPECT_EQ(position_file("d", ModelFolder{"m"}), "d/m/position/position.jsonl");
    EXPECT_EQ(log_file("d", ModelFolder{"m"}, "2025-10-01"), "d/m/log/2025-10-01/log.jsonl");
}

TEST(RecordTree, AFileIsMadeWithItsFoldersAddedToAndWrittenOver) {
    const common::TemporaryFolder folder;
    const auto file = position_file(folder.path(), ModelFolder{"m"});
    append_to(file, "one\n");
    append_to(file, "two\n");
    EXPECT_EQ(tradepit::text_of(file), "one\ntwo\n");
    write_over(file, "three\n");
    EXPECT_EQ(tradepit::text_of(file), "three\n");
}

TEST(RecordTree, AFileIsCutAndALinkIsNotFollowed) {
    const common::TemporaryFolder folder;
    const auto file = folder.path() / "file";
    cut_to(file, 3);
    EXPECT_FALSE(std::filesystem::exists(file));
    write_over(file, "one\ntwo\n");
    cut_to(file, 4);
    EXPECT_EQ(tradepit::text_of(file), "one\n");
    const auto link = folder.path() / "link";
    std::filesystem::create_symlink(file, link);
    EXPECT_THROW(append_to(link, "x"), std::system_error);
    EXPECT_THROW(write_over(link, "x"), std::system_error);
    EXPECT_THROW(cut_to(link, 0), std::system_error);
    EXPECT_EQ(tradepit::text_of(file), "one\n");
}

TEST(RecordTree, AFileSystemIsSyncedByAFolderThatIsThere) {
    const common::TemporaryFolder folder;
    sync_file_system(folder.path());
    EXPECT_THROW(sync_file_system(folder.path() / "none"), std::system_error);
}

TEST(RecordTree, WhatCannotBeWrittenIsNamed) {
    const common::TemporaryFolder folder;
    write_over(folder.path() / "file", "");
    EXPECT_THROW(append_to(folder.path() / "file" / "m" / "position.jsonl", "x"),
                 std::system_error);
    try {
        append_to(folder.path(), "x");
        FAIL() << "a folder was written to";
    } catch (const std::system_error& error) {
        EXPECT_NE(std::string{error.what()}.find(folder.path().string()), std::string::npos);
        EXPECT_EQ(error.code(), std::errc::is_a_directory);
    }
}

}  // namespace
}  // namespace tradepit::common
