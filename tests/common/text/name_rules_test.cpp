#include "common/text/name_rules.h"

#include <string>

#include <gtest/gtest.h>

#include "common/limits.h"

namespace tradepit::common {
namespace {

TEST(FolderName, ANameThatLeadsToAnotherFolderIsRefused) {
    for (const auto* name : {"gpt-5", "a b", "..a", ".hidden", "模型"})
        EXPECT_TRUE(is_folder_name(name)) << name;
    for (const auto* name : {"", ".", "..", "a/b", "/a", "a/"})
        EXPECT_FALSE(is_folder_name(name)) << name;
    EXPECT_FALSE(is_folder_name(std::string_view{"a\0b", 3}));
    EXPECT_TRUE(is_folder_name(std::string(NAME_BYTES_MAX, 'a')));
    EXPECT_FALSE(is_folder_name(std::string(NAME_BYTES_MAX + 1, 'a')));
}

TEST(NameFault, ANameOfTheLimitIsTakenAndAByteMoreIsRefused) {
    EXPECT_FALSE(name_fault("label", std::string(NAME_BYTES_MAX, 'a')));
    EXPECT_EQ(name_fault("label", std::string(NAME_BYTES_MAX + 1, 'a')),
              "label \"" + std::string(80, 'a') + "…\" is longer than 128 bytes");
}

TEST(NameFault, TheFieldTheNameAndTheRuleAreNamed) {
    EXPECT_FALSE(name_fault("model", "模型 5"));
    EXPECT_EQ(name_fault("model", ""), "model must not be empty");
    EXPECT_EQ(name_fault("model", "a\x7f"), "model \"a\\x7f\" has control characters");
    EXPECT_EQ(name_fault("model", "a\xff"), "model \"a\\xff\" is not UTF-8");
}

TEST(NameFault, NamesThatLookAlikeAreEqual) {
    EXPECT_EQ(name_fault("signature", "gpt-5 "),
              "signature \"gpt-5 \" must not begin or end with a space");
    EXPECT_EQ(name_fault("signature", " gpt-5"),
              "signature \" gpt-5\" must not begin or end with a space");
    EXPECT_FALSE(name_fault("signature", "gpt 5"));
    EXPECT_EQ(name_fault("signature", "gpt\u200b-5"),
              "signature \"gpt\\u{200b}-5\" has the invisible character U+200B");
    EXPECT_EQ(name_fault("signature", "\u202egpt"),
              "signature \"\\u{202e}gpt\" has the invisible character U+202E");
    EXPECT_EQ(name_fault("signature", "\u009b2J"),
              "signature \"\\u{9b}2J\" has the invisible character U+009B");
    EXPECT_FALSE(name_fault("signature", "👩\u200d💻")) << "emoji need joiners";
}

TEST(NameFault, ANameInPathsIsAlsoTheNameOfAFolder) {
    EXPECT_FALSE(folder_name_fault("market", "us-daily"));
    EXPECT_EQ(folder_name_fault("market", ""), "market must not be empty");
    EXPECT_EQ(folder_name_fault("market", "us/daily"),
              "market \"us/daily\" is no name for a folder: it must not be \".\" or \"..\", and "
              "must not have a slash");
}

}  // namespace
}  // namespace tradepit::common
