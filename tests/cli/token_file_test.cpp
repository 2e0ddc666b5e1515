#include "cli/token_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/failures.h"
#include "common/process/temporary_folder.h"
#include "query/requests/tokens.h"

namespace tradepit::cli {
namespace {

namespace fs = std::filesystem;
using query::Scope;
using query::TokenFile;
using query::TokenList;
using testing::HasSubstr;
using testing::MatchesRegex;

const std::vector<std::string> READ{"read"};

/// The text of the UsageError that `act` throws.
template <class Act>
std::string refusal_of(Act act) {
    try {
        act();
    } catch (const UsageError& refused) {
        return refused.what();
    }
    return "not refused";
}

TEST(TokenFileNames, ATokenIs64RandomDigits) {
    const auto token = make_token();
    EXPECT_THAT(token, MatchesRegex("[0-9a-f]{64}"));
    EXPECT_NE(token, make_token());
}

TEST(TokenFileNames, AnEntryHasItsScopesOnceAndInOrder) {
    const auto entry = make_token_line("", {"admin", "read", "admin"}, "secret");
    EXPECT_THAT(entry.text(), MatchesRegex("token-[0-9a-f]{8} read,admin [0-9a-f]{64}"));
    EXPECT_EQ(entry.name, "token-" + entry.hash.substr(0, 8));
}

TEST(TokenFileNames, WhatIsNoNameOrScopeIsNamed) {
    for (const auto& name : {std::string{"a b"}, std::string{"#a"}, std::string{"\xC3\xA9"},
                             std::string{"a\n"}, std::string(TOKEN_NAME_MAX + 1, 'a')})
        EXPECT_THAT(refusal_of([&] { (void)make_token_line(name, READ, "t"); }),
                    HasSubstr("a name is 1 to 64 letters, digits and . _ @ -"));
    const std::string longest(TOKEN_NAME_MAX, 'a');
    EXPECT_EQ(make_token_line(longest, READ, "t").name, longest);
    EXPECT_THAT(
        refusal_of([&] { (void)make_token_line("a", {"open"}, "t"); }),
        HasSubstr("--scope \"open\" is unknown; the scopes are read, submit, ingest, admin"));
    EXPECT_THAT(refusal_of([&] { (void)make_token_line("a", {}, "t"); }),
                HasSubstr("--scope is missing"));
}

class TokenFileTest : public testing::Test {
protected:
    void add(const std::string& name, const std::string& token = "t") const {
        add_token(file, make_token_line(name, READ, token));
    }
    std::string text() const {
        std::ifstream stream{file};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
    void write(const std::string& content, fs::perms mode = fs::perms{0600}) const {
        std::ofstream{file} << content;
        fs::permissions(file, mode);
    }

    const common::TemporaryFolder folder;
    const fs::path file = folder.path() / "tokens";
};

TEST_F(TokenFileTest, WhatItAddsIsWhatQueryAdmits) {
    for (const auto scope : common::TOKEN_SCOPES) {
        const std::string name{scope};
        add_token(file, make_token_line(name, {name}, "of " + name));
    }
    TokenFile tokens{file};
    for (const auto scope : {Scope::read, Scope::submit, Scope::ingest, Scope::admin}) {
        const std::string name{query::name_of(scope)};
        EXPECT_EQ(tokens.verdict("of " + name, scope), TokenList::Verdict::granted) << name;
    }
    EXPECT_EQ(tokens.verdict("of read", Scope::submit), TokenList::Verdict::out_of_scope);
    add("later", "of later");
    EXPECT_EQ(tokens.verdict("of later", Scope::read), TokenList::Verdict::granted);
}

TEST_F(TokenFileTest, IsMadeForItsOwnerAloneAndNothingElseIsLeft) {
    add("alice");
    EXPECT_EQ(fs::status(file).permissions(), fs::perms{0600});
    EXPECT_EQ(std::distance(fs::directory_iterator{folder.path()}, {}), 1);
}

TEST_F(TokenFileTest, WhatIsThereStaysAndALineWithoutAnEndGetsOne) {
    const auto before = "# people\n\n" + make_token_line("alice", READ, "a").text();
    write(before);
    add("bob");
    EXPECT_EQ(text(), before + "\n" + make_token_line("bob", READ, "t").text() + "\n");
}

TEST_F(TokenFileTest, ALinkStaysOne) {
    const auto link = folder.path() / "link";
    add("alice");
    fs::create_symlink(file, link);
    add_token(link, make_token_line("bob", READ, "b"));
    EXPECT_TRUE(fs::is_symlink(link));
    EXPECT_THAT(text(), HasSubstr("bob read "));
    const auto dangling = folder.path() / "dangling";
    fs::create_symlink("later", dangling);
    add_token(dangling, make_token_line("carol", READ, "c"));
    EXPECT_TRUE(fs::is_symlink(dangling));
    EXPECT_TRUE(fs::is_regular_file(folder.path() / "later"));
}

TEST_F(TokenFileTest, ANameThatIsThereIsRefused) {
    add("alice");
    const auto before = text();
    EXPECT_THAT(refusal_of([&] { add("alice"); }),
                HasSubstr("line 1: there is a token alice already"));
    EXPECT_EQ(text(), before);
}

TEST_F(TokenFileTest, TheModeOfOneThatOthersMayReadStays) {
    for (const auto mode : {fs::perms{0640}, fs::perms{0444}, fs::perms{0400}}) {
        fs::remove(file);
        write("", mode);
        add("alice");
        EXPECT_EQ(fs::status(file).permissions(), mode);
    }
}

TEST_F(TokenFileTest, OneThatOthersMayWriteOrThatIsDamagedIsRefused) {
    for (const auto mode : {fs::perms{0620}, fs::perms{0602}, fs::perms{0666}}) {
        write("", mode);
        EXPECT_THAT(refusal_of([&] { add("alice"); }), HasSubstr("chmod go-w " + file.string()));
    }
    write("# people\nalice\n");
    EXPECT_THAT(refusal_of([&] { add("bob"); }), HasSubstr("line 2: not NAME SCOPE[,SCOPE] HASH"));
    EXPECT_EQ(text(), "# people\nalice\n");
    write("alice reed " + std::string(64, '0') + "\n");
    EXPECT_THAT(refusal_of([&] { add("bob"); }), HasSubstr("line 1: a scope other than"));
    EXPECT_THAT(refusal_of([&] { add_token(folder.path(), make_token_line("alice", READ, "a")); }),
                HasSubstr("is not a regular file"));
    EXPECT_THAT(refusal_of([&] {
                    add_token(folder.path() / "none" / "tokens",
                              make_token_line("alice", READ, "a"));
                }),
                HasSubstr("there is no folder"));
}

TEST_F(TokenFileTest, HoldsItsLimitAndNoMore) {
    const auto line = make_token_line("alice", READ, "a").text() + "\n";
    const auto comment = [&](std::size_t bytes) {
        return "#" + std::string(bytes - 2, '-') + "\n";
    };
    write(comment(common::TOKEN_FILE_BYTES_MAX - line.size() + 1));
    EXPECT_THAT(refusal_of([&] { add("alice", "a"); }), HasSubstr("is full"));
    write(comment(common::TOKEN_FILE_BYTES_MAX - line.size()));
    add("alice", "a");
    EXPECT_EQ(fs::file_size(file), common::TOKEN_FILE_BYTES_MAX);
}

TEST_F(TokenFileTest, TwoAtATimeBothAddTheirs) {
    constexpr int EACH = 20;
    const auto add_all = [&](const std::string& who) {
        for (int i = 0; i < EACH; ++i) add(who + std::to_string(i));
    };
    std::thread other{add_all, "b"};
    add_all("a");
    other.join();
    const auto all = text();
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 2 * EACH);
}

}  // namespace
}  // namespace tradepit::cli
