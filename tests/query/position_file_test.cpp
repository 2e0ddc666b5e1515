#include "query/position_file.h"

#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/common/temporary_folder.h"

namespace tradepit::query {
namespace {

class PositionFiles : public testing::Test {
protected:
    static std::string line(const char* date) {
        return std::string{R"({"date":")"} + date + "\",\"id\":0}\n";
    }
    void write(const std::string& text) const { std::ofstream{file, std::ios::binary} << text; }
    std::string text() const {
        std::ostringstream all;
        all << std::ifstream{file}.rdbuf();
        return all.str();
    }

    const TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "position.jsonl";
    const std::string first = line("2025-10-01");
    const std::string second = line("2025-10-02");
};

TEST_F(PositionFiles, NoFileHasNoDays) {
    EXPECT_TRUE(days_in(file).empty());
    const auto none = cut_behind(file, {});
    EXPECT_EQ(none.last_date, "");
    EXPECT_EQ(none.records, 0);
    EXPECT_EQ(bytes_of(file), 0U);
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(PositionFiles, DaysAreLinesOfOneDate) {
    write(first + second + second);
    const auto days = days_in(file);
    ASSERT_EQ(days.size(), 2U);
    EXPECT_EQ(days[0].date, "2025-10-01");
    EXPECT_EQ(days[0].records, 1);
    EXPECT_EQ(days[0].end, first.size());
    EXPECT_EQ(days[1].records, 2);
    EXPECT_EQ(days[1].end, bytes_of(file));
}

TEST_F(PositionFiles, ALastLineWithoutItsEndIsNone) {
    for (std::size_t left = 1; left < second.size(); ++left) {
        write(first + second.substr(0, left));
        EXPECT_EQ(days_in(file).size(), 1U) << left;
    }
}

TEST_F(PositionFiles, WhatIsNoRecordCountsToTheDayBefore) {
    write("by hand\n" + first + "by hand\n\n" + second);
    const auto days = days_in(file);
    ASSERT_EQ(days.size(), 3U);
    EXPECT_EQ(days[0].date, "");
    EXPECT_EQ(days[1].records, 3);
    EXPECT_EQ(days[2].records, 1);
}

TEST_F(PositionFiles, WhatIsBehindIsCutOff) {
    write(first + second + second.substr(0, 3));
    auto days = days_in(file);
    const auto whole = cut_behind(file, days);
    EXPECT_EQ(text(), first + second);
    EXPECT_EQ(whole.last_date, "2025-10-02");
    EXPECT_EQ(whole.records, 2);
    EXPECT_EQ(whole.bytes, bytes_of(file));
    days.pop_back();
    EXPECT_EQ(cut_behind(file, days).records, 1);
    EXPECT_EQ(text(), first);
    EXPECT_EQ(cut_behind(file, {}).bytes, 0U);
    EXPECT_EQ(text(), "");
}

TEST_F(PositionFiles, AFolderInItsPlaceCannotBeRead) {
    std::filesystem::create_directory(file);
    EXPECT_THROW(static_cast<void>(days_in(file)), std::system_error);
}

}  // namespace
}  // namespace tradepit::query
