#include "query/mirror/position_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "query/storage/file_bytes.h"

namespace tradepit::query {
namespace {

class PositionFiles : public testing::Test {
protected:
    static std::string line(const std::string& date, int id, const std::string& more = "") {
        return R"({"date":")" + date + R"(","id":)" + std::to_string(id) + R"(,"more":")" + more +
               "\"}\n";
    }
    /// All days of the file, the last one first.
    std::vector<FileDay> days() const {
        BackwardDays back{file};
        std::vector<FileDay> found;
        while (auto day = back.next()) found.push_back(std::move(*day));
        return found;
    }
    void write(const std::string& text) const { std::ofstream{file, std::ios::binary} << text; }
    const common::TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "position.jsonl";
};

TEST_F(PositionFiles, NoFileHasNoDays) {
    EXPECT_TRUE(days().empty());
    EXPECT_EQ(file_bytes(file), 0U);
    write("");
    EXPECT_TRUE(days().empty());
}

TEST_F(PositionFiles, DaysAreLinesOfOneDateFromTheLastOneBack) {
    write(line("2025-10-01", 0) + line("2025-10-02", 1) + line("2025-10-02", 2));
    const auto found = days();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].date, "2025-10-02");
    EXPECT_EQ(found[0].lines, 2);
    EXPECT_EQ(found[0].records, 3);
    EXPECT_EQ(found[0].end, file_bytes(file));
    EXPECT_EQ(found[1].date, "2025-10-01");
    EXPECT_EQ(found[1].lines, 1);
    EXPECT_EQ(found[1].records, 1);
    EXPECT_EQ(found[1].end, line("2025-10-01", 0).size());
}

TEST_F(PositionFiles, ALastLineWithoutItsEndIsNone) {
    const auto first = line("2025-10-01", 0);
    const auto second = line("2025-10-02", 1);
    for (std::size_t left = 0; left < second.size(); ++left) {
        write(first + second.substr(0, left));
        const auto found = days();
        ASSERT_EQ(found.size(), 1U) << left;
        EXPECT_EQ(found[0].end, first.size()) << left;
    }
}

TEST_F(PositionFiles, WhatIsNoRecordCountsToTheDayBefore) {
    write("by hand\n" + line("2025-10-01", 0) + "by hand\n\n" + line("2025-10-02", 1));
    const auto found = days();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].lines, 1);
    EXPECT_EQ(found[1].lines, 3);
    EXPECT_EQ(found[1].records, 1);
    EXPECT_EQ(found[1].end, file_bytes(file) - line("2025-10-02", 1).size());
    EXPECT_EQ(found[2].date, "");
    EXPECT_EQ(found[2].lines, 1);
    EXPECT_EQ(found[2].end, 8U);
}

TEST_F(PositionFiles, LinesOfAnyLengthAreFound) {
    std::string text;
    std::vector<std::uintmax_t> ends;
    for (int day = 0; day < 12; ++day) {
        text +=
            line(day < 10 ? "2025-10-0" + std::to_string(day) : "2025-10-" + std::to_string(day),
                 day, std::string(std::size_t{1} << (2 * day), 'x'));
        ends.insert(ends.begin(), text.size());
    }
    write(text);
    const auto found = days();
    ASSERT_EQ(found.size(), ends.size());
    for (std::size_t at = 0; at < ends.size(); ++at) EXPECT_EQ(found[at].end, ends[at]) << at;
}

TEST_F(PositionFiles, AFolderInItsPlaceCannotBeRead) {
    std::filesystem::create_directory(file);
    EXPECT_THROW(days(), std::system_error);
}

}  // namespace
}  // namespace tradepit::query
