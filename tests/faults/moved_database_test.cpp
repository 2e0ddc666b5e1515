// Databases that are moved, replaced, cut or shared while they are open, and after it.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "common/process/exit_codes.h"
#include "common/process/temporary_folder.h"
#include "tests/faults/scripted_job.h"
#include "tests/faults/writer_process.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit::faults {
namespace {

namespace fs = std::filesystem;

/// A writer that has acknowledged a whole job, and is idle.
class OpenDatabase : public ::testing::Test {
protected:
    OpenDatabase() {
        EXPECT_TRUE(writer.start());
        job.run();
    }
    [[nodiscard]] std::string file(const char* suffix = "") const {
        return writer.database().string() + suffix;
    }
    [[nodiscard]] static Finished run_writer(std::vector<std::string> arguments) {
        const common::TemporaryFolder elsewhere;
        arguments.insert(arguments.begin(), {"--run-dir", elsewhere.path().string()});
        return run_command("tradepit-writer", arguments, elsewhere.path());
    }
    /// Waits for the end of the writer, which nobody has asked to end.
    void expect_end(int code, const std::string& reason) {
        const auto ended = writer.finish();
        EXPECT_EQ(ended.exit_code, code) << ended.err;
        EXPECT_NE(ended.err.find(reason), std::string::npos) << ended.err;
    }
    void expect_nothing_lost() {
        ASSERT_TRUE(writer.start());
        job.expect_acknowledged();
        ResultsFile{writer.database()}.expect_sound();
    }

    common::TemporaryFolder folder;
    WriterProcess writer{folder.path()};
    ScriptedJob job{writer};
};

TEST_F(OpenDatabase, ThatIsReplacedEndsTheWriterWhichGoesOnWithTheNewFile) {
    { SQLite::Database{file(), SQLite::OPEN_READWRITE}.exec("VACUUM INTO '" + file("2") + "'"); }
    fs::rename(file("2"), file());
    expect_end(common::EXIT_DATABASE_MOVED, file() + " is another file");
    EXPECT_TRUE(fs::exists(file("-wal.replaced")));
    expect_nothing_lost();
}

TEST_F(OpenDatabase, ThatIsWrittenOverEndsTheWriterWhichLeavesTheNewContentAlone) {
    { SQLite::Database{file(), SQLite::OPEN_READWRITE}.exec("VACUUM INTO '" + file("2") + "'"); }
    fs::copy_file(file("2"), file(), fs::copy_options::overwrite_existing);
    expect_end(common::EXIT_DATABASE_MOVED, "was written by another program");
    expect_nothing_lost();
}

TEST_F(OpenDatabase, ThatIsDeletedEndsTheWriter) {
    fs::remove(file());
    expect_end(common::EXIT_DATABASE_MOVED, file() + " is gone");
}

TEST_F(OpenDatabase, WhoseFolderIsMovedEndsTheWriterAndIsWholeThere) {
    const common::TemporaryFolder other;
    fs::rename(folder.path(), other.path() / "moved");
    expect_end(common::EXIT_DATABASE_MOVED, file() + " is gone");
    fs::rename(other.path() / "moved", folder.path());
    expect_nothing_lost();
}

TEST_F(OpenDatabase, WhoseLogIsDeletedLosesNothing) {
    fs::remove(file("-wal"));
    expect_end(1, "what it held was saved");
    expect_nothing_lost();
}

TEST_F(OpenDatabase, WhoseSharedMemoryIsDeletedLosesNothing) {
    fs::remove(file("-shm"));
    expect_end(1, "nothing is lost");
    expect_nothing_lost();
}

TEST_F(OpenDatabase, WhoseLogIsEmptiedSaysSoBeforeItAcknowledgesAnything) {
    std::ofstream(file("-wal"), std::ios::trunc).close();
    expect_end(common::EXIT_DATABASE_MOVED, "was cut or written over by another program");
    ASSERT_TRUE(writer.start());
    ResultsFile{writer.database()}.expect_sound();
}

TEST_F(OpenDatabase, ThatIsReachedByALinkHasOneLock) {
    const auto link = folder.file("link.db");
    fs::create_symlink("results.db", link);
    const auto second = run_writer({"--db", link});
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_NE(second.err.find("another writer has it (process " + std::to_string(writer.pid())),
              std::string::npos)
        << second.err;
    EXPECT_FALSE(fs::exists(link + ".lock"));
}

/// A database that no program has open.
class ClosedDatabase : public OpenDatabase {
protected:
    ClosedDatabase() {
        writer.signal(SIGTERM);
        EXPECT_EQ(writer.finish().exit_code, 0);
    }
    void expect_refused(const std::vector<std::string>& arguments, const std::string& reason) {
        const auto ended = run_writer(arguments);
        EXPECT_EQ(ended.exit_code, common::EXIT_USAGE) << ended.err;
        EXPECT_NE(ended.err.find(reason), std::string::npos) << ended.err;
    }
};

TEST_F(ClosedDatabase, IsNotMixedWithTheLogOfAKilledWriter) {
    fs::copy_file(file(), file("2"));
    ASSERT_TRUE(writer.start());
    writer.signal(SIGKILL);
    static_cast<void>(writer.finish());
    ASSERT_GT(fs::file_size(file("-wal")), 0U);
    fs::rename(file("2"), file());
    expect_refused({"--db", file()}, file("-wal") + " (");
    for (const char* suffix : {"-wal", "-shm"}) fs::rename(file(suffix), file(suffix) + ".old");
    expect_nothing_lost();
}

TEST_F(ClosedDatabase, IsUsedWithItsOwnLogAfterAKill) {
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(writer.start());
        writer.signal(SIGKILL);
        static_cast<void>(writer.finish());
    }
    expect_nothing_lost();
}

