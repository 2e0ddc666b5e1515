#include "common/record_tree.h"

#include <fstream>
#include <sstream>
#include <system_error>

#include <gtest/gtest.h>

#include "common/limits.h"
#include "tests/common/temporary_folder.h"

namespace tradepit::common {
namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return text.str();
}

TEST(RecordTree, IsTheOriginals) {
    EXPECT_EQ(position_file("d", "m"), "d/m/position/position.jsonl");
    EXPECT_EQ(log_file("d", "m", "2025-10-01"), "d/m/log/2025-10-01/log.jsonl");
}

TEST(RecordTree, ANameThatWouldLeadElsewhereIsNoFolders) {
    for (const auto* name : {"gpt-5", "a b", "..a", ".hidden", "模型"})
        EXPECT_TRUE(is_folder_name(name)) << name;
    for (const auto* name : {"", ".", "..", "a/b", "/a", "a/"})
        EXPECT_FALSE(is_folder_name(name)) << name;
    EXPECT_FALSE(is_folder_name(std::string_view{"a\0b", 3}));
    EXPECT_TRUE(is_folder_name(std::string(NAME_BYTES_MAX, 'a')));
    EXPECT_FALSE(is_folder_name(std::string(NAME_BYTES_MAX + 1, 'a')));
}

TEST(RecordTree, AFileIsMadeWithItsFoldersAddedToAndWrittenOver) {
    const TemporaryFolder folder;
    const auto file = position_file(folder.path(), "m");
    append_to(file, "one\n");
    append_to(file, "two\n");
    EXPECT_EQ(text_of(file), "one\ntwo\n");
    write_over(file, "three\n");
    EXPECT_EQ(text_of(file), "three\n");
}

TEST(RecordTree, WhatCannotBeWrittenIsNamed) {
    const TemporaryFolder folder;
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
