#include "cli/folder_walk.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/failures.h"
#include "common/process/temporary_folder.h"
#include "tests/common/file_text.h"

namespace tradepit::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

WalkRule::Name wanted_name(std::string_view name) {
    if (name == "wanted") return WalkRule::Name::wanted;
    return name.starts_with("wanted") ? WalkRule::Name::near_miss : WalkRule::Name::other;
}

/// A file system that fails at some paths.
class FailingFileSystem : public FileSystem {
public:
    int list(const fs::path& folder, std::size_t most,
             std::vector<std::string>& names) const override {
        if (folder.filename() == unlisted) return EACCES;
        const int reason = FileSystem::list(folder, most, names);
        return folder.filename() == torn ? EIO : reason;
    }
    int look(const fs::path& path, bool follow, struct stat& found) const override {
        return path.filename() == gone ? ENOENT : FileSystem::look(path, follow, found);
    }
    std::string unlisted;  ///< may not be read
    std::string torn;      ///< fails after its names were read
    std::string gone;      ///< went away after its name was read
};

class FolderWalk : public testing::Test {
protected:
    void make(const fs::path& file) const {
        fs::create_directories((folder.path() / file).parent_path());
        write_text(folder.path() / file.string(), "");
    }
    void link(const fs::path& target, const fs::path& name) const {
        fs::create_directories((folder.path() / name).parent_path());
        fs::create_symlink(target, folder.path() / name);
    }
    /// The files that are found, relative to the folder. `remarks` then has the remarks, with
    /// relative paths.
    std::vector<std::string> found(const FileSystem& system = FileSystem{}) {
        const auto walked = walk(folder.path(), "DIR", rule, system);
        remarks.clear();
        for (const auto& remark : walked.remarks.listed())
            remarks.push_back(
                std::string{remark.kind == Remark::Kind::missing ? "missing: " : "note: "} +
                remark.path.lexically_relative(folder.path()).string() + " " + remark.text);
        std::vector<std::string> files;
        for (const auto& file : walked.files)
            files.push_back(file.lexically_relative(folder.path()).string());
        return files;
    }
    std::string refusal(const fs::path& place) const {
        try {
            static_cast<void>(walk(place, "DIR", rule));
        } catch (const UsageError& error) {
            return error.what();
        }
        return "none";
    }

    common::TemporaryFolder folder;
    WalkRule rule{.judge = wanted_name, .wanted = "wanted"};
    std::vector<std::string> remarks;
};

TEST_F(FolderWalk, TheOrderIsThatOfThePaths) {
    for (const auto* file : {"b/wanted", "a/wanted", "wanted", "a/b/c/wanted", "a.b/wanted"})
        make(file);
    make("a/other");
    EXPECT_THAT(found(),
                ElementsAre("a.b/wanted", "a/b/c/wanted", "a/wanted", "b/wanted", "wanted"));
    EXPECT_THAT(remarks, IsEmpty());
}

TEST_F(FolderWalk, AFolderThatMayNotBeReadIsLeftOutWithTheReason) {
    make("a/wanted");
    make("b/wanted");
    FailingFileSystem system;
    system.unlisted = "a";
    EXPECT_THAT(found(system), ElementsAre("b/wanted"));
    EXPECT_THAT(remarks, ElementsAre("missing: a Permission denied"));
}

TEST_F(FolderWalk, AFolderThatCannotBeReadToItsEndGivesWhatItHad) {
    make("a/wanted");
    FailingFileSystem system;
    system.torn = "a";
    EXPECT_THAT(found(system), ElementsAre("a/wanted"));
    EXPECT_THAT(remarks, ElementsAre("missing: a Input/output error"));
}

TEST_F(FolderWalk, WhatGoesAwayMeanwhileIsLeftOutWithTheReason) {
    make("a/wanted");
    make("b/wanted");
    FailingFileSystem system;
    system.gone = "b";
    EXPECT_THAT(found(system), ElementsAre("a/wanted"));
    EXPECT_THAT(remarks, ElementsAre("missing: b No such file or directory"));
}

TEST_F(FolderWalk, ALinkedFolderIsFollowed) {
    const common::TemporaryFolder elsewhere;
    write_text(elsewhere.path() / "wanted", "");
    link(elsewhere.path(), "a");
    link(elsewhere.path(), "b");
    EXPECT_THAT(found(), ElementsAre("a/wanted"));
    EXPECT_THAT(remarks, ElementsAre("note: a is a link to a folder, and is followed",
                                     "note: b is the folder " + (folder.path() / "a").string() +
                                         ", which is read once"));
}

TEST_F(FolderWalk, AFolderIsTakenWhereItStandsAndNotThroughALink) {
    make("z/wanted");
    link("z", "current");
    EXPECT_THAT(found(), ElementsAre("z/wanted"));
    EXPECT_THAT(remarks, ElementsAre("note: current is the folder " +
                                     (folder.path() / "z").string() + ", which is read once"));
}

TEST_F(FolderWalk, ALinkThatLeadsBackIsLeftOut) {
    make("a/wanted");
    link("..", "a/self");
    link("../..", "a/up");
    link("/", "a/root");
    EXPECT_THAT(found(), ElementsAre("a/wanted"));
    EXPECT_THAT(remarks, ElementsAre("note: a/root leads to /, which holds the first folder",
                                     "note: a/self is the folder " + folder.path().string() +
                                         ", which is read once",
                                     "note: a/up leads to " + folder.path().parent_path().string() +
                                         ", which holds the first folder"));
}

