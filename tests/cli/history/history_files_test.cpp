#include "cli/history/history_files.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cli/failures.h"
#include "common/process/temporary_folder.h"
#include "tests/common/file_text.h"

namespace tradepit::cli {
namespace {

namespace fs = std::filesystem;

class HistoryTree : public testing::Test {
protected:
    void make(const fs::path& file) {
        fs::create_directories((folder.path() / file).parent_path());
        write_text(folder.path() / file.string(), "");
    }
    static std::vector<std::string> names(const std::vector<HistoryFile>& files) {
        std::vector<std::string> names;
        for (const auto& file : files)
            names.push_back(file.model + (file.date.empty() ? "" : " " + file.date));
        return names;
    }
    common::TemporaryFolder folder;
};

TEST_F(HistoryTree, PositionsAreFoundByModelAtAnyDepth) {
    make("agent_data/gpt-5/position/position.jsonl");
    make("agent_data/claude/position/position.jsonl");
    make("baseline/position.jsonl");
    make("agent_data/gpt-5/log/2025-10-02/log.jsonl");
    EXPECT_EQ(names(find_positions(folder.path()).files),
              (std::vector<std::string>{"baseline", "claude", "gpt-5"}));
    EXPECT_EQ(names(find_positions(folder.path() / "agent_data" / "gpt-5").files),
              std::vector<std::string>{"gpt-5"});
}

TEST_F(HistoryTree, LogsAreFoundByModelAndDate) {
    make("b/log/2025-10-02/log.jsonl");
    make("a/log/2025-10-03/log.jsonl");
    make("a/log/2025-10-02/log.jsonl");
    make("a/context/2025-10-02/log.jsonl");
    EXPECT_EQ(names(find_logs(folder.path()).files),
              (std::vector<std::string>{"a 2025-10-02", "a 2025-10-03", "b 2025-10-02"}));
}

TEST_F(HistoryTree, TwoFilesOfOneModelAreRefusedAndTheOthersAreNot) {
    make("one/m/position/position.jsonl");
    make("two/m/position/position.jsonl");
    make("three/n/position/position.jsonl");
    const auto files = find_positions(folder.path()).files;
    ASSERT_EQ(names(files), (std::vector<std::string>{"m", "m", "n"}));
    const auto place = [&](const char* path) { return (folder.path() / path).string(); };
    EXPECT_EQ(files[0].refusal,
              "model \"m\" is there twice: also " + place("two/m/position/position.jsonl"));
    EXPECT_EQ(files[1].refusal,
              "model \"m\" is there twice: also " + place("one/m/position/position.jsonl"));
    EXPECT_EQ(files[2].refusal, "");
}

TEST_F(HistoryTree, AFolderBelowAnotherIsNotedWithItsPlace) {
    make("openai/gpt-5/position/position.jsonl");
    make("claude/position/position.jsonl");
    const auto files = find_positions(folder.path()).files;
    ASSERT_EQ(names(files), (std::vector<std::string>{"claude", "gpt-5"}));
    EXPECT_TRUE(files[0].notes.empty());
    EXPECT_EQ(files[1].notes,
              std::vector<std::string>{"its folder is \"openai/gpt-5\", and only the last part is "
                                       "the model's name"});
}

TEST_F(HistoryTree, AModelHasTheNameThatItsFolderWasMadeOf) {
    make("openai%2Fgpt-5/position/position.jsonl");
    make("%2E./log/2025-10-02/log.jsonl");
    const auto positions = find_positions(folder.path()).files;
    ASSERT_EQ(names(positions), std::vector<std::string>{"openai/gpt-5"});
    EXPECT_EQ(positions[0].notes,
              std::vector<std::string>{"its folder is called \"openai%2Fgpt-5\""});
    EXPECT_EQ(names(find_logs(folder.path()).files), std::vector<std::string>{".. 2025-10-02"});
}

TEST_F(HistoryTree, AModelMayBeCalledPositionOrLog) {
    make("position/position/position.jsonl");
    make("log/log/2025-10-02/log.jsonl");
    EXPECT_EQ(names(find_positions(folder.path()).files), std::vector<std::string>{"position"});
    EXPECT_EQ(names(find_logs(folder.path()).files), std::vector<std::string>{"log 2025-10-02"});
}

TEST_F(HistoryTree, AFolderThatIsNotUtf8IsRefusedWithWhatToDo) {
    make("caf\xe9/position/position.jsonl");
    const auto files = find_positions(folder.path()).files;
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].refusal,
              "its folder \"caf\\xe9\" is not UTF-8: rename it, because the model is called like "
              "it");
}

TEST_F(HistoryTree, WhatMayBeTakenForAFileAndIsNoneIsNoted) {
    make("a/position/position.jsonl");
    make("a/position/Position.jsonl");
    make("a/position/position (1).jsonl");
    make("a/position/position.jsonl.gz");
    make("a/position/positions.txt");
    make("a/logs/2025-10-02/log.jsonl");
    const auto texts = [](const HistoryFiles& found) {
        std::vector<std::string> lines;
        for (const auto& remark : found.remarks.listed())
            lines.push_back(remark.path.filename().string() + " " + remark.text);
        return lines;
    };
    const std::string why = " is not read, because it is not called position.jsonl";
    EXPECT_EQ(texts(find_positions(folder.path())),
              (std::vector<std::string>{"Position.jsonl" + why, "position (1).jsonl" + why,
                                        "position.jsonl.gz" + why}));
    EXPECT_EQ(
        texts(find_logs(folder.path())),
        std::vector<std::string>{"log.jsonl is not read, because it is not in MODEL/log/DATE"});
}

TEST_F(HistoryTree, AFolderMayHaveNoneAndMustBeThere) {
    EXPECT_TRUE(find_positions(folder.path()).files.empty());
    EXPECT_TRUE(find_logs(folder.path()).files.empty());
    EXPECT_THROW(find_positions(folder.path() / "missing"), UsageError);
}

TEST(Recordings, AreTheTextsByModel) {
    const common::TemporaryFolder folder;
    write_text(folder.path() / "gpt-5/position/position.jsonl", "{}\n");
    write_text(folder.path() / "claude/position/position.jsonl", "{1}\n");
    write_text(folder.path() / "claude/log/2025-10-01/log.jsonl", "not a record");
    write_text(folder.path() / "readme.txt", "nor this");
    write_text(folder.path() / "baseline/position.jsonl", "{2}\n");
    const auto recordings = read_recordings(folder.path());
    EXPECT_EQ(recordings.texts,
              (std::map<std::string, std::string>{
                  {"baseline", "{2}\n"}, {"claude", "{1}\n"}, {"gpt-5", "{}\n"}}));
}

TEST(Recordings, WithoutOneOfTheModelsThereIsNoReplay) {
    const common::TemporaryFolder folder;
    write_text(folder.path() / "gpt-5/position/position.jsonl", "{}\n");
    fs::create_symlink("gone", folder.path() / "claude");
    try {
        static_cast<void>(read_recordings(folder.path()));
        FAIL() << "a model may be missing";
    } catch (const UsageError& error) {
        EXPECT_NE(std::string{error.what()}.find("claude: is a link to nothing: a replay without"),
                  std::string::npos)
            << error.what();
    }
}

TEST(Recordings, AFolderWithoutAnyIsRefused) {
    const common::TemporaryFolder folder;
    EXPECT_THROW(read_recordings(folder.path()), UsageError);
}

TEST(Recordings, AFolderThatIsNotThereIsRefused) {
    EXPECT_THROW(read_recordings("/no/such/folder"), UsageError);
}

}  // namespace
}  // namespace tradepit::cli
