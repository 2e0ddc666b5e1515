#include "cli/pipeline/run_folder.h"

#include <fstream>
#include <optional>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.hpp>

#include "common/process/sockets.h"
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
    RunFolder folder{temporary.path()};
    folder.write_pid("worker-1", 4711);
    std::ifstream file{temporary.path() / "worker-1.pid"};
    int pid = 0;
    file >> pid;
    EXPECT_EQ(pid, 4711);
    folder.remove_pid("worker-1");
    EXPECT_FALSE(std::filesystem::exists(temporary.path() / "worker-1.pid"));
}

TEST(RunFolder, PidFilesOfAnEarlierPipelineAreRemoved) {
    const common::TemporaryFolder temporary;
    write_text(temporary.path() / "worker-7.pid", "4711\n");
    write_text(temporary.path() / "worker-7.log", "");
    const RunFolder folder{temporary.path()};
    EXPECT_FALSE(std::filesystem::exists(temporary.path() / "worker-7.pid"));
    EXPECT_TRUE(std::filesystem::exists(temporary.path() / "worker-7.log"));
}

TEST(RunFolder, WhatIsRemovedOfItIsMadeAgain) {
    const common::TemporaryFolder temporary;
    RunFolder folder{temporary.path() / "run"};
    folder.write_pid("writer", 4711);
    std::filesystem::remove_all(folder.path());
    folder.keep(common::Instant{std::chrono::hours{1}});
    EXPECT_EQ(text_of(folder.path() / "writer.pid"), "4711\n");
    EXPECT_THROW(RunFolder{folder.path()}, std::runtime_error) << "it is locked again";
    folder.remove_pid("writer");
    folder.keep(common::Instant{std::chrono::hours{2}});
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "writer.pid"));
}

TEST(RunFolder, ALockThatAnotherHasIsLostAfterAWhile) {
    const common::TemporaryFolder temporary;
    RunFolder folder{temporary.path()};
    std::filesystem::remove(temporary.path() / "lock");
    const RunFolder thief{temporary.path()};
    const common::Instant start{std::chrono::hours{1}};
    folder.keep(start);
    EXPECT_FALSE(folder.is_lost(start));
    EXPECT_FALSE(folder.is_lost(start + RunFolder::LOCK_LOST_MAX - common::Duration{1}));
    EXPECT_TRUE(folder.is_lost(start + RunFolder::LOCK_LOST_MAX));
    EXPECT_EQ(folder.owner(), "process " + std::to_string(::getpid()));
}

TEST(RunFolder, IsRefusedWhileASocketInItIsServedThoughItsLockIsGone) {
    const common::TemporaryFolder temporary;
    zmq::context_t context;
    {
        const auto router =
            common::make_router(context, "ipc://" + (temporary.path() / "lookup").string());
        EXPECT_THAT([&] { RunFolder{temporary.path()}; },
                    ThrowsMessage<std::runtime_error>(HasSubstr("lookup is served")));
    }
    context.close();
    std::filesystem::remove(temporary.path() / "lock");
    EXPECT_NO_THROW(RunFolder{temporary.path()});
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
