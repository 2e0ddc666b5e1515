#include "cli/pipeline/run_folder.h"

#include <fstream>
#include <optional>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/process/temporary_folder.h"
#include "tests/common/file_text.h"

namespace tradepit::cli {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(RunFolder, IsMadeForItsOwnerAlone) {
    const common::TemporaryFolder temporary;
    const RunFolder folder{temporary.path() / "deep" / "run"};
    struct stat status {};
    ASSERT_EQ(::stat(folder.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST(RunFolder, ASecondPipelineIsRefusedAndTheFirstOnesPidNamed) {
    const common::TemporaryFolder temporary;
    const RunFolder first{temporary.path()};
    EXPECT_THAT(
        [&] { RunFolder{temporary.path()}; },
        ThrowsMessage<std::runtime_error>(HasSubstr("process " + std::to_string(::getpid()))));
}

TEST(RunFolder, IsFreeAgainWhenItsOwnerEnds) {
    const common::TemporaryFolder temporary;
    std::optional<RunFolder> first{temporary.path()};
    first.reset();
    EXPECT_NO_THROW(RunFolder{temporary.path()});
}

TEST(RunFolder, AFileInItsPlaceIsAnError) {
    const common::TemporaryFolder temporary;
    const auto file = write_text(temporary.path() / "file", "");
    EXPECT_THAT([&] { RunFolder{file}; },
                ThrowsMessage<std::runtime_error>(HasSubstr("--run-dir")));
}

TEST(RunFolder, PidFilesHoldTheNumberAndGoAgain) {
    const common::TemporaryFolder temporary;
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
    const common::TemporaryFolder temporary;
    const RunFolder folder{temporary.path()};
    write_text(temporary.path() / "writer.log", "one\ntwo\nthree\n");
    EXPECT_EQ(folder.log_tail("writer", 2), "two\nthree");
    EXPECT_EQ(folder.log_tail("writer", 3), "one\ntwo\nthree");
    EXPECT_EQ(folder.log_tail("writer", 9), "one\ntwo\nthree");
    EXPECT_EQ(folder.log_tail("broker", 2), "");
}

}  // namespace
}  // namespace tradepit::cli
