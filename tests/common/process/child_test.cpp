#include "common/process/child.h"

#include <csignal>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/process/temporary_folder.h"
#include "tests/common/file_text.h"

namespace tradepit::common {
namespace {

constexpr int DEADLINE_MS = 10'000;

bool readable(int descriptor) {
    pollfd polled{descriptor, POLLIN, 0};
    return ::poll(&polled, 1, DEADLINE_MS) == 1;
}

ChildCommand shell(const std::string& script) {
    return {
        .executable = "/bin/sh", .arguments = {"-c", script}, .log = {}, .without_environment = {}};
}

TEST(Child, ItsEndIsSeenWithItsCode) {
    Child child{shell("exit 3")};
    ASSERT_TRUE(readable(child.descriptor()));
    const auto ended = child.ended();
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->code, 3);
    EXPECT_EQ(ended->text(), "exited with code 3");
}

TEST(Child, ASignalIsSeenAsWhatKilledIt) {
    Child child{shell("kill -9 $$")};
    ASSERT_TRUE(readable(child.descriptor()));
    EXPECT_EQ(child.ended()->text(), "was killed by signal 9");
}

TEST(Child, RunsUntilToldToEnd) {
    Child child{{.executable = "/usr/bin/tail",
                 .arguments = {"-f", "/dev/null"},
                 .log = {},
                 .without_environment = {}}};
    EXPECT_FALSE(child.ended());
    child.signal(SIGTERM);
    ASSERT_TRUE(readable(child.descriptor()));
    EXPECT_EQ(child.ended()->signal, SIGTERM);
}

TEST(Child, AProgramThatCannotBeExecutedExitsWith127) {
    Child child{
        {.executable = "/no/such/program", .arguments = {}, .log = {}, .without_environment = {}}};
    ASSERT_TRUE(readable(child.descriptor()));
    EXPECT_EQ(child.ended()->code, 127);
}

TEST(Child, BothOutputsAreAppendedToItsLog) {
    const common::TemporaryFolder temporary;
    auto command = shell("echo out; echo err >&2");
    command.log = temporary.path() / "child.log";
    std::ofstream{command.log} << "before\n";
    Child child{command};
    ASSERT_TRUE(readable(child.descriptor()));
    EXPECT_EQ(tradepit::text_of(command.log), "before\nout\nerr\n");
}

TEST(Child, HasItsThreeStandardDescriptorsAndNoOther) {
    const common::TemporaryFolder temporary;
    auto command = shell(
        "for each in 0 1 2 3 4 5 6 7 8 9; do"
        " test -e /proc/$$/fd/$each && echo $each; done; true");
    command.log = temporary.path() / "log";
    Child child{command};
    ASSERT_TRUE(readable(child.descriptor()));
    EXPECT_EQ(tradepit::text_of(command.log), "0\n1\n2\n");
}

TEST(Child, DoesNotGetTheVariablesThatAreKeptFromIt) {
    const common::TemporaryFolder temporary;
    ::setenv("CLI_TEST_KEPT", "yes", 1);
    ::setenv("CLI_TEST_WITHHELD", "yes", 1);
    auto command = shell("echo \"$CLI_TEST_KEPT,$CLI_TEST_WITHHELD\"");
    command.log = temporary.path() / "log";
    command.without_environment = {"CLI_TEST_WITHHELD"};
    Child child{command};
    ASSERT_TRUE(readable(child.descriptor()));
    EXPECT_EQ(tradepit::text_of(command.log), "yes,\n");
}

/// Forks a process that starts a child, writes the child's pid to the file and stops itself. The
/// test then kills it. @return its pid.
pid_t start_parent(const std::filesystem::path& pid_file) {
    const pid_t parent = ::fork();
    if (parent != 0) return parent;
    Child child{{.executable = "/usr/bin/tail",
                 .arguments = {"-f", "/dev/null"},
                 .log = {},
                 .without_environment = {}}};
    std::ofstream{pid_file} << child.pid() << '\n' << std::flush;
    ::kill(::getpid(), SIGSTOP);
    ::_exit(0);
}

TEST(Child, DiesWithAParentThatIsKilled) {
    const common::TemporaryFolder temporary;
    const auto pid_file = temporary.path() / "pid";
    // This process adopts orphans, so that it can wait for the end of the child.
    ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    const pid_t parent = start_parent(pid_file);
    ASSERT_EQ(::waitpid(parent, nullptr, WUNTRACED), parent);
    pid_t child = 0;
    std::ifstream{pid_file} >> child;
    ASSERT_GT(child, 0);
    const Descriptor ended{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};
    ASSERT_GE(ended.number(), 0);
    ::kill(parent, SIGKILL);
    EXPECT_TRUE(readable(ended.number()));
    ::waitpid(parent, nullptr, 0);
    ::waitpid(child, nullptr, WNOHANG);
}

}  // namespace
}  // namespace tradepit::common
