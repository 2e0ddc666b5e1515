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

    Complaints limited{[this](Level, const std::string& line) { lines_.push_back(line); }};

private:
    Lines lines_;
};

TEST_F(ComplaintsTest, TheFirstOneIsWrittenAtOnceAndWithoutACount) {
    limited.add("frame", "a frame is malformed", START);
    EXPECT_EQ(lines(), Lines{"a frame is malformed"});
}

TEST_F(ComplaintsTest, AFloodIsALineASecondWithTheCount) {
    for (int i = 0; i < 2'500; ++i)
        limited.add("frame", "frame " + std::to_string(i), START + milliseconds{i});
    EXPECT_EQ(lines(), (Lines{"frame 0", "frame 1000 (1000 since the last such line)",
                              "frame 2000 (1000 since the last such line)"}));
    EXPECT_EQ(limited.count("frame"), 2'500U);
}

TEST_F(ComplaintsTest, TheCountComesWhenTheFloodIsOver) {
    for (int i = 0; i < 10; ++i) limited.add("frame", "frame " + std::to_string(i), START);
    limited.flush(START + seconds{1} - Instant{1});
    EXPECT_EQ(lines(), Lines{"frame 0"});
    limited.flush(START + seconds{1});
    EXPECT_EQ(lines(), Lines{"frame 9 (9 since the last such line)"});
    limited.flush(START + seconds{60});
    EXPECT_EQ(lines(), Lines{});
}

TEST_F(ComplaintsTest, OneKindDoesNotHideAnotherAndIsCountedByItself) {
    for (int i = 0; i < 3; ++i) limited.add("frame", "a frame", START);
    for (int i = 0; i < 2; ++i) limited.add("worker", "a worker", START);
    EXPECT_EQ(lines(), (Lines{"a frame", "a worker"}));
    limited.flush(START + seconds{1});
    EXPECT_EQ(lines(), (Lines{"a frame (2 since the last such line)", "a worker"}));
}

TEST_F(ComplaintsTest, FiveKindsInASecondAreFourLinesAndTheFifthComesNext) {
    const auto add_all = [this](Instant now) {
        limited.add("a", "a", now);
        limited.add("b", "b", now);
        limited.add("c", "c", now);
        limited.add("d", "d", now);
        limited.add("e", "e", now);
    };
    add_all(START);
    EXPECT_EQ(lines(), (Lines{"a", "b", "c", "d"}));
    add_all(START + seconds{1});
    const auto second = lines();
    ASSERT_EQ(second.size(), 4U);
    EXPECT_EQ(second.front(), "e");
    limited.flush(START + seconds{2});
    EXPECT_EQ(lines().size(), 2U) << "d, and the second of e";
}

TEST_F(ComplaintsTest, NoFiveLinesAreWithinOneSecond) {
    limited.add("a", "a", START);
    limited.add("b", "b", START + milliseconds{900});
    limited.add("c", "c", START + milliseconds{900});
    limited.add("d", "d", START + milliseconds{900});
    limited.add("e", "e", START + milliseconds{999});
    EXPECT_EQ(lines().size(), 4U);
    limited.flush(START + milliseconds{1'000});
    limited.add("f", "f", START + milliseconds{1'899});
    EXPECT_EQ(lines(), Lines{"e"});
    limited.flush(START + milliseconds{1'900});
    EXPECT_EQ(lines(), Lines{"f"});
}

TEST_F(ComplaintsTest, AControlCharacterOfAPeerIsShownAndNotSent) {
    limited.add("worker", "worker a\nb\x1b[2J\xff", START);
    EXPECT_EQ(lines(), Lines{R"(worker a\x0ab\x1b[2J\xff)"});
}

TEST_F(ComplaintsTest, ALongTextIsClippedAtTheLimit) {
    limited.add("a", std::string(Complaints::TEXT_BYTES_MAX, 'x'), START);
    limited.add("b", std::string(Complaints::TEXT_BYTES_MAX + 1, 'x'), START);
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
