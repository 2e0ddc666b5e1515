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

class HistoryFiles : public testing::Test {
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

TEST_F(HistoryFiles, PositionsAreFoundByModelAtAnyDepth) {
    make("agent_data/gpt-5/position/position.jsonl");
    make("agent_data/claude/position/position.jsonl");
    make("baseline/position.jsonl");
    make("agent_data/gpt-5/log/2025-10-02/log.jsonl");
    EXPECT_EQ(names(find_positions(folder.path())),
              (std::vector<std::string>{"baseline", "claude", "gpt-5"}));
    EXPECT_EQ(names(find_positions(folder.path() / "agent_data" / "gpt-5")),
              std::vector<std::string>{"gpt-5"});
}

TEST_F(HistoryFiles, LogsAreFoundByModelAndDate) {
    make("b/log/2025-10-02/log.jsonl");
    make("a/log/2025-10-03/log.jsonl");
    make("a/log/2025-10-02/log.jsonl");
    make("a/context/2025-10-02/log.jsonl");
    EXPECT_EQ(names(find_logs(folder.path())),
              (std::vector<std::string>{"a 2025-10-02", "a 2025-10-03", "b 2025-10-02"}));
}

TEST_F(HistoryFiles, AModelWithTwoFilesIsRefusedWithBoth) {
    make("one/m/position/position.jsonl");
    make("two/m/position/position.jsonl");
    try {
        find_positions(folder.path());
        FAIL() << "two files of one model";
    } catch (const UsageError& error) {
        const std::string what = error.what();
        EXPECT_NE(what.find("one/m/position"), what.npos) << what;
        EXPECT_NE(what.find("two/m/position"), what.npos) << what;
    }
}

TEST_F(HistoryFiles, AFolderMayHaveNoneAndMustBeThere) {
    EXPECT_TRUE(find_positions(folder.path()).empty());
    EXPECT_TRUE(find_logs(folder.path()).empty());
    EXPECT_THROW(find_positions(folder.path() / "missing"), UsageError);
}

TEST(Recordings, AreTheTextsByModel) {
    const common::TemporaryFolder folder;
    write_text(folder.path() / "gpt-5/position/position.jsonl", "{}\n");
    write_text(folder.path() / "claude/position/position.jsonl", "{1}\n");
    write_text(folder.path() / "claude/log/2025-10-01/log.jsonl", "not a record");
    write_text(folder.path() / "readme.txt", "nor this");
    const auto texts = read_recordings(folder.path());
    EXPECT_EQ(texts, (std::map<std::string, std::string>{{"claude", "{1}\n"}, {"gpt-5", "{}\n"}}));
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
