#include "common/maintenance/task_arguments.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::common {
namespace {

TaskArguments arguments(const TaskInfo& task, const char* text) {
    return std::get<TaskArguments>(TaskArguments::parse(task, text));
}

std::string first_fault(const TaskInfo& task, const char* text) {
    const auto read = TaskArguments::parse(task, text);
    const auto* fault = std::get_if<ArgumentFault>(&read);
    return fault != nullptr ? fault->text : "none";
}

TEST(TaskArguments, WhatIsNotGivenHasItsDefault) {
    EXPECT_EQ(arguments(CLEANUP_TASK, "{}").count("days"), 90);
    EXPECT_FALSE(arguments(VACUUM_TASK, "{}").flag("full"));
    EXPECT_EQ(TaskArguments{CLEANUP_TASK}.count("days"), 90);
}

TEST(TaskArguments, ACountHasItsLimits) {
    EXPECT_EQ(arguments(CLEANUP_TASK, R"({"days":0})").count("days"), 0);
    EXPECT_EQ(arguments(CLEANUP_TASK, R"({"days":36500})").count("days"), DAYS_KEPT_MAX);
    EXPECT_EQ(first_fault(CLEANUP_TASK, R"({"days":-1})"), "days: it is below the minimum 0");
    EXPECT_EQ(first_fault(CLEANUP_TASK, R"({"days":36501})"),
              "days: it is above the maximum 36500");
    EXPECT_EQ(first_fault(CLEANUP_TASK, R"({"days":"1"})"), "days: it is of another type");
}

TEST(TaskArguments, AFileMustBeGiven) {
    EXPECT_EQ(first_fault(BACKUP_TASK, "{}"), "file: it must be given");
    EXPECT_EQ(first_fault(BACKUP_TASK, R"({"file":""})"), "file: it is below the minimum 1");
    EXPECT_FALSE(BACKUP_TASK.needs_no_arguments());
    EXPECT_TRUE(CLEANUP_TASK.needs_no_arguments());
}

TEST(TaskArguments, WhatTheTaskDoesNotHaveIsRefused) {
    EXPECT_EQ(first_fault(VACUUM_TASK, R"({"days":1})"), "days: the task has no such argument");
}

TEST(TaskArguments, TheyAreReadBackFromTheirText) {
    const auto given = arguments(BACKUP_TASK, R"({"force":true,"file":"/a"})");
    EXPECT_EQ(nlohmann::json::parse(given.json()),
              nlohmann::json::parse(R"({"file":"/a","force":true})"));
    EXPECT_EQ(arguments(BACKUP_TASK, given.json().c_str()).file("file"), "/a");
}

TEST(TaskArguments, TextThatIsNoObjectIsAFault) {
    for (const char* text : {"", "[]", "{", "1"})
        EXPECT_EQ(first_fault(VACUUM_TASK, text), "arguments: they are no JSON object") << text;
}

TEST(MaintenanceTasks, AreFoundByTheirNames) {
    for (const TaskInfo* task : MAINTENANCE_TASKS)
        EXPECT_EQ(find_maintenance_task(task->name), task);
    EXPECT_EQ(find_maintenance_task("spring"), nullptr);
}

}  // namespace
}  // namespace tradepit::common
