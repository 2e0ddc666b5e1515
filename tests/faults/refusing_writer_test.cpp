// Databases that a writer refuses to open, or stops writing.
#include <csignal>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/process/exit_codes.h"
#include "common/process/temporary_folder.h"
#include "tests/faults/scripted_job.h"
#include "tests/faults/writer_process.h"
#include "tests/pipeline/environment.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"

namespace tradepit::faults {
namespace {

Finished another_writer_on(const std::filesystem::path& database,
                           std::vector<std::string> environment = {}) {
    const common::TemporaryFolder folder;
    auto& arguments = environment;
    arguments.insert(arguments.end(),
                     {std::string{std::getenv("TRADEPIT_BIN")} + "/tradepit-writer", "--run-dir",
                      folder.path().string(), "--db", database.string()});
    return run_command("/usr/bin/env", arguments, folder.path());
}

TEST(SecondWriter, IsRefusedByNameAndTheFirstIsUnharmed) {
    const common::TemporaryFolder folder;
    WriterProcess first{folder.path()};
    ASSERT_TRUE(first.start());
    const auto second = another_writer_on(first.database());
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_NE(second.err.find("another writer has it (process " + std::to_string(first.pid())),
              std::string::npos)
        << second.err;
    ScriptedJob job{first};
    job.run();
    job.expect_acknowledged();
    EXPECT_EQ(job.restarts(), 0);
}

TEST(SecondWriter, ThatTheLockDoesNotKeepAwayReplacesTheFirstWhichStops) {
    const common::TemporaryFolder folder;
    WriterProcess first{folder.path()};
    ASSERT_TRUE(first.start());
    // A writer of another machine, for which the lock of this one does not exist.
    const common::TemporaryFolder elsewhere;
    const Command second{
        "/usr/bin/env",
        {"LD_PRELOAD=" + disk_library(), "ASAN_OPTIONS=verify_asan_link_order=0",
         "TRADEPIT_DISK_LOCKS=apart", std::string{std::getenv("TRADEPIT_BIN")} + "/tradepit-writer",
         "--run-dir", elsewhere.path().string(), "--db", first.database().string()},
        elsewhere.path()};
    const auto number = [&] {
        return ResultsFile{first.database()}.row("SELECT epoch FROM writer_epoch");
    };
    while (number() != "2") ASSERT_FALSE(first.ended());
    ScriptedJob job{first};
    job.run_until_the_writer_ends();
    const auto ended = first.finish();
    EXPECT_EQ(ended.exit_code, common::EXIT_SECOND_WRITER);
    EXPECT_NE(ended.err.find("another writer has it"), std::string::npos) << ended.err;
}

TEST(NetworkFileSystem, IsRefused) {
    const common::TemporaryFolder folder;
    for (const std::string type :
         {"6969", "517B", "FE534D42", "FF534D42", "6B414653", "5346414F", "00C36400", "01021997"}) {
        const auto ended = another_writer_on(
            folder.path() / "results.db",
            {"LD_PRELOAD=" + disk_library(), "ASAN_OPTIONS=verify_asan_link_order=0",
             "TRADEPIT_DISK_TYPE=" + type});
        EXPECT_EQ(ended.exit_code, common::EXIT_USAGE) << type;
        EXPECT_NE(ended.err.find("network file system"), std::string::npos) << ended.err;
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "results.db"));
}

TEST(NetworkFileSystem, TakesNoBackup) {
    const common::TemporaryFolder folder;
    const Environment settings{{{"LD_PRELOAD", disk_library()},
                                {"ASAN_OPTIONS", "verify_asan_link_order=0"},
                                {"TRADEPIT_DISK_TYPE", "6969"},
                                {"TRADEPIT_DISK_TYPE_OF", folder.path().string()}}};
    const RunningPipeline pipeline;
    const auto refused =
        pipeline.post("/maintenance/backup",
                      nlohmann::json{{"file", (folder.path() / "copy.db").string()}}.dump());
    EXPECT_EQ(refused.status, 400) << refused.body;
    EXPECT_NE(refused.body.find("network file system"), std::string::npos) << refused.body;
    const auto beside = pipeline.results().parent_path() / "copy.db";
    const auto taken =
        pipeline.post("/maintenance/backup", nlohmann::json{{"file", beside.string()}}.dump());
    EXPECT_EQ(taken.status, 200) << taken.body;
}

TEST(DamagedDatabase, StopsTheWriterWithACodeOfItsOwnAndAClearMessage) {
    const common::TemporaryFolder folder;
    WriterProcess writer{folder.path()};
    ASSERT_TRUE(writer.start());
    ScriptedJob job{writer};
    job.run();
    writer.signal(SIGTERM);
    EXPECT_EQ(writer.finish().exit_code, 0);
    {
        std::fstream file{writer.database(), std::ios::in | std::ios::out | std::ios::binary};
        const auto size = std::filesystem::file_size(writer.database());
        // The first page, which has the schema, is not damaged.
        for (std::uintmax_t at = 4'096; at < size; at += 4'096) {
            file.seekp(static_cast<std::streamoff>(at));
            file << std::string(200, '\x5a');
        }
    }
    const auto ended = another_writer_on(writer.database());
    EXPECT_EQ(ended.exit_code, 65);
    EXPECT_NE(ended.err.find(writer.database().string() + " is damaged"), std::string::npos)
        << ended.err;
}

TEST(DamagedDatabase, IsAlsoAFileThatIsNone) {
    const common::TemporaryFolder folder;
    std::ofstream{folder.path() / "results.db"} << std::string(10'000, 'x');
    const auto ended = another_writer_on(folder.path() / "results.db");
    EXPECT_EQ(ended.exit_code, 65);
    EXPECT_NE(ended.err.find("is damaged"), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace tradepit::faults
