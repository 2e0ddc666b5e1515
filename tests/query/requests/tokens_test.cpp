#include "query/requests/tokens.h"

#include <cctype>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "common/digest.h"
#include "common/process/set_up_fault.h"
#include "common/process/temporary_folder.h"
#include "common/text/token_line.h"

namespace tradepit::query {
namespace {

using Verdict = TokenList::Verdict;

std::string line(const std::string& name, const std::string& scopes, const std::string& token) {
    return name + " " + scopes + " " + common::sha256_hex(token) + "\n";
}

TokenList list(const std::string& text) { return std::get<TokenList>(TokenList::parse(text)); }

TEST(Tokens, ATokenAdmitsWhatItsScopesSay) {
    const auto tokens = list("# people\n\n" + line("alice", "read,submit", "a") +
                             line("feed", "ingest", "b") + line("root", "admin", "c"));
    EXPECT_EQ(tokens.size(), 3U);
    EXPECT_EQ(tokens.verdict("a", Scope::read), Verdict::granted);
    EXPECT_EQ(tokens.verdict("a", Scope::submit), Verdict::granted);
    EXPECT_EQ(tokens.verdict("a", Scope::admin), Verdict::out_of_scope);
    EXPECT_EQ(tokens.verdict("b", Scope::read), Verdict::out_of_scope);
    EXPECT_EQ(tokens.verdict("b", Scope::ingest), Verdict::granted);
    for (const auto scope : {Scope::read, Scope::submit, Scope::ingest, Scope::admin})
        EXPECT_EQ(tokens.verdict("c", scope), Verdict::granted);
}

TEST(Tokens, AnUnknownTokenAdmitsOnlyWhatIsOpen) {
    const auto tokens = list(line("alice", "admin", "a") + line("nobody", "admin", ""));
    for (const auto* token : {"", "A", "aa", "b"}) {
        EXPECT_EQ(tokens.verdict(token, Scope::read), Verdict::unknown) << token;
        EXPECT_EQ(tokens.verdict(token, Scope::open), Verdict::granted) << token;
    }
}

TEST(Tokens, AWrongLineIsNamed) {
    const auto hash = common::sha256_hex("a");
    for (const auto& [text, fault] : std::vector<std::pair<std::string, std::string>>{
             {"alice read", "line 1: not NAME SCOPE[,SCOPE] HASH"},
             {"\nalice read " + hash + " x", "line 2: not NAME SCOPE[,SCOPE] HASH"},
             {"alice write " + hash, "line 1: a scope other than read, submit, ingest and admin"},
             {"alice open " + hash, "line 1: a scope other than read, submit, ingest and admin"},
             {"alice read " + hash.substr(1), "line 1: the hash is not 64 hexadecimal digits"},
             {"alice read g" + hash.substr(1), "line 1: the hash is not 64 hexadecimal digits"}}) {
        const auto parsed = TokenList::parse(text);
        ASSERT_TRUE(std::holds_alternative<std::string>(parsed)) << text;
        EXPECT_EQ(std::get<std::string>(parsed), fault);
    }
}

TEST(Tokens, AFileOfAnotherSystemIsReadAsWell) {
    auto upper = common::sha256_hex("a");
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    for (const std::string before : {"\xEF\xBB\xBF", "\xEF\xBB\xBF# people\r\n", "\r\n"}) {
        const auto tokens = list(before + "alice read " + upper + "\r\n");
        EXPECT_EQ(tokens.size(), 1U);
        EXPECT_EQ(tokens.verdict("a", Scope::read), Verdict::granted) << before;
    }
}

TEST(Tokens, TheFieldIsReadByItsScheme) {
    EXPECT_EQ(bearer_token("Bearer abc"), "abc");
    EXPECT_EQ(bearer_token("bearer   abc"), "abc");
    for (const auto* none : {"", "abc", "Basic abc", "Bearer", "Bearer ", "Bearer  "})
        EXPECT_EQ(bearer_token(none), "") << none;
}

class TokensInAFile : public testing::Test {
protected:
    std::string write(const std::string& text,
                      std::filesystem::perms mode = std::filesystem::perms::owner_read |
                                                    std::filesystem::perms::owner_write) {
        const auto path = folder.path() / "tokens";
        const auto next = folder.path() / "tokens.next";
        std::ofstream{next} << text;
        std::filesystem::permissions(next, mode);
        std::filesystem::rename(next, path);
        return path;
    }
    /// Why the file is refused; empty where it is not.
    static std::string refusal_of(const std::string& path) {
        try {
            const TokenFile file{path};
            return "";
        } catch (const common::SetUpFault& fault) {
            return fault.what();
        }
    }
    common::TemporaryFolder folder;
};

TEST_F(TokensInAFile, OneThatIsTakenOutIsRefusedFromThenOn) {
    TokenFile file{write(line("alice", "read", "a") + line("bob", "read", "b"))};
    EXPECT_EQ(file.verdict("a", Scope::read), Verdict::granted);
    write(line("bob", "read", "b"));
    EXPECT_EQ(file.verdict("a", Scope::read), Verdict::unknown);
    EXPECT_EQ(file.verdict("b", Scope::read), Verdict::granted);
}

TEST_F(TokensInAFile, AFileThatIsGoneOrWrongAdmitsNobody) {
    TokenFile file{write(line("alice", "read", "a"))};
    write("nonsense");
    EXPECT_EQ(file.verdict("a", Scope::read), Verdict::unknown);
    write(line("alice", "read", "a"));
    EXPECT_EQ(file.verdict("a", Scope::read), Verdict::granted);
    std::filesystem::remove(folder.path() / "tokens");
    EXPECT_EQ(file.verdict("a", Scope::read), Verdict::unknown);
    EXPECT_EQ(file.verdict("a", Scope::open), Verdict::granted);
}

TEST_F(TokensInAFile, OneThatOthersMayWriteIsRefused) {
    const auto text = line("alice", "read", "a");
    for (const unsigned mode : {0400U, 0440U, 0444U, 0600U, 0640U, 0644U}) {
        TokenFile file{write(text, std::filesystem::perms{mode})};
        EXPECT_EQ(file.verdict("a", Scope::read), Verdict::granted) << std::oct << mode;
    }
    for (const unsigned mode : {0620U, 0602U, 0660U, 0666U}) {
        const auto path = write(text, std::filesystem::perms{mode});
        EXPECT_EQ(
            refusal_of(path),
            "tokens: " + path + " may be written by others than its owner: run chmod go-w " + path)
            << std::oct << mode;
    }
}

TEST_F(TokensInAFile, WhatIsNoFileOfTokensIsRefused) {
    const auto none = (folder.path() / "none").string();
    EXPECT_EQ(refusal_of(none), "tokens: " + none + " is no file that can be read");
    const auto pipe = (folder.path() / "pipe").string();
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(refusal_of(pipe), "tokens: " + pipe + " is no file that can be read");
    const auto path = write("nonsense");
    EXPECT_EQ(refusal_of(path), "tokens: " + path + ": line 1: not NAME SCOPE[,SCOPE] HASH");
}

TEST_F(TokensInAFile, AFileAtTheLimitIsReadAndOneByteMoreRefused) {
    const auto text = line("alice", "read", "a");
    const auto rest = common::TOKEN_FILE_BYTES_MAX - text.size();
    EXPECT_EQ(refusal_of(write(text + std::string(rest, '#'))), "");
    EXPECT_NE(refusal_of(write(text + std::string(rest + 1, '#'))), "");
}

TEST_F(TokensInAFile, ALinkIsFollowedWhereverItLeads) {
    write(line("alice", "read", "a"));
    const auto link = (folder.path() / "link").string();
    std::filesystem::create_symlink("tokens", link);
    TokenFile file{link};
    EXPECT_EQ(file.verdict("a", Scope::read), Verdict::granted);
    write(line("bob", "read", "b"));
    EXPECT_EQ(file.verdict("a", Scope::read), Verdict::unknown);
    EXPECT_EQ(file.verdict("b", Scope::read), Verdict::granted);
}

}  // namespace
}  // namespace tradepit::query
