#include "writer/store/database_path.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "common/process/set_up_fault.h"
#include "common/process/temporary_folder.h"

namespace tradepit::writer::tests {
namespace {

namespace fs = std::filesystem;

class DatabasePath : public ::testing::Test {
protected:
    void make(const std::string& name) const { std::ofstream{folder_.file(name)} << "-"; }
    /// What usable_database() refuses the path for; "" when it does not.
    static std::string fault(const std::string& path) {
        try {
            static_cast<void>(usable_database(path));
            return "";
        } catch (const common::SetUpFault& fault) {
            return fault.what();
        }
    }
    static void expect_refused(const std::string& path, const std::string& reason) {
        EXPECT_NE(fault(path).find(reason), std::string::npos) << path << ": " << fault(path);
    }

    common::TemporaryFolder folder_;
};

TEST_F(DatabasePath, OfANewFileIsAbsoluteAndNothingIsMade) {
    EXPECT_EQ(usable_database(folder_.file("new.db")), fs::canonical(folder_.path()) / "new.db");
    EXPECT_TRUE(fs::is_empty(folder_.path()));
    EXPECT_EQ(usable_database("new.db"), fs::current_path() / "new.db");
}

TEST_F(DatabasePath, IsThatOfTheFileBehindLinks) {
    make("real.db");
    fs::create_symlink("real.db", folder_.file("link.db"));
    fs::create_directory_symlink(".", folder_.file("here"));
    const auto real = (fs::canonical(folder_.path()) / "real.db").string();
    EXPECT_EQ(usable_database(folder_.file("link.db")), real);
    EXPECT_EQ(usable_database(folder_.file("here/link.db")), real);
}

TEST_F(DatabasePath, WithoutItsFolderIsRefused) {
    expect_refused(folder_.file("no/r.db"), "there is no folder " + folder_.file("no"));
    make("file");
    expect_refused(folder_.file("file/r.db"), "there is no folder");
}

TEST_F(DatabasePath, OfWhatIsNoPlainFileIsRefused) {
    expect_refused(folder_.path().string(), "is a folder; it must be a plain file");
    expect_refused("/dev/null", "is a device or a socket; it must be a plain file");
    EXPECT_FALSE(fs::exists("/dev/null.lock"));
}

TEST_F(DatabasePath, OfALinkThatLeadsToItselfIsRefused) {
    fs::create_symlink("loop.db", folder_.file("loop.db"));
    expect_refused(folder_.file("loop.db"), "--db ");
}

TEST_F(DatabasePath, OfAFileWithTwoNamesIsRefusedByEither) {
    make("r.db");
    fs::create_hard_link(folder_.file("r.db"), folder_.file("keep.db"));
    expect_refused(folder_.file("r.db"), "has 2 names (hard links)");
    expect_refused(folder_.file("keep.db"), "has 2 names (hard links)");
    fs::remove(folder_.file("keep.db"));
    EXPECT_EQ(fault(folder_.file("r.db")), "");
}

TEST_F(DatabasePath, ThatMayNotBeWrittenIsRefusedByModeAndOwner) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    make("r.db");
    fs::permissions(folder_.file("r.db"), fs::perms::owner_read);
    expect_refused(folder_.file("r.db"), "r.db (mode 0400, owner " + std::to_string(::geteuid()));
    fs::permissions(folder_.file("r.db"), fs::perms::owner_read | fs::perms::owner_write);
    make("r.db-wal");
    fs::permissions(folder_.file("r.db-wal"), fs::perms::owner_read);
    expect_refused(folder_.file("r.db"), "r.db-wal (mode 0400");
    fs::remove(folder_.file("r.db-wal"));
    fs::permissions(folder_.path(), fs::perms::owner_read | fs::perms::owner_exec);
    expect_refused(folder_.file("r.db"), "(mode 0500");
    fs::permissions(folder_.path(), fs::perms::owner_all);
}

}  // namespace
}  // namespace tradepit::writer::tests
