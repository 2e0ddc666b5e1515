#include "cli/history/recordings.h"

#include <gtest/gtest.h>

#include "cli/failures.h"
#include "tests/cli/temporary_folder.h"

namespace tradepit::cli {
namespace {

TEST(Recordings, AreTheTextsByModel) {
    const TemporaryFolder folder;
    folder.write("gpt-5/position/position.jsonl", "{}\n");
    folder.write("claude/position/position.jsonl", "{1}\n");
    folder.write("claude/log/2025-10-01/log.jsonl", "not a record");
    folder.write("readme.txt", "nor this");
    const auto texts = read_recordings(folder.path());
    EXPECT_EQ(texts, (std::map<std::string, std::string>{{"claude", "{1}\n"}, {"gpt-5", "{}\n"}}));
}

TEST(Recordings, AFolderWithoutAnyIsRefused) {
    const TemporaryFolder folder;
    EXPECT_THROW(read_recordings(folder.path()), UsageError);
}

TEST(Recordings, AFolderThatIsNotThereIsRefused) {
    EXPECT_THROW(read_recordings("/no/such/folder"), UsageError);
}

}  // namespace
}  // namespace tradepit::cli
