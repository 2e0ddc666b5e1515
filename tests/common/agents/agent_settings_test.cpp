#include "common/agents/agent_settings.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::common {
namespace {

std::variant<AgentSettings, std::string> read(const std::string& agent) {
    return read_agent(nlohmann::json::parse(agent), "idle");
}
AgentSettings settings(const std::string& agent) { return std::get<AgentSettings>(read(agent)); }
std::string fault(const std::string& agent) { return std::get<std::string>(read(agent)); }

std::string with(std::string_view kind, std::string_view setting, const std::string& value) {
    return R"({"kind":")" + std::string{kind} + R"(",")" + std::string{setting} + "\":" + value +
           "}";
}

TEST(AgentSettings, EverySettingIsTakenAtItsLimitsAndRefusedOnePast) {
    for (const auto& kind : agent_kinds())
        for (const auto& setting : kind.settings) {
            const auto text = [&](std::int64_t value) {
                return with(kind.name, setting.name, std::to_string(value));
            };
            for (const auto value : {setting.minimum, setting.maximum})
                EXPECT_EQ(settings(text(value)).value(setting.name), value) << text(value);
            for (const auto value : {setting.minimum - 1, setting.maximum + 1})
                EXPECT_EQ(fault(text(value)), "agent." + std::string{setting.name} + " is " +
                                                  std::to_string(value) +
                                                  "; it must be a whole number from " +
                                                  std::to_string(setting.minimum) + " to " +
                                                  std::to_string(setting.maximum));
        }
}

TEST(AgentSettings, TheSeedEndsWhereJsonReadersAreExact) {
    EXPECT_EQ(settings(with("random", "seed", "9007199254740991")).value("seed"),
              9'007'199'254'740'991);
    EXPECT_EQ(settings(with("random", "seed", "-9007199254740991")).value("seed"),
              -9'007'199'254'740'991);
    EXPECT_NE(fault(with("random", "seed", "9007199254740992")), "");
    EXPECT_NE(fault(with("random", "seed", "-9007199254740992")), "");
    EXPECT_NE(fault(with("random", "seed", "18446744073709551615")), "");
}

TEST(AgentSettings, DefaultsAreFilledInAndReadingThemAgainChangesNothing) {
    for (const auto& kind : agent_kinds()) {
        if (kind.availability == AgentKind::Availability::planned) continue;
        const auto once = default_agent(kind.name);
        for (const auto& setting : kind.settings)
            EXPECT_EQ(once.value(setting.name), setting.default_value);
        EXPECT_EQ(settings(once.json).json, once.json);
    }
    EXPECT_EQ(default_agent("momentum").json, R"({"kind":"momentum","lookback":20,"top":5})");
}

TEST(AgentSettings, AModelWithoutAnAgentHasTheDefaultKind) {
    EXPECT_EQ(settings("null").kind->name, "idle");
    EXPECT_EQ(settings("{}").json, R"({"kind":"idle"})");
    EXPECT_EQ(fault("[]"), "agent must be an object");
    EXPECT_EQ(fault(R"({"kind":7})"), "agent.kind must be a text");
}

TEST(AgentSettings, APlannedKindKeepsWhatItIsGiven) {
    EXPECT_EQ(settings(R"({"kind":"llm","model":"x"})").json, R"({"kind":"llm","model":"x"})");
}

}  // namespace
}  // namespace tradepit::common
