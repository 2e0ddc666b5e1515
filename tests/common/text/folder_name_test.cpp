#include "common/text/folder_name.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "common/limits.h"

namespace tradepit::common {
namespace {

std::string folder_text(const std::string& name) {
    const auto found = folder_of(name);
    return found ? found->value() : "none";
}

std::map<std::string, std::string> folder_texts(const std::set<std::string>& models) {
    std::map<std::string, std::string> all;
    const auto found = folders_of(models);
    for (const auto& [name, each] : std::get<0>(found)) all.emplace(name, each.value());
    return all;
}

TEST(FolderName, NamesOfHubsHaveFoldersThatCanBeReadBack) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"gpt-5", "gpt-5"},
        {"openai/gpt-5", "openai%2Fgpt-5"},
        {"deepseek-ai/DeepSeek-V3.1", "deepseek-ai%2FDeepSeek-V3.1"},
        {"accounts/fireworks/models/qwen3", "accounts%2Ffireworks%2Fmodels%2Fqwen3"},
        {"meta-llama/Llama-3.3-70B-Instruct:free", "meta-llama%2FLlama-3.3-70B-Instruct:free"},
        {"anthropic.claude-v2:1", "anthropic.claude-v2:1"},
        {".", "%2E"},
        {"..", "%2E."},
        {"../x", "%2E.%2Fx"},
        {".hidden", "%2Ehidden"},
        {"/", "%2F"},
        {"50%", "50%"},
        {"50% sure", "50% sure"},
        {"a%zz", "a%zz"},
        {"a%2Fb", "a%252Fb"},
        {"a%2fb", "a%252fb"},
        {"100%25", "100%2525"},
        {"position", "position"},
        {"模型 5", "模型 5"},
        {"C:\\x", "C:\\x"}};
    for (const auto& [name, expected] : cases) {
        EXPECT_EQ(folder_text(name), expected);
        EXPECT_EQ(name_of_folder(expected), name);
    }
}

TEST(FolderName, OnlyWhatTheEncoderWritesIsDecoded) {
    for (const std::string text : {"a%2fb", "a%zz", "a%2", "a%", "%", "%0A", "%61", "%5B", "%40"})
        EXPECT_EQ(name_of_folder(text), text);
    EXPECT_EQ(name_of_folder("%41%5A"), "AZ");
    EXPECT_EQ(name_of_folder("100%25"), "100%");
}

TEST(FolderName, EveryNameComesBackFromAFolderOfItsOwn) {
    constexpr std::string_view LETTERS = "aAbFf25E%%%//..- é";
    std::mt19937 random{17};
    std::map<std::string, std::string> name_by_folder;
    for (int i = 0; i < 100'000; ++i) {
        std::string name;
        for (auto length = 1 + random() % 12; length > 0; --length)
            name += LETTERS[random() % LETTERS.size()];
        const auto found = folder_text(name);
        ASSERT_EQ(name_of_folder(found), name) << found;
        ASSERT_EQ(found.find('/'), std::string::npos) << name;
        ASSERT_NE(found.front(), '.') << name;
        const auto [owner, is_new] = name_by_folder.emplace(found, name);
        ASSERT_EQ(owner->second, name) << found;
    }
}

TEST(FolderName, AFolderHasSoManyBytesAndNotOneMore) {
    static_assert(NAME_BYTES_MAX == 128);
    const std::string slashes(63, '/');
    const std::string fits = slashes + std::string(65, 'a');  // 127 more than its 128 bytes
    EXPECT_EQ(folder_text(fits).size(), FOLDER_BYTES_MAX - 1);
    const std::string over = slashes + "/" + std::string(64, 'a');
    EXPECT_EQ(folder_text(over), "none");
    EXPECT_EQ(folder_text(slashes + "/" + std::string(63, 'a')).size(), FOLDER_BYTES_MAX);
    const auto refused = folders_of({"gpt-5", over});
    EXPECT_EQ(std::get<std::string>(refused),
              "model \"" + over.substr(0, 80) +
                  "…\" would have a folder whose name has 256 bytes, and 255 are the limit");
}

TEST(FolderName, NamesThatDifferInCaseOnlyHaveFoldersThatDoNot) {
    EXPECT_EQ(folder_texts({"GPT-5"}).at("GPT-5"), "GPT-5");
    const auto three = folder_texts({"GPT-5", "gpt-5", "Gpt-5"});
    EXPECT_EQ(three.at("gpt-5"), "gpt-5");
    EXPECT_EQ(three.at("Gpt-5"), "%47pt-5");
    EXPECT_EQ(three.at("GPT-5"), "%47%50%54-5");
    const auto hubs = folder_texts({"OpenAI/gpt", "openai/gpt", "a%2fb", "a/b", "Other"});
    EXPECT_EQ(hubs.at("openai/gpt"), "openai%2Fgpt");
    EXPECT_EQ(hubs.at("OpenAI/gpt"), "%4Fpen%41%49%2Fgpt");
    EXPECT_EQ(hubs.at("Other"), "Other");
    for (const auto& all : {three, hubs}) {
        std::set<std::string> folded;
        for (const auto& [name, found] : all) {
            EXPECT_EQ(name_of_folder(found), name);
            std::string small = found;
            std::ranges::transform(small, small.begin(),
                                   [](unsigned char letter) { return std::tolower(letter); });
            EXPECT_TRUE(folded.insert(small).second) << found;
        }
    }
}

}  // namespace
}  // namespace tradepit::common
