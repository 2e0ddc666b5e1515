#include "cli/history/log_file.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/records/record_lines.h"

namespace tradepit::cli {
namespace {

using common::BadLines;
using common::Role;

LogFile read(std::string_view text, BadLines bad_lines = BadLines::refuse) {
    auto file = parse_log_file(text, bad_lines);
    if (const auto* fault = std::get_if<common::FileFault>(&file)) {
        ADD_FAILURE() << fault->message();
        return {};
    }
    return std::get<LogFile>(std::move(file));
}
std::string fault(std::string_view text) {
    const auto file = parse_log_file(text);
    const auto* fault = std::get_if<common::FileFault>(&file);
    return fault == nullptr ? "no fault" : fault->message();
}
std::string said(const std::string& message) {
    return R"({"signature": "m", "new_messages": )" + message + "}\n";
}
const std::string QUESTION = said(R"([{"role": "user", "content": "Please analyze"}])");

TEST(LogFile, MessagesAreAListOrOne) {
    const auto log =
        read(QUESTION + said(R"({"role": "assistant", "content": "持仓 <FINISH_SIGNAL>"})") +
             said("[]"));
    ASSERT_EQ(log.steps.size(), 2u);
    EXPECT_EQ(log.steps[0].role, Role::user);
    EXPECT_EQ(log.steps[1].role, Role::assistant);
    EXPECT_EQ(log.steps[1].content, "持仓 <FINISH_SIGNAL>");
    EXPECT_EQ(log.steps[1].line, 2);
    EXPECT_EQ(log.signatures, std::set<std::string>{"m"});
}

TEST(LogFile, SessionsAreCountedByTheirFirstQuestion) {
    EXPECT_EQ(read(QUESTION).sessions, 1);
    const auto retried =
        read(QUESTION + said(R"([{"role": "user", "content": "Tool results"}])") + QUESTION);
    EXPECT_EQ(retried.sessions, 2);
    EXPECT_EQ(retried.steps.size(), 3u) << "what the record has is kept";
}

TEST(LogFile, ARoleThatTheSchemaHasNotIsKeptAsTheNearestAndCounted) {
    const auto log = read(said(R"([{"role": "system", "content": "a"},)"
                               R"( {"role": "function", "name": "buy", "content": "b"}])"));
    EXPECT_EQ(log.steps[0].role, Role::user);
    EXPECT_EQ(log.steps[1].role, Role::tool);
    EXPECT_EQ(log.other_roles.at("system"), 1);
    EXPECT_EQ(log.other_roles.at("function"), 1);
}

TEST(LogFile, ToolsAreCountedFromTheirMessagesUnlessTheFileSays) {
    const auto call = said(R"({"role": "tool", "name": "buy", "content": "5"})");
    const auto counted = read(call + call);
    ASSERT_EQ(counted.tools.size(), 1u);
    EXPECT_EQ(counted.tools[0].tool, "buy");
    EXPECT_EQ(counted.tools[0].calls, 2);
    EXPECT_EQ(counted.steps[0].tool, "buy");
    const auto stated = read(
        call + R"({"new_messages": [], "tool_usage": {"sell": {"calls": 3, "seconds": 0.5}}})");
    ASSERT_EQ(stated.tools.size(), 1u);
    EXPECT_EQ(stated.tools[0], (common::ToolUsage{"sell", 3, 0.5}));
}

TEST(LogFile, AFileMayStateThatNoToolIsCounted) {
    const auto call = said(R"({"role": "tool", "name": "replay", "content": "5"})");
    EXPECT_TRUE(read(call + R"({"new_messages": [], "tool_usage": {}})").tools.empty());
}

TEST(LogFile, ContentThatIsNoTextIsKeptAsItsJson) {
    const auto log = read(said(R"([{"role": "user", "content": [1, {"a": "b"}]},)"
                               R"( {"role": "user", "content": null}, {"role": "user"}])"));
    EXPECT_EQ(log.steps[0].content, R"([1,{"a":"b"}])");
    EXPECT_EQ(log.steps[1].content, "");
    EXPECT_EQ(log.steps[2].content, "");
}

TEST(LogFile, TimesBecomeUtcWithSixDigits) {
    EXPECT_EQ(as_utc("2025-10-30T16:44:07.383082"), "2025-10-30T16:44:07.383082Z");
    EXPECT_EQ(as_utc("2025-10-30 16:44:07"), "2025-10-30T16:44:07.000000Z");
    EXPECT_EQ(as_utc("2025-10-30T16:44:07.5Z"), "2025-10-30T16:44:07.500000Z");
    EXPECT_EQ(as_utc("2025-11-01T02:00:00+08:00"), "2025-10-31T18:00:00.000000Z");
    EXPECT_EQ(as_utc("2025-10-31T20:30:00-0530"), "2025-11-01T02:00:00.000000Z");
    for (const char* wrong : {"", "yesterday", "2025-10-30", "2025-10-30T25:00:00",
                              "2025-10-30T16:44:07 PM", "2025-10-30T16:44:07+8"})
        EXPECT_EQ(as_utc(wrong), std::nullopt) << wrong;
}

TEST(LogFile, AFileIsRefusedByLine) {
    EXPECT_EQ(fault(""), "the file is empty");
    EXPECT_EQ(fault("[]"), "line 1: must be an object");
    EXPECT_EQ(fault(QUESTION + R"({"signature": "m"})"), "line 2: \"new_messages\" is missing");
    EXPECT_EQ(fault(said("[1]")), "line 1: a message must be an object");
    EXPECT_EQ(fault(said(R"({"content": "x"})")), "line 1: \"role\" of a message must be text");
    EXPECT_TRUE(fault(QUESTION + QUESTION.substr(0, 40)).starts_with("line 2: "));
    EXPECT_TRUE(fault(R"({"timestamp": "soon", "new_messages": []})").starts_with("line 1: "));
}

TEST(LogFile, BadLinesMayBeLeftOut) {
    const auto log = read(QUESTION + "garbage\n" + QUESTION, BadLines::skip);
    EXPECT_EQ(log.steps.size(), 2u);
    ASSERT_EQ(log.bad.size(), 1u);
    EXPECT_EQ(log.bad[0].line, 2);
}

TEST(LogFile, AMarkAtTheBeginningAndCarriageReturnsAreNothing) {
    EXPECT_EQ(
        read("\xEF\xBB\xBF" + QUESTION.substr(0, QUESTION.size() - 1) + "\r\n\r\n").steps.size(),
        1u);
}

TEST(LogFile, WhatAnExportWroteIsReadAgainAsItWas) {
    const nlohmann::ordered_json step{{"model", "m"},
                                      {"timestamp", "2025-10-30T16:44:07.383082Z"},
                                      {"role", "tool"},
                                      {"content", "持仓 \"5\"\n"},
                                      {"tool_name", "buy"}};
    const auto text =
        common::step_line(step) +
        common::tools_line(
            "m", {{{"tool_name", "buy"}, {"call_count", 2}, {"total_duration_seconds", 0.25}}});
    const auto log = read(text);
    ASSERT_EQ(log.steps.size(), 1u);
    EXPECT_EQ(log.steps[0].content, "持仓 \"5\"\n");
    EXPECT_EQ(log.steps[0].tool, "buy");
    EXPECT_EQ(log.steps[0].timestamp, "2025-10-30T16:44:07.383082Z");
    ASSERT_EQ(log.tools.size(), 1u);
    EXPECT_EQ(log.tools[0], (common::ToolUsage{"buy", 2, 0.25}));
}

}  // namespace
}  // namespace tradepit::cli
