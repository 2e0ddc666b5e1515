#include "common/agents/agent_kinds.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

std::string agents_page() {
    const char* root = std::getenv("TRADEPIT_ROOT");
    std::ifstream file{std::filesystem::path{root ? root : "."} / "docs" / "AGENTS.md"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The row of the table in docs/AGENTS.md for this kind.
std::string row_of(const AgentKind& kind) {
    std::string settings;
    for (const auto& setting : kind.settings)
        settings += (settings.empty() ? "`" : ", `") + std::string{setting.name} + "` (" +
                    std::to_string(setting.default_value) + ")";
    return "| `" + std::string{kind.name} + "` | " + settings + (settings.empty() ? "| " : " | ") +
           std::string{kind.description} + " |\n";
}

TEST(AgentKinds, EachNameIsThereOnce) {
    std::set<std::string_view> names;
    for (const auto& kind : agent_kinds()) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
        EXPECT_EQ(agent_kind(kind.name), &kind);
        EXPECT_GE(kind.lease_days_max, 1);
    }
    EXPECT_EQ(agent_kind("oracle"), nullptr);
}

TEST(AgentKinds, EachDefaultIsWithinItsLimits) {
    for (const auto& kind : agent_kinds())
        for (const auto& setting : kind.settings) {
            EXPECT_LE(setting.minimum, setting.default_value) << kind.name << setting.name;
            EXPECT_LE(setting.default_value, setting.maximum) << kind.name << setting.name;
            EXPECT_FALSE(setting.description.empty()) << kind.name << setting.name;
        }
}

TEST(AgentKinds, TheAgentsPageHasARowOfEachThatIsNotPlanned) {
    const auto page = agents_page();
    ASSERT_FALSE(page.empty());
    for (const auto& kind : agent_kinds()) {
        const bool planned = kind.availability == AgentKind::Availability::planned;
        EXPECT_EQ(page.find(row_of(kind)) != std::string::npos, !planned)
            << "docs/AGENTS.md wants this row:\n"
            << row_of(kind);
    }
    EXPECT_NE(page.find("`" + std::string{DELAY_SETTING.name} + "` too (0, at most " +
                        std::to_string(DELAY_SETTING.maximum) + ")"),
              std::string::npos);
}

}  // namespace
}  // namespace tradepit::common
