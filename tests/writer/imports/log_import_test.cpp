#include "writer/imports/log_import.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/limits.h"

namespace tradepit::writer {
namespace {

using common::Role;
using testing::HasSubstr;

common::LogImport log_of(std::vector<common::LoggedStep> steps,
                         std::vector<common::ToolUsage> tools = {}) {
    return {{}, common::Stamp::parse("2025-10-02").value(), std::move(steps), std::move(tools)};
}
const common::LoggedStep QUESTION{1, Role::user, "Please analyze"};
const common::LoggedStep ANSWER{2, Role::assistant, "持仓"};

StoredLog stored_log(const common::LogImport& import) {
    StoredLog stored;
    for (const auto& step : import.steps)
        stored.steps.push_back({step.role, step.content, step.tool});
    stored.tools = import.tools;
    return stored;
}
LogPlan log_plan(const common::LogImport& import, const StoredLog& stored = {}) {
    auto planned = plan_log(import, stored);
    if (const auto* fault = std::get_if<common::FileFault>(&planned)) {
        ADD_FAILURE() << fault->message();
        return {};
    }
    return std::get<LogPlan>(planned);
}
std::string fault(const common::LogImport& import, const StoredLog& stored = {}) {
    const auto planned = plan_log(import, stored);
    const auto* fault = std::get_if<common::FileFault>(&planned);
    return fault == nullptr ? "no fault" : fault->message();
}

TEST(LogImport, TwiceIsOnce) {
    const auto log = log_of({QUESTION, ANSWER}, {{"buy", 2, 0}});
    EXPECT_EQ(log_plan(log).present, 0u);
    EXPECT_EQ(log_plan(log).tools.size(), 1u);
    EXPECT_EQ(log_plan(log, stored_log(log)).present, 2u);
    EXPECT_TRUE(log_plan(log, stored_log(log)).tools.empty());
}

TEST(LogImport, StepsAreAddedBehindThoseThatAreThere) {
    EXPECT_EQ(log_plan(log_of({QUESTION, ANSWER}), stored_log(log_of({QUESTION}))).present, 1u);
    EXPECT_EQ(log_plan(log_of({QUESTION}), stored_log(log_of({QUESTION, ANSWER}))).present, 1u);
}

TEST(LogImport, AToolsCallsGrowWithTheStepsOnly) {
    const auto few = stored_log(log_of({QUESTION}, {{"buy", 1, 0}}));
    EXPECT_EQ(log_plan(log_of({QUESTION, ANSWER}, {{"buy", 2, 0}}), few).tools.size(), 1u);
    EXPECT_TRUE(log_plan(log_of({QUESTION}, {{"buy", 2, 0}}), few).tools.empty());
}

TEST(LogImport, AChangedStepIsRefusedByItsLine) {
    EXPECT_THAT(fault(log_of({QUESTION, QUESTION}), stored_log(log_of({QUESTION, ANSWER}))),
                HasSubstr("line 1: differs from what was imported as step 2"));
}

TEST(LogImport, EveryLimitIsNamed) {
    const auto long_step = [](std::size_t bytes) {
        return log_of({{3, Role::user, std::string(bytes, 'a')}});
    };
    EXPECT_EQ(fault(long_step(common::STEP_BYTES_MAX)), "no fault");
    EXPECT_THAT(fault(long_step(common::STEP_BYTES_MAX + 1)),
                HasSubstr("line 3: 8388609 bytes of content"));
    const std::vector<common::LoggedStep> most(common::HISTORY_RECORDS_MAX, QUESTION);
    auto log = log_of(most);
    EXPECT_EQ(fault(log), "no fault");
    log.steps.push_back(QUESTION);
    EXPECT_THAT(fault(log), HasSubstr("HISTORY_RECORDS_MAX"));
    const auto with_tool = [](std::size_t bytes) {
        return log_of({{1, Role::tool, "", std::string(bytes, 't')}});
    };
    EXPECT_EQ(fault(with_tool(common::NAME_BYTES_MAX)), "no fault");
    EXPECT_THAT(fault(with_tool(common::NAME_BYTES_MAX + 1)), HasSubstr("NAME_BYTES_MAX"));
    auto tools = log_of({});
    for (std::size_t i = 0; i < common::DAY_TOOLS_MAX; ++i)
        tools.tools.push_back({"t" + std::to_string(i), 1, 0});
    EXPECT_EQ(fault(tools), "no fault");
    tools.tools.push_back({"one more", 1, 0});
    EXPECT_THAT(fault(tools), HasSubstr("DAY_TOOLS_MAX"));
}

TEST(LogImport, ATimestampIsTheDatabasesOrNone) {
    const auto at = [](const std::string& timestamp) {
        return log_of({{4, Role::user, "", "", timestamp}});
    };
    EXPECT_EQ(fault(at("2025-10-30T16:44:07.383082Z")), "no fault");
    EXPECT_THAT(fault(at("2025-10-30T16:44:07")),
                HasSubstr("line 4: \"2025-10-30T16:44:07\" is not a timestamp"));
}

TEST(LogImport, AToolIsThereOnce) {
    EXPECT_THAT(fault(log_of({}, {{"buy", 1, 0}, {"buy", 2, 0}})), HasSubstr("\"buy\""));
}

}  // namespace
}  // namespace tradepit::writer
