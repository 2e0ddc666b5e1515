#include "cli/pipeline/log_output.h"

#include <algorithm>
#include <array>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace tradepit::cli {
namespace {

/// A pipe whose writing end blocks when it is full, as standard error does.
class LogOutputTest : public testing::Test {
public:
    LogOutputTest() {
        EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
        EXPECT_EQ(::fcntl(ends_[0], F_SETFL, O_NONBLOCK), 0);
    }
    ~LogOutputTest() override {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }

    [[nodiscard]] int writing_end() const { return ends_[1]; }
    /// What is in the pipe.
    std::string taken() const {
        std::string text;
        std::array<char, 4'096> buffer{};
        while (true) {
            const auto size = ::read(ends_[0], buffer.data(), buffer.size());
            if (size <= 0) return text;
            text.append(buffer.data(), static_cast<std::size_t>(size));
        }
    }

private:
    std::array<int, 2> ends_{};
};

const std::string LINE = std::string(99, 'x') + "\n";

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_F(LogOutputTest, LinesArePassedOnAtOnce) {
    LogOutput output{writing_end()};
    output.add("one\ntwo\n");
    EXPECT_EQ(taken(), "one\ntwo\n");
}

TEST_F(LogOutputTest, AFullPipeHoldsUpNobodyAndTheDroppedLinesAreCounted) {
    LogOutput output{writing_end()};
    constexpr std::size_t LINES = 10'000;
    for (std::size_t i = 0; i < LINES; ++i) output.add(LINE);
    // Each call takes what the pipe has, and makes room for the next.
    std::string text;
    for (std::string more = taken(); !more.empty(); more = taken()) {
        text += more;
        output.flush();
    }
    const auto note = text.find('(');
    ASSERT_NE(note, std::string::npos);
    const auto passed = lines_in(text) - 1;
    EXPECT_EQ(passed * LINE.size(), note) << "only whole lines come before the note";
    EXPECT_EQ(text.substr(note), "(" + std::to_string(LINES - passed) +
                                     " lines were dropped: standard error did not take them)\n");
    output.add("again\n");
    EXPECT_EQ(taken(), "again\n");
}

TEST_F(LogOutputTest, TheDescriptorItselfStaysBlocking) {
    const LogOutput output{writing_end()};
    EXPECT_EQ(::fcntl(writing_end(), F_GETFL) & O_NONBLOCK, 0);
}

TEST_F(LogOutputTest, AReaderThatIsGoneHoldsUpNobody) {
    LogOutput output{::open("/dev/full", O_WRONLY | O_CLOEXEC)};
    for (int i = 0; i < 1'000; ++i) output.add(LINE);
}

}  // namespace
}  // namespace tradepit::cli
