#include "common/process/complaints.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Level = Complaints::Level;

constexpr Instant START = seconds{100};

/// Complaints whose lines are kept.
class ComplaintsTest : public testing::Test {
protected:
    using Lines = std::vector<std::string>;

    /// The lines since the last call.
    Lines lines() { return std::exchange(lines_, {}); }

    Complaints complaints_{[this](Level, const std::string& line) { lines_.push_back(line); }};

private:
    Lines lines_;
};

TEST_F(ComplaintsTest, TheFirstOneIsWrittenAtOnceAndWithoutACount) {
    complaints_.add("frame", "a frame is malformed", START);
    EXPECT_EQ(lines(), Lines{"a frame is malformed"});
}

TEST_F(ComplaintsTest, AFloodIsALineASecondWithTheCount) {
    for (int i = 0; i < 2'500; ++i)
        complaints_.add("frame", "frame " + std::to_string(i), START + milliseconds{i});
    EXPECT_EQ(lines(), (Lines{"frame 0", "frame 1000 (1000 since the last such line)",
                              "frame 2000 (1000 since the last such line)"}));
    EXPECT_EQ(complaints_.count("frame"), 2'500U);
}

TEST_F(ComplaintsTest, TheCountComesWhenTheFloodIsOver) {
    for (int i = 0; i < 10; ++i) complaints_.add("frame", "frame " + std::to_string(i), START);
    complaints_.flush(START + seconds{1} - Instant{1});
    EXPECT_EQ(lines(), Lines{"frame 0"});
    complaints_.flush(START + seconds{1});
    EXPECT_EQ(lines(), Lines{"frame 9 (9 since the last such line)"});
    complaints_.flush(START + seconds{60});
    EXPECT_EQ(lines(), Lines{});
}

TEST_F(ComplaintsTest, OneKindDoesNotHideAnotherAndIsCountedByItself) {
    for (int i = 0; i < 3; ++i) complaints_.add("frame", "a frame", START);
    for (int i = 0; i < 2; ++i) complaints_.add("worker", "a worker", START);
    EXPECT_EQ(lines(), (Lines{"a frame", "a worker"}));
    complaints_.flush(START + seconds{1});
    EXPECT_EQ(lines(), (Lines{"a frame (2 since the last such line)", "a worker"}));
}

TEST_F(ComplaintsTest, FiveKindsInASecondAreFourLinesAndTheFifthComesNext) {
    const auto add_all = [this](Instant now) {
        complaints_.add("a", "a", now);
        complaints_.add("b", "b", now);
        complaints_.add("c", "c", now);
        complaints_.add("d", "d", now);
        complaints_.add("e", "e", now);
    };
    add_all(START);
    EXPECT_EQ(lines(), (Lines{"a", "b", "c", "d"}));
    add_all(START + seconds{1});
    const auto second = lines();
    ASSERT_EQ(second.size(), 4U);
    EXPECT_EQ(second.front(), "e");
    complaints_.flush(START + seconds{2});
    EXPECT_EQ(lines().size(), 2U) << "d, and the second of e";
}

TEST_F(ComplaintsTest, NoFiveLinesAreWithinOneSecond) {
    complaints_.add("a", "a", START);
    complaints_.add("b", "b", START + milliseconds{900});
    complaints_.add("c", "c", START + milliseconds{900});
    complaints_.add("d", "d", START + milliseconds{900});
    complaints_.add("e", "e", START + milliseconds{999});
    EXPECT_EQ(lines().size(), 4U);
    complaints_.flush(START + milliseconds{1'000});
    complaints_.add("f", "f", START + milliseconds{1'899});
    EXPECT_EQ(lines(), Lines{"e"});
    complaints_.flush(START + milliseconds{1'900});
    EXPECT_EQ(lines(), Lines{"f"});
}

TEST_F(ComplaintsTest, AControlCharacterOfAPeerIsShownAndNotSent) {
    complaints_.add("worker", "worker a\nb\x1b[2J\xff", START);
    EXPECT_EQ(lines(), Lines{R"(worker a\x0ab\x1b[2J\xff)"});
}

TEST_F(ComplaintsTest, ALongTextIsClippedAtTheLimit) {
    complaints_.add("a", std::string(Complaints::TEXT_BYTES_MAX, 'x'), START);
    complaints_.add("b", std::string(Complaints::TEXT_BYTES_MAX + 1, 'x'), START);
    EXPECT_EQ(lines(), (Lines{std::string(Complaints::TEXT_BYTES_MAX, 'x'),
                              std::string(Complaints::TEXT_BYTES_MAX, 'x') + "…"}));
}

TEST(Complaints, AreWrittenAtTheirLevel) {
    std::vector<Level> levels;
    Complaints complaints{[&](Level level, const std::string&) { levels.push_back(level); }};
    complaints.add("a", "a", START);
    complaints.add("b", "b", START, Level::error);
    complaints.add("c", "c", START, Level::info);
    EXPECT_EQ(levels, (std::vector{Level::warn, Level::error, Level::info}));
}

}  // namespace
}  // namespace tradepit::common
