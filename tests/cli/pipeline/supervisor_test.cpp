#include "cli/pipeline/supervisor.h"

#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>

#include "common/process/clock.h"
#include "common/process/exit_codes.h"
#include "common/process/temporary_folder.h"

namespace tradepit::cli {
namespace {

using common::Instant;
using std::chrono::seconds;

class Supervised : public testing::Test {
protected:
    static Program shell(const std::string& name, const std::string& script, int stage = 0) {
        return {.name = name,
                .command = {.executable = "/bin/sh",
                            .arguments = {"-c", script},
                            .log = {},
                            .without_environment = {}},
                .stage = stage};
    }
    pid_t pid_of(const std::string& name) const {
        pid_t pid = 0;
        std::ifstream{temporary.path() / (name + ".pid")} >> pid;
        return pid;
    }
    std::string journal() const {
        std::ifstream file{temporary.path() / "journal"};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    /// A script that shows when it is ready, and appends its name to the journal on SIGTERM.
    std::string journalling(const std::string& name) const {
        const auto place = temporary.path().string();
        return waiting(name, "trap 'echo " + name + " >> " + place + "/journal; exit 0' TERM");
    }
    /// A script that runs `first`, shows with a file that it is ready, and waits in the shell
    /// itself, without a child process.
    std::string waiting(const std::string& name, const std::string& first) const {
        const auto place = temporary.path().string();
        const auto fifo = place + "/fifo-" + name;
        return first + "; mkfifo " + fifo + "; touch " + place + "/ready-" + name +
               "; while :; do read line <> " + fifo + "; done";
    }
    bool ready(const std::string& name) const {
        return std::filesystem::exists(temporary.path() / ("ready-" + name));
    }
    /// Calls turn() on each event until `done`. @return false when that takes more than ten
    /// seconds.
    static bool turn_until(Supervisor& supervisor, const std::function<bool()>& done) {
        const auto deadline = common::steady_now() + Instant{seconds{10}};
        while (!done()) {
            if (common::steady_now() > deadline) return false;
            pollfd polled{supervisor.descriptor(), POLLIN, 0};
            ::poll(&polled, 1, 20);
            supervisor.turn();
        }
        return true;
    }

    common::TemporaryFolder temporary;
    RunFolder folder{temporary.path()};
    common::StopSignals signals;
};

TEST_F(Supervised, WhatDiesIsStartedAgainWithANewPidFile) {
    Supervisor supervisor{folder, {shell("writer", "exec tail -f /dev/null")}};
    const auto first = pid_of("writer");
    ASSERT_GT(first, 0);
    ::kill(first, SIGKILL);
    EXPECT_TRUE(turn_until(supervisor, [&] {
        const auto now = pid_of("writer");
        return now > 0 && now != first;
    }));
}

TEST_F(Supervised, AProgramThatKeepsDyingIsInACrashLoop) {
    Supervisor supervisor{folder,
                          {shell("good", "exec tail -f /dev/null"), shell("bad", "exit 1")}};
    EXPECT_FALSE(supervisor.crash_looping(3));
    ASSERT_TRUE(turn_until(supervisor, [&] { return supervisor.crash_looping(3).has_value(); }));
    EXPECT_EQ(supervisor.crash_looping(3)->name, "bad");
    EXPECT_EQ(supervisor.crash_looping(3)->ended.code, 1);
}

TEST_F(Supervised, ACrashLoopShowsTheLastLinesOfItsProgram) {
    auto bad = shell("bad", "echo bad: no such socket >&2; exit 1");
    bad.command.captured = true;
    Supervisor supervisor{folder, {bad}};
    ASSERT_TRUE(turn_until(supervisor, [&] { return supervisor.crash_looping(2).has_value(); }));
    EXPECT_EQ(supervisor.crash_looping(2)->last_lines,
              "bad: no such socket\nbad: no such socket\n");
}

TEST_F(Supervised, TheLastLinesAreWholeAndFew) {
    auto talker = shell("talker", "seq -f 'line %g' 5000; exit 1");
    talker.command.captured = true;
    Supervisor supervisor{folder, {talker}};
    ASSERT_TRUE(turn_until(supervisor, [&] { return supervisor.crash_looping(1).has_value(); }));
    const auto lines = supervisor.crash_looping(1)->last_lines;
    EXPECT_LE(lines.size(), 2'000u);
    EXPECT_TRUE(lines.starts_with("line ")) << lines;
    EXPECT_TRUE(lines.ends_with("line 5000\n")) << lines;
}

TEST_F(Supervised, ASetUpThatGoesBadLaterIsTriedAgain) {
    const auto place = temporary.path().string();
    Supervisor supervisor{folder,
                          {shell("bad", "echo x >> " + place + "/journal; [ $(wc -l < " + place +
                                            "/journal) = 1 ] && exit 1; exit 64")}};
    EXPECT_TRUE(turn_until(supervisor, [&] { return journal().size() >= 6; }))
        << "started three times: " << journal();
    EXPECT_FALSE(supervisor.ended_for_good());
    EXPECT_EQ(supervisor.crash_looping(2)->ended.code, common::EXIT_USAGE);
}

TEST_F(Supervised, AWorkerWhoseNameIsTakenIsNoCrashLoop) {
    Supervisor supervisor{folder,
                          {shell("worker-1", "exit " + std::to_string(common::EXIT_NAME_TAKEN)),
                           shell("other", "exit 1")}};
    // The deaths of the other program show that there was time to restart the worker as well.
    ASSERT_TRUE(turn_until(supervisor, [&] { return supervisor.crash_looping(4).has_value(); }));
    EXPECT_EQ(supervisor.crash_looping(4)->name, "other");
    EXPECT_EQ(supervisor.state_of("worker-1").starts, 1);
    EXPECT_EQ(supervisor.state_of("worker-1").pid, std::nullopt);
    EXPECT_FALSE(supervisor.ended_for_good());
}

TEST_F(Supervised, WhatSaysThatAnotherStartDoesNotHelpIsNotStartedAgain) {
    for (const int code : {common::EXIT_CORRUPT, common::EXIT_DATABASE_MOVED,
                           common::EXIT_SECOND_WRITER, common::EXIT_USAGE}) {
        const auto line = "echo start >> " + temporary.path().string() + "/journal; exit ";
        Supervisor supervisor{
            folder,
            {shell("good", "exec tail -f /dev/null"), shell("writer", line + std::to_string(code)),
             shell("other", "exit 1")}};
        // The restarts of the other program show that there was time to restart the writer as well.
        ASSERT_TRUE(turn_until(supervisor, [&] {
            return supervisor.ended_for_good().has_value() &&
                   supervisor.state_of("other").starts > 2;
        }));
        EXPECT_EQ(supervisor.ended_for_good()->name, "writer");
        EXPECT_EQ(supervisor.ended_for_good()->ended.code, code);
        EXPECT_EQ(supervisor.state_of("writer").starts, 1);
    }
    EXPECT_EQ(journal(), "start\nstart\nstart\nstart\n");
}

TEST_F(Supervised, AProgramThatCannotBeStartedIsTriedAgain) {
    Supervisor supervisor{folder, {shell("late", "exit 1")}};
    const auto starts = [&] { return supervisor.state_of("late").starts; };
    // Without a free descriptor no process can be started.
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    EXPECT_TRUE(turn_until(supervisor, [&] { return starts() > 3; }));
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_TRUE(
        turn_until(supervisor, [&] { return supervisor.state_of("late").pid.has_value(); }));
}

TEST_F(Supervised, StagesEndInTheirOrder) {
    Supervisor supervisor{
        folder,
        {shell("writer", journalling("writer"), 2), shell("broker", journalling("broker"), 1),
         shell("worker-1", journalling("worker-1"), 0)}};
    ASSERT_TRUE(turn_until(
        supervisor, [&] { return ready("writer") && ready("broker") && ready("worker-1"); }));
    EXPECT_TRUE(supervisor.stop(seconds{10}, signals));
    EXPECT_EQ(journal(), "worker-1\nbroker\nwriter\n");
    EXPECT_EQ(pid_of("writer"), 0);
}

TEST_F(Supervised, WhatDoesNotDrainIsKilledAtTheDeadline) {
    Supervisor supervisor{folder, {shell("deaf", waiting("deaf", "trap '' TERM"))}};
    ASSERT_TRUE(turn_until(supervisor, [&] { return ready("deaf"); }));
    const auto began = common::steady_now();
    EXPECT_FALSE(supervisor.stop(std::chrono::milliseconds{200}, signals));
    EXPECT_LT(common::steady_now() - began, Instant{seconds{5}});
}

TEST_F(Supervised, AnotherStopSignalEndsEverythingAtOnce) {
    const auto asks_again = "trap 'kill -TERM " + std::to_string(::getpid()) + "' TERM";
    Supervisor supervisor{folder, {shell("deaf", waiting("deaf", asks_again))}};
    ASSERT_TRUE(turn_until(supervisor, [&] { return ready("deaf"); }));
    const auto began = common::steady_now();
    EXPECT_FALSE(supervisor.stop(seconds{60}, signals));
    EXPECT_LT(common::steady_now() - began, Instant{seconds{30}});
}

}  // namespace
}  // namespace tradepit::cli
