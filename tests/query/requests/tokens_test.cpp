#include "query/requests/tokens.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>

#include "common/digest.h"
#include "common/process/temporary_folder.h"

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
             {"alice read " + hash.substr(1),
              "line 1: the hash is not 64 lower-case hexadecimal digits"}}) {
        const auto parsed = TokenList::parse(text);
        ASSERT_TRUE(std::holds_alternative<std::string>(parsed)) << text;
        EXPECT_EQ(std::get<std::string>(parsed), fault);
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

TEST_F(TokensInAFile, OneThatOthersMayReadIsRefused) {
    const auto text = line("alice", "read", "a");
    EXPECT_THROW(TokenFile{write(text, std::filesystem::perms{0640})}, std::runtime_error);
    EXPECT_THROW(TokenFile{write(text, std::filesystem::perms{0604})}, std::runtime_error);
    EXPECT_NO_THROW(TokenFile{write(text, std::filesystem::perms{0400})});
    EXPECT_THROW(TokenFile{folder.path() / "none"}, std::runtime_error);
}

}  // namespace
}  // namespace tradepit::query