TEST_F(ClosedDatabase, OfTwoNamesIsRefused) {
    fs::create_hard_link(file(), folder.file("keep.db"));
    expect_refused({"--db", folder.file("keep.db")}, "has 2 names (hard links)");
}

TEST_F(ClosedDatabase, ThatIsMountedByItselfIsRefused) {
    const auto mounted = folder.file("mounted.db");
    std::ofstream(mounted).close();
    const auto ended = run_command(
        "/usr/bin/unshare",
        {"-rm", "/bin/sh", "-c",
         "mount --bind \"$0\" \"$1\" || exit 99; exec \"$2\" --run-dir \"$3\" --db \"$1\"", file(),
         mounted, std::string{std::getenv("TRADEPIT_BIN")} + "/tradepit-writer",
         folder.path().string()},
        folder.path());
    if (ended.exit_code == 99 || ended.err.find("unshare") != std::string::npos)
        GTEST_SKIP() << "no mount of one's own here: " << ended.err;
    EXPECT_EQ(ended.exit_code, common::EXIT_USAGE) << ended.err;
    EXPECT_NE(ended.err.find("is mounted by itself, as a single file"), std::string::npos)
        << ended.err;
}

TEST_F(ClosedDatabase, WhereLocksDoNotWorkIsNotCalledAnotherWriters) {
    const common::TemporaryFolder elsewhere;
    const auto ended = run_command(
        "/usr/bin/env",
        {"LD_PRELOAD=" + disk_library(), "ASAN_OPTIONS=verify_asan_link_order=0",
         "TRADEPIT_DISK_LOCKS=none", std::string{std::getenv("TRADEPIT_BIN")} + "/tradepit-writer",
         "--run-dir", elsewhere.path().string(), "--db", file()},
        elsewhere.path());
    EXPECT_EQ(ended.exit_code, common::EXIT_USAGE) << ended.err;
    EXPECT_NE(ended.err.find("locks do not work there (flock: No locks available)"),
              std::string::npos)
        << ended.err;
}

/// Acts as a user who may write nothing of this test's, while it lives. Root becomes nobody; for
/// everyone else the folder loses its write permission.
class AnotherUser {
public:
    explicit AnotherUser(const fs::path& folder) : folder_{folder} {
        fs::permissions(folder, fs::perms{0555});
        EXPECT_TRUE(::geteuid() != 0 || ::seteuid(65'534) == 0);
    }
    ~AnotherUser() {
        EXPECT_TRUE(::getuid() != 0 || ::seteuid(0) == 0);
        fs::permissions(folder_, fs::perms::owner_all);
    }
    AnotherUser(const AnotherUser&) = delete;
    AnotherUser& operator=(const AnotherUser&) = delete;

private:
    fs::path folder_;
};

TEST_F(ClosedDatabase, IsReadByAUserWhoMayNotWriteItsFolder) {
    for (const char* suffix : {"", "-wal", "-shm"}) ASSERT_TRUE(fs::exists(file(suffix)));
    const AnotherUser user{folder.path()};
    SQLite::Database reader{file(), SQLite::OPEN_READONLY};
    EXPECT_EQ(reader.execAndGet("SELECT status FROM jobs").getString(), "completed");
}

TEST_F(ClosedDatabase, ThatMayNotBeWrittenIsRefusedWithItsModeAndOwner) {
    if (::geteuid() != 0) GTEST_SKIP() << "the tests of usable_database() have it";
    fs::permissions(folder.path(), fs::perms{0755});
    const auto ended = run_command("/usr/bin/setpriv",
                                   {"--reuid=65534", "--clear-groups",
                                    std::string{std::getenv("TRADEPIT_BIN")} + "/tradepit-writer",
                                    "--run-dir", "/tmp", "--db", file()},
                                   folder.path());
    EXPECT_EQ(ended.exit_code, common::EXIT_USAGE) << ended.err;
    EXPECT_NE(ended.err.find("may not write " + folder.path().string() + " (mode 0755, owner 0)"),
              std::string::npos)
        << ended.err;
}

TEST(MovedDatabase, EndsThePipelineWithItsReasonAndTheNextOneGoesOnWithTheBackup) {
    RunningPipeline pipeline;
    write_small_market(pipeline.folder() / "small.csv", 10);
    write_small_config(pipeline.folder() / "config.json", "");
    pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    const std::string kept = pipeline.tell({"submit", "config.json"})["job_id"];
    pipeline.status_until(kept, has_ended);
    const auto backup = (pipeline.folder() / "backup.db").string();
    pipeline.tell({"backup", backup});
    fs::rename(backup, pipeline.results());
    const auto lost = pipeline.ask({"submit", "config.json"});
    EXPECT_NE(lost.exit_code, 0) << "nothing is acknowledged into a file without a name";
    constexpr int NO_SIGNAL = 0;
    const auto ended = pipeline.end_up(NO_SIGNAL);
    EXPECT_EQ(ended.exit_code, common::EXIT_DATABASE_MOVED) << ended.err;
    EXPECT_NE(ended.err.find("is another file than the one that this writer has open"),
              std::string::npos)
        << ended.err;
    pipeline.start_up();
    EXPECT_EQ(pipeline.tell({"check"})["sound"], true);
    EXPECT_EQ(pipeline.tell({"status", kept})["status"], "completed");
}

}  // namespace
}  // namespace tradepit::faults
