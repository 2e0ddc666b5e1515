#include "writer/store/database_path.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/process/set_up_fault.h"
#include "common/process/temporary_folder.h"

namespace tradepit::writer::tests {
namespace {

namespace fs = std::filesystem;

class DatabasePath : public ::testing::Test {
protected:
    void make(const std::string& name) const { std::ofstream{folder.file(name)} << "-"; }
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

    common::TemporaryFolder folder;
};

TEST_F(DatabasePath, OfANewFileIsAbsoluteAndNothingIsMade) {
    EXPECT_EQ(usable_database(folder.file("new.db")), fs::canonical(folder.path()) / "new.db");
    EXPECT_TRUE(fs::is_empty(folder.path()));
    EXPECT_EQ(usable_database("new.db"), fs::current_path() / "new.db");
}

TEST_F(DatabasePath, IsThatOfTheFileBehindLinks) {
    make("real.db");
    fs::create_symlink("real.db", folder.file("link.db"));
    fs::create_directory_symlink(".", folder.file("here"));
    const auto real = (fs::canonical(folder.path()) / "real.db").string();
    EXPECT_EQ(usable_database(folder.file("link.db")), real);
    EXPECT_EQ(usable_database(folder.file("here/link.db")), real);
}

TEST_F(DatabasePath, WithoutItsFolderIsRefused) {
    expect_refused(folder.file("no/r.db"), "there is no folder " + folder.file("no"));
    make("file");
    expect_refused(folder.file("file/r.db"), "there is no folder");
}

TEST_F(DatabasePath, OfWhatIsNoPlainFileIsRefused) {
    expect_refused(folder.path().string(), "is a folder; it must be a plain file");
    expect_refused("/dev/null", "is a device or a socket; it must be a plain file");
    EXPECT_FALSE(fs::exists("/dev/null.lock"));
}

TEST_F(DatabasePath, OfALinkThatLeadsToItselfIsRefused) {
    fs::create_symlink("loop.db", folder.file("loop.db"));
    expect_refused(folder.file("loop.db"), "--db ");
}

TEST_F(DatabasePath, OfAFileWithTwoNamesIsRefusedByEither) {
    make("r.db");
    fs::create_hard_link(folder.file("r.db"), folder.file("keep.db"));
    expect_refused(folder.file("r.db"), "has 2 names (hard links)");
    expect_refused(folder.file("keep.db"), "has 2 names (hard links)");
    fs::remove(folder.file("keep.db"));
    EXPECT_EQ(fault(folder.file("r.db")), "");
}

/// A user without the rights of root: of this process, or "nobody" where this process is root's.
const uid_t PLAIN_USER = ::geteuid() == 0 ? 65'534 : ::geteuid();

/// Gives up the rights of root for good, prints what usable_database() says, and ends the process.
[[noreturn]] void say_fault_as_plain_user(const std::string& path) {
    if (::geteuid() == 0 &&
        (::setgroups(0, nullptr) != 0 || ::setgid(PLAIN_USER) != 0 || ::setuid(PLAIN_USER) != 0)) {
        std::perror("the rights of root cannot be given up");
        std::_Exit(2);
    }
    try {
        static_cast<void>(usable_database(path));
    } catch (const common::SetUpFault& fault) {
        std::fputs(fault.what(), stderr);
        std::_Exit(1);
    }
    std::_Exit(0);
}

class PlainUsersDatabasePath : public DatabasePath {
public:
    PlainUsersDatabasePath() {
        give(folder.path());
        make("r.db", 0600);
    }
    ~PlainUsersDatabasePath() override {
        fs::permissions(folder.path(), fs::perms::owner_all);  // else it could not be removed
    }
    void make(const std::string& name, mode_t mode) const {
        DatabasePath::make(name);
        give(folder.file(name));
        fs::permissions(folder.file(name), fs::perms{mode});
    }
    /// In a child process, since a process that gave up its rights does not get them back.
    void expect_refused_for(const std::string& name, const std::string& mode) const {
        const auto text = "user " + std::to_string(PLAIN_USER) + " may not write " +
                          fs::canonical(folder.path() / name).string() + " \\(mode " + mode +
                          ", owner " + std::to_string(PLAIN_USER) + "\\)";
        EXPECT_EXIT(say_fault_as_plain_user(folder.file("r.db")), ::testing::ExitedWithCode(1),
                    text);
    }

private:
    static void give(const fs::path& path) {
        ASSERT_EQ(::chown(path.c_str(), PLAIN_USER, static_cast<gid_t>(-1)), 0) << path;
    }
};

TEST_F(PlainUsersDatabasePath, IsUsableWhereFolderAndFilesMayBeWritten) {
    make("r.db-wal", 0600);
    EXPECT_EXIT(say_fault_as_plain_user(folder.file("r.db")), ::testing::ExitedWithCode(0), "^$");
}

TEST_F(PlainUsersDatabasePath, OfAFileThatMayNotBeWrittenIsRefusedByModeAndOwner) {
    fs::permissions(folder.file("r.db"), fs::perms{0400});
    expect_refused_for("r.db", "0400");
}

TEST_F(PlainUsersDatabasePath, OfALogThatMayNotBeWrittenIsRefusedByModeAndOwner) {
    make("r.db-wal", 0400);
    expect_refused_for("r.db-wal", "0400");
}

TEST_F(PlainUsersDatabasePath, InAFolderThatMayNotBeWrittenIsRefusedByModeAndOwner) {
    fs::permissions(folder.path(), fs::perms{0500});
    expect_refused_for("", "0500");
}

}  // namespace
}  // namespace tradepit::writer::tests
