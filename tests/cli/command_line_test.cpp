#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>

#include "cli/pipeline/run_folder.h"
#include "common/digest.h"
#include "common/process/child.h"
#include "common/process/temporary_folder.h"
#include "tests/common/file_text.h"

namespace tradepit::cli {
namespace {

using testing::HasSubstr;

struct Outcome {
    int code = -1;
    std::string text;  ///< standard output and standard error together
};

class CommandLine : public testing::Test {
protected:
    void SetUp() override {
        const char* bin = std::getenv("TRADEPIT_BIN");
        program = std::filesystem::path{bin == nullptr ? "." : bin} / "tradepit";
        if (!std::filesystem::exists(program)) GTEST_SKIP() << program << " is not built";
    }
    Outcome run(std::vector<std::string> arguments) {
        const auto log = write_text(folder.path() / "output", "");
        common::Child child{{.executable = program,
                             .arguments = std::move(arguments),
                             .log = log,
                             .without_environment = {"TRADEPIT_RUN_DIR", "API_PORT"}}};
        pollfd polled{child.descriptor(), POLLIN, 0};
        ::poll(&polled, 1, 30'000);
        std::ifstream file{log};
        Outcome outcome{.code = -1, .text = {std::istreambuf_iterator<char>{file}, {}}};
        if (const auto ended = child.ended(); ended && ended->signal == 0)
            outcome.code = ended->code;
        return outcome;
    }
    std::string config(const std::string& text) {
        return write_text(folder.path() / "config.json", text).string();
    }
    std::string run_dir() const { return (folder.path() / "run").string(); }

    common::TemporaryFolder folder;
    std::filesystem::path program;
};

TEST_F(CommandLine, HelpListsTheCommandsAndExitsWith0) {
    const auto outcome = run({"--help"});
    EXPECT_EQ(outcome.code, 0);
    for (const auto* command : {"up", "run", "replay", "demo", "submit", "cancel", "retry", "watch",
                                "status", "jobs", "results", "timeseries", "analytics",
                                "leaderboard", "markets", "digest", "import", "token"})
        EXPECT_THAT(outcome.text, HasSubstr(std::string{"\n  "} + command + " "));
}

TEST_F(CommandLine, EveryCommandHasHelpWithExamples) {
    for (const auto* command :
         {"up", "run", "replay", "demo", "submit", "cancel", "retry", "watch", "status", "jobs",
          "results", "timeseries", "analytics", "leaderboard", "markets", "digest", "token"}) {
        SCOPED_TRACE(command);
        const auto outcome = run({command, "--help"});
        EXPECT_EQ(outcome.code, 0);
        EXPECT_THAT(outcome.text, HasSubstr("Examples:\n  tradepit " + std::string{command}));
    }
    EXPECT_THAT(run({"import", "prices", "--help"}).text,
                HasSubstr("Examples:\n  tradepit import prices"));
}

TEST_F(CommandLine, UnknownCommandNamesTheNearest) {
    const auto outcome = run({"sumbit", "x.json"});
    EXPECT_EQ(outcome.code, 64);
    EXPECT_THAT(outcome.text, HasSubstr("no command \"sumbit\"; did you mean \"submit\"?"));
}

TEST_F(CommandLine, NoCommandIsAUsageError) { EXPECT_EQ(run({}).code, 64); }

TEST_F(CommandLine, UnknownFlagIsNamed) {
    const auto outcome = run({"jobs", "--colour"});
    EXPECT_EQ(outcome.code, 64);
    EXPECT_THAT(outcome.text, HasSubstr("tradepit jobs: "));
    EXPECT_THAT(outcome.text, HasSubstr("--colour"));
}

TEST_F(CommandLine, WorkersOutOfRangeIsNamedWithTheRange) {
    for (const auto* workers : {"0", "257", "two"}) {
        const auto outcome = run({"up", "--workers", workers});
        EXPECT_EQ(outcome.code, 64) << workers;
        EXPECT_THAT(outcome.text, HasSubstr("--workers"));
    }
}

TEST_F(CommandLine, HttpAddressWithoutAPortIsNamed) {
    const auto outcome = run({"up", "--http", "localhost"});
    EXPECT_EQ(outcome.code, 64);
    EXPECT_THAT(outcome.text, HasSubstr("localhost is not ADDRESS:PORT"));
}

TEST_F(CommandLine, AConfigThatIsNotThereIsNamed) {
    const auto outcome = run({"run", "nowhere.json", "--run-dir", run_dir()});
    EXPECT_EQ(outcome.code, 64);
    EXPECT_THAT(outcome.text, HasSubstr("CONFIG nowhere.json: there is no such file"));
}

TEST_F(CommandLine, AConfigThatIsNotJsonIsNamedWithItsLine) {
    const auto outcome = run({"submit", config("{\n\"models\": oops}"), "--run-dir", run_dir()});
    EXPECT_EQ(outcome.code, 64);
    EXPECT_THAT(outcome.text, HasSubstr("is not JSON: line 2"));
}

TEST_F(CommandLine, DatesThatContradictEachOtherAreNamed) {
    const auto file = config("{}");
    const auto text = [&](std::vector<std::string> flags) {
        flags.insert(flags.begin(), {"submit", file, "--run-dir", run_dir()});
        const auto outcome = run(flags);
        EXPECT_EQ(outcome.code, 64);
        return outcome.text;
    };
    EXPECT_THAT(text({"--dates", "2025-13-01"}), HasSubstr("--dates 2025-13-01: is not a date"));
    EXPECT_THAT(text({"--start", "2025-10-02", "--end", "2025-10-01"}), HasSubstr("is before"));
    EXPECT_THAT(text({"--end", "2025-10-01"}), HasSubstr("--start: is needed"));
    EXPECT_THAT(text({"--start", "2025-10-01"}), HasSubstr("--end"));
    EXPECT_THAT(text({"--dates", "2025-10-01", "--start", "2025-10-01", "--end", "2025-10-01"}),
                HasSubstr("exclude"));
}

TEST_F(CommandLine, AFolderWithoutRecordsIsNamed) {
    const auto outcome = run({"replay", folder.path().string(), "--run-dir", run_dir()});
    EXPECT_EQ(outcome.code, 64);
    EXPECT_THAT(outcome.text, HasSubstr("there is no MODEL/position/position.jsonl in it"));
}

TEST_F(CommandLine, ABadHttpAddressIsRefusedBeforeAnythingStarts) {
    const auto outcome = run({"up", "--http", "0.0.0.0:0", "--run-dir", run_dir()});
    EXPECT_EQ(outcome.code, 64);
    EXPECT_THAT(outcome.text, HasSubstr("--insecure"));
    EXPECT_FALSE(std::filesystem::exists(run_dir()));
}

TEST_F(CommandLine, AFlagThatTakesANumberOrADateNamesWhatIsNone) {
    const std::vector<std::vector<std::string>> commands{
        {"jobs", "--limit", "x"},
        {"jobs", "--limit", "0"},
        {"leaderboard", "--min-sharpe-ratio", "high"},
        {"results", "--date", "yesterday"}};
    for (const auto& command : commands) {
        SCOPED_TRACE(command[1] + " " + command[2]);
        const auto outcome = run(command);
        EXPECT_EQ(outcome.code, 64);
        EXPECT_THAT(outcome.text, HasSubstr(command[1] + ": \"" + command[2] + "\" is not a"));
    }
}

TEST_F(CommandLine, ABoundThatIsNoFigureAndNumberIsRefused) {
    for (const auto* bound : {"beta", "beta=", "=1", "beta=much", "beta=inf"}) {
        const auto outcome = run({"leaderboard", "--min", "fees=0", "--min", bound});
        EXPECT_EQ(outcome.code, 64) << bound;
        EXPECT_THAT(outcome.text,
                    HasSubstr("--min: \"" + std::string{bound} + "\" is not FIGURE=X"));
    }
}

TEST_F(CommandLine, ALeaderboardIsFilteredByEveryFigure) {
    const auto help = run({"leaderboard", "--help"}).text;
    for (const auto* figure :
         {"portfolio-value", "return-pct", "cumulative-profit", "daily-return-pct", "drawdown-pct",
          "sharpe-ratio", "trades", "days"})
        for (const auto* bound : {"--min-", "--max-"})
            EXPECT_THAT(help, HasSubstr(std::string{bound} + figure));
    EXPECT_THAT(help, HasSubstr("sharpe_ratio"));
    for (const auto* other :
         {"--min TEXT:FIGURE=X", "--max TEXT:FIGURE=X", "sortino_ratio", "beta"})
        EXPECT_THAT(help, HasSubstr(other));
}

TEST_F(CommandLine, ALockedRunFolderIsRefusedWithThePid) {
    const RunFolder locked{run_dir()};
    const auto outcome = run({"up", "--run-dir", run_dir()});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.text, HasSubstr("process " + std::to_string(::getpid())));
}

TEST_F(CommandLine, ATokenIsPrintedOnceAndItsHashKept) {
    const auto file = (folder.path() / "tokens").string();
    const auto told = run({"token", "--scope", "submit,read", "--name", "alice", "--file", file});
    EXPECT_EQ(told.code, 0);
    EXPECT_THAT(told.text, HasSubstr("alice is in " + file));
    const auto outcome = run({"token", "--scope", "admin", "--file", file, "--json"});
    EXPECT_EQ(outcome.code, 0);
    const auto made = nlohmann::json::parse(outcome.text);
    EXPECT_EQ(made["scopes"], nlohmann::json::array({"admin"}));
    EXPECT_EQ(made["file"], file);
    const std::string token = made["token"];
    std::ifstream stream{file};
    const std::string kept{std::istreambuf_iterator<char>{stream}, {}};
    EXPECT_THAT(kept, testing::StartsWith("alice read,submit "));
    EXPECT_THAT(kept, testing::EndsWith("\n" + made["name"].get<std::string>() + " admin " +
                                        common::sha256_hex(token) + "\n"));
    EXPECT_THAT(kept, testing::Not(HasSubstr(token)));
    EXPECT_THAT(told.text, testing::Not(HasSubstr(token)));
}

TEST_F(CommandLine, ATokenOfNoScopeOrNameOrForAFileOfOthersIsRefused) {
    const auto file = (folder.path() / "tokens").string();
    const auto refusal = [&](std::vector<std::string> flags) {
        flags.insert(flags.begin(), {"token", "--file", file});
        const auto outcome = run(flags);
        EXPECT_EQ(outcome.code, 64);
        return outcome.text;
    };
    EXPECT_THAT(refusal({}), HasSubstr("--scope is required"));
    EXPECT_THAT(refusal({"--scope", "read,write"}), HasSubstr("--scope \"write\" is unknown"));
    EXPECT_THAT(refusal({"--scope", "read", "--name", "a b"}), HasSubstr("--name \"a b\": a name"));
    EXPECT_FALSE(std::filesystem::exists(file));
    std::ofstream{file} << "";
    std::filesystem::permissions(file, std::filesystem::perms{0660});
    EXPECT_THAT(refusal({"--scope", "read"}), HasSubstr("chmod go-w " + file));
    EXPECT_EQ(std::filesystem::file_size(file), 0U);
}

TEST_F(CommandLine, NoPipelineIsUnreachable) {
    const auto outcome = run({"jobs", "--run-dir", run_dir()});
    EXPECT_EQ(outcome.code, 69);
    EXPECT_THAT(outcome.text, HasSubstr("tradepit up"));
}

}  // namespace
}  // namespace tradepit::cli
