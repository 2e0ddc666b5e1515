#include "cli/pipeline/run_folder.h"

#include <fstream>
#include <optional>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli/temporary_folder.h"

namespace tradepit::cli {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(RunFolder, IsMadeForItsOwnerAlone) {
    const TemporaryFolder temporary;
    const RunFolder folder{temporary.path() / "deep" / "run"};
    struct stat status {};
    ASSERT_EQ(::stat(folder.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST(RunFolder, ASecondPipelineIsRefusedAndTheFirstOnesPidNamed) {
    const TemporaryFolder temporary;
    const RunFolder first{temporary.path()};
    EXPECT_THAT(
        [&] { RunFolder{temporary.path()}; },
        ThrowsMessage<std::runtime_error>(HasSubstr("process " + std::to_string(::getpid()))));
}

TEST(RunFolder, IsFreeAgainWhenItsOwnerEnds) {
    const TemporaryFolder temporary;
    std::optional<RunFolder> first{temporary.path()};
    first.reset();
    EXPECT_NO_THROW(RunFolder{temporary.path()});
}

TEST(RunFolder, AFileInItsPlaceIsAnError) {
    const TemporaryFolder temporary;
    const auto file = temporary.write("file", "");
    EXPECT_THAT([&] { RunFolder{file}; },
                ThrowsMessage<std::runtime_error>(HasSubstr("--run-dir")));
}

TEST(RunFolder, PidFilesHoldTheNumberAndGoAgain) {
    const TemporaryFolder temporary;
    const RunFolder folder{temporary.path()};
    folder.write_pid("worker-1", 4711);
    std::ifstream file{temporary.path() / "worker-1.pid"};
    int pid = 0;
    file >> pid;
    EXPECT_EQ(pid, 4711);
    folder.remove_pid("worker-1");
    EXPECT_FALSE(std::filesystem::exists(temporary.path() / "worker-1.pid"));
}

TEST(RunFolder, LogTailIsTheLastLines) {
    const TemporaryFolder temporary;
    const RunFolder folder{temporary.path()};
    temporary.write("writer.log", "one\ntwo\nthree\n");
    EXPECT_EQ(folder.log_tail("writer", 2), "two\nthree");
    EXPECT_EQ(folder.log_tail("writer", 3), "one\ntwo\nthree");
    EXPECT_EQ(folder.log_tail("writer", 9), "one\ntwo\nthree");
    EXPECT_EQ(folder.log_tail("broker", 2), "");
}

}  // namespace
}  // namespace tradepit::cli