TEST_F(FolderWalk, ALoopOfLinksDoesNotEndTheWalk) {
    make("z/wanted");
    link("wanted", "a/wanted");
    link("gone", "b/wanted");
    link("gone", "c");
    EXPECT_THAT(found(), ElementsAre("z/wanted"));
    EXPECT_THAT(remarks, ElementsAre("missing: c is a link to nothing",
                                     "missing: a/wanted Too many levels of symbolic links",
                                     "missing: b/wanted is a link to nothing"));
}

TEST_F(FolderWalk, ALinkToAFileIsTheFile) {
    make("other");
    link("../other", "a/wanted");
    EXPECT_THAT(found(), ElementsAre("a/wanted"));
    EXPECT_THAT(remarks, IsEmpty());
}

TEST_F(FolderWalk, ASpecialFileIsLeftOutByKind) {
    fs::create_directories(folder.path() / "a");
    fs::create_directories(folder.path() / "b");
    ASSERT_EQ(::mkfifo((folder.path() / "a/wanted").c_str(), 0600), 0);
    ASSERT_EQ(::mkfifo((folder.path() / "a/other").c_str(), 0600), 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    const auto path = (folder.path() / "b/wanted").string();
    ASSERT_LT(path.size(), sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(listener);
    link("/dev/null", "c/wanted");
    EXPECT_THAT(found(), IsEmpty());
    EXPECT_THAT(remarks, ElementsAre("missing: a/wanted is a FIFO, not a file",
                                     "missing: b/wanted is a socket, not a file",
                                     "missing: c/wanted is a device, not a file"));
}

TEST_F(FolderWalk, ANearMissIsNoted) {
    make("a/wanted.gz");
    make("a/other");
    EXPECT_THAT(found(), IsEmpty());
    EXPECT_THAT(remarks,
                ElementsAre("note: a/wanted.gz is not read, because it is not called wanted"));
}

TEST_F(FolderWalk, AHiddenFolderIsNotedAndNotEntered) {
    make(".ipynb_checkpoints/wanted");
    make("gpt-5 (copy)/wanted");
    link("nowhere", ".#wanted");
    EXPECT_THAT(found(), ElementsAre("gpt-5 (copy)/wanted"));
    EXPECT_THAT(remarks,
                ElementsAre("note: .ipynb_checkpoints is not looked into, because its name begins "
                            "with a dot"));
}

TEST_F(FolderWalk, WithoutLookingBelowOnlyTheFilesOfTheFolderAreFound) {
    make("wanted");
    make("a/wanted");
    rule.looks_below = false;
    EXPECT_THAT(found(), ElementsAre("wanted"));
    EXPECT_THAT(remarks, ElementsAre("note: a is a folder, and only the files beside it are read"));
}

TEST_F(FolderWalk, ItGoesDownSoManyLevelsAndNotOneMore) {
    fs::path deep;
    for (std::size_t depth = 0; depth < WALK_DEPTH_MAX; ++depth) deep /= "d";
    make(deep / "wanted");
    make(deep / "d" / "wanted");
    EXPECT_THAT(found(), ElementsAre((deep / "wanted").string()));
    EXPECT_THAT(remarks, ElementsAre("missing: " + (deep / "d").string() +
                                     " is more than 64 folders below the first"));
}

TEST_F(FolderWalk, ItLooksAtSoManyEntriesAndTakesSoManyFilesAndNotOneMore) {
    make("a/wanted");
    make("b/wanted");
    make("b/other");
    rule.entries_max = 5;
    rule.files_max = 2;
    EXPECT_EQ(found().size(), 2U);
    rule.entries_max = 4;
    EXPECT_THAT(refusal(folder.path()), HasSubstr(": more than 4 files and folders are in it"));
    rule.entries_max = 5;
    rule.files_max = 1;
    EXPECT_THAT(refusal(folder.path()), HasSubstr(": there are more than 1 files wanted in it"));
}

TEST_F(FolderWalk, OneDescriptorIsEnoughAtAnyDepth) {
    fs::path deep;
    for (int depth = 0; depth < 40; ++depth) make((deep /= "d") / "wanted");
    const int next = ::dup(0);
    ::close(next);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    auto tight = before;
    tight.rlim_cur = static_cast<rlim_t>(next) + 1;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    const auto files = found();
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(files.size(), 40U);
    EXPECT_THAT(remarks, IsEmpty());
}

TEST_F(FolderWalk, AFolderThatCannotBeOpenedIsRefusedWithTheReason) {
    make("wanted");
    EXPECT_THAT(refusal(folder.path() / "missing"), HasSubstr(": No such file or directory"));
    EXPECT_THAT(refusal(folder.path() / "wanted"), HasSubstr(": is a file, not a folder"));
    FailingFileSystem system;
    system.unlisted = folder.path().filename();
    EXPECT_THROW(walk(folder.path(), "DIR", rule, system), UsageError);
}

TEST_F(FolderWalk, SoManyRemarksAreListedAndTheOthersCounted) {
    for (std::size_t i = 0; i <= REMARKS_MAX; ++i) make("wanted" + std::to_string(i));
    const auto walked = walk(folder.path(), "DIR", rule);
    EXPECT_EQ(walked.remarks.listed().size(), REMARKS_MAX);
    EXPECT_EQ(walked.remarks.count(Remark::Kind::note), REMARKS_MAX + 1);
    EXPECT_EQ(walked.remarks.count(Remark::Kind::missing), 0U);
}

}  // namespace
}  // namespace tradepit::cli
