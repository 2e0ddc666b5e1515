#include "common/process/settings.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "common/process/exit_codes.h"
#include "common/process/set_up_fault.h"
#include "common/process/temporary_folder.h"

namespace tradepit::common {
namespace {

class Settings : public testing::Test {
protected:
    int run(std::vector<std::string> arguments) {
        CLI::App app{"a program", "tradepit-broker"};
        declare_settings(app, settings);
        declare_setting(app, "lease-ms", lease_ms, "how long");
        arguments.insert(arguments.begin(), "program");
        std::vector<char*> argv;
        for (auto& argument : arguments) argv.push_back(argument.data());
        return run_program(app, static_cast<int>(argv.size()), argv.data(), settings, program);
    }
    std::function<int()> program = [this] { return ran = true, 7; };
    ProgramSettings settings;
    int lease_ms = 10'000;
    bool ran = false;
};

TEST_F(Settings, EndpointsAreInTheRunFolderUnlessGiven) {
    EXPECT_EQ(run({"--run-dir", "/tmp/r", "--lookup", "tcp://127.0.0.1:5"}), 7);
    EXPECT_EQ(settings.endpoints.events, "ipc:///tmp/r/events");
    EXPECT_EQ(settings.endpoints.lookup, "tcp://127.0.0.1:5");
}

TEST_F(Settings, EndpointsBeyondLoopbackAreAllowedByAFlagAlone) {
    EXPECT_EQ(run({}), 7);
    EXPECT_FALSE(settings.endpoints.security.insecure);
    EXPECT_EQ(run({"--insecure"}), 7);
    EXPECT_TRUE(settings.endpoints.security.insecure);
}

TEST_F(Settings, AFlagWinsOverTheFileAndThatOverTheEnvironment) {
    common::TemporaryFolder folder;
    const std::string file = (folder.path() / "settings.toml").string();
    std::ofstream{file} << "lease-ms=1\nlog-level=\"warn\"\n";
    ::setenv("TRADEPIT_LEASE_MS", "2", 1);
    EXPECT_EQ(run({}), 7);
    EXPECT_EQ(lease_ms, 2);
    EXPECT_EQ(run({"--settings", file}), 7);
    EXPECT_EQ(lease_ms, 1);
    EXPECT_EQ(settings.log_level, "warn");
    EXPECT_EQ(run({"--settings", file, "--lease-ms", "3"}), 7);
    EXPECT_EQ(lease_ms, 3);
    ::unsetenv("TRADEPIT_LEASE_MS");
}

TEST_F(Settings, WhatIsUnknownOrNotANumberIsBadUsage) {
    EXPECT_EQ(run({"--no-such"}), EXIT_USAGE);
    EXPECT_EQ(run({"--lease-ms", "soon"}), EXIT_USAGE);
    common::TemporaryFolder folder;
    const std::string file = (folder.path() / "settings.toml").string();
    std::ofstream{file} << "no-such=1\n";
    EXPECT_EQ(run({"--settings", file}), EXIT_USAGE);
    EXPECT_FALSE(ran);
}

TEST_F(Settings, ASetUpFaultIsBadUsageAndAnyOtherFailureIsNot) {
    program = []() -> int { throw SetUpFault{"--lease-ms 3: no"}; };
    EXPECT_EQ(run({}), EXIT_USAGE);
    program = []() -> int { throw std::runtime_error{"the disk is gone"}; };
    EXPECT_EQ(run({}), 1);
}

/// Runs the program with a settings file of the given text.
class SharedSettings : public Settings {
protected:
    int read(const std::string& text) {
        std::ofstream{file()} << text;
        return run({"--settings", file()});
    }
    [[nodiscard]] std::string file() const { return (folder.path() / "settings.toml").string(); }
    common::TemporaryFolder folder;
};

TEST_F(SharedSettings, AProgramReadsWhatIsItsOwnAndEverybodys) {
    EXPECT_EQ(read("log-level=\"warn\"\nconfig-dir=\"c\"\n[up]\nworkers=3\n[writer]\ndb=\"x\"\n"
                   "[broker]\nlease-ms=4\n"),
              7);
    EXPECT_EQ(lease_ms, 4);
    EXPECT_EQ(settings.log_level, "warn");
    EXPECT_EQ(settings.file, std::filesystem::absolute(file()));
}

TEST_F(SharedSettings, ItsOwnWinOverEverybodys) {
    EXPECT_EQ(read("log-level=\"warn\"\n[broker]\nlog-level=\"error\"\n"), 7);
    EXPECT_EQ(settings.log_level, "error");
}

TEST_F(SharedSettings, WhatIsUnknownUnderItsHeadingOrUnderNoneOrAnUnknownHeadingIsBadUsage) {
    EXPECT_EQ(read("[broker]\nno-such=1\n"), EXIT_USAGE);
    EXPECT_EQ(read("db=\"x\"\n"), EXIT_USAGE);
    EXPECT_EQ(read("[brokr]\nlease-ms=1\n"), EXIT_USAGE);
    EXPECT_FALSE(ran);
}

TEST_F(SharedSettings, AFileIsReadByTheRulesOfSettingsFiles) {
    EXPECT_EQ(read("\xEF\xBB\xBF# why\r\nrun-dir = \"team#2\"\r\nlookup = tcp://[::1]:5\r\n"
                   "[broker] # why\r\nlease-ms = 4 # why\r\n"),
              7);
    EXPECT_EQ(settings.run_dir, "team#2");
    EXPECT_EQ(settings.endpoints.lookup, "tcp://[::1]:5");
    EXPECT_EQ(lease_ms, 4);
    EXPECT_EQ(read("run-dir = /tmp/my, folder\n"), 7);
    EXPECT_EQ(settings.run_dir, "/tmp/my, folder");
}

TEST_F(SharedSettings, AFaultNamesTheFileAndTheLine) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(read("lease-ms = 1\nrun-dir = \"/data\n"), EXIT_USAGE);
    const auto said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find(file() + ": line 2: the quote is not closed"), said.npos) << said;
    EXPECT_FALSE(ran);
}

TEST_F(SharedSettings, AFolderIsNoSettingsFile) {
    EXPECT_EQ(run({"--settings", folder.path().string()}), EXIT_USAGE);
    EXPECT_FALSE(ran);
}

TEST_F(Settings, ABooleanOfTheEnvironmentIsAWord) {
    for (const auto& [word, meaning] : {std::pair{"on", true},
                                        {"1", true},
                                        {"true", true},
                                        {"off", false},
                                        {"0", false},
                                        {"False", false}}) {
        settings = {};
        ::setenv("TRADEPIT_INSECURE", word, 1);
        EXPECT_EQ(run({}), 7) << word;
        EXPECT_EQ(settings.endpoints.security.insecure, meaning) << word;
    }
    ::setenv("TRADEPIT_INSECURE", "perhaps", 1);
    EXPECT_EQ(run({}), EXIT_USAGE);
    ::unsetenv("TRADEPIT_INSECURE");
}

TEST_F(Settings, HelpIsNoFailure) { EXPECT_EQ(run({"--help"}), 0); }

TEST_F(Settings, ASocketPathAtTheSystemsLimitIsTakenAndOnePastItIsNot) {
    // The path may have 107 bytes: 5 for "/tmp/", 8 for "/control".
    const std::string fits = "/tmp/" + std::string(107 - 5 - 8, 'x');
    EXPECT_EQ(run({"--run-dir", fits}), 7);
    settings = {};
    EXPECT_EQ(run({"--run-dir", fits + "x"}), EXIT_USAGE);
}

}  // namespace
}  // namespace tradepit::common
