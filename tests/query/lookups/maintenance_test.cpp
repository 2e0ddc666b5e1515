#include "query/lookups/maintenance.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using common::BACKUP_TASK;
using common::CLEANUP_TASK;
using common::TaskInfo;
using common::VACUUM_TASK;
using Json = nlohmann::json;

class MaintenanceSurface : public Stored, public testing::Test {
protected:
    static Json arguments(const TaskInfo& task, const char* body) {
        const auto command = std::get<common::RunMaintenance>(read_maintenance(task, body));
        EXPECT_EQ(command.task, task.name);
        return Json::parse(command.arguments);
    }
    static Json faults(const TaskInfo& task, const char* body) {
        const auto reply = std::get<Reply>(read_maintenance(task, body));
        EXPECT_EQ(reply.status, 422);
        return Json::parse(reply.text())["detail"];
    }
};

TEST_F(MaintenanceSurface, EveryTaskHasAPath) {
    EXPECT_EQ(task_of_path("/maintenance/cleanup"), &CLEANUP_TASK);
    EXPECT_EQ(task_of_path("/maintenance/vacuum"), &VACUUM_TASK);
    EXPECT_EQ(task_of_path("/maintenance/backup"), &BACKUP_TASK);
    EXPECT_EQ(task_of_path("/maintenance"), nullptr);
}

TEST_F(MaintenanceSurface, BodiesAreReadWithTheirDefaults) {
    EXPECT_EQ(arguments(CLEANUP_TASK, "")["days"], 90);
    EXPECT_EQ(arguments(CLEANUP_TASK, R"({"days":0})")["days"], 0);
    EXPECT_EQ(arguments(CLEANUP_TASK, R"({"days":36500})")["days"], 36'500);
    EXPECT_EQ(arguments(VACUUM_TASK, "{}")["full"], false);
    EXPECT_EQ(arguments(VACUUM_TASK, R"({"full":true})")["full"], true);
    const auto backup = arguments(BACKUP_TASK, R"({"file":"/a","force":true})");
    EXPECT_EQ(backup["file"], "/a");
    EXPECT_EQ(backup["force"], true);
}

TEST_F(MaintenanceSurface, EveryFaultOfABodyIsNamed) {
    const std::pair<const char*, const char*> bad[] = {
        {R"({"days":36501})", "Input should be less than or equal to 36500"},
        {R"({"days":-1})", "Input should be greater than or equal to 0"},
        {R"({"days":1.5})", "Input should be a valid integer"},
        {R"({"days":"1"})", "Input should be a valid integer"}};
    for (const auto& [body, message] : bad) {
        const auto detail = faults(CLEANUP_TASK, body);
        ASSERT_EQ(detail.size(), 1u) << body;
        EXPECT_EQ(detail[0]["loc"], Json({"body", "days"}));
        EXPECT_EQ(detail[0]["msg"], message);
    }
    EXPECT_EQ(faults(BACKUP_TASK, R"({"file":""})")[0]["type"], "string_too_short");
    EXPECT_EQ(faults(BACKUP_TASK, R"({"force":2,"more":2})").size(), 3u);
    EXPECT_EQ(faults(VACUUM_TASK, "[]")[0]["type"], "model_attributes_type");
    EXPECT_EQ(faults(VACUUM_TASK, "{")[0]["type"], "json_invalid");
}

TEST_F(MaintenanceSurface, TasksAreListedNewestFirst) {
    sql("INSERT INTO maintenance_tasks(kind, state, options, done, total, result, started_at, "
        "ended_at)"
        " VALUES('vacuum', 'done', '{\"full\":false}', 3, 3, '{\"pages_freed\":3}', 's', 'e'),"
        " ('backup', 'running', '{}', 1, 9, '{}', 's', NULL)");
    const auto body = get("/maintenance").body;
    ASSERT_EQ(body["tasks"].size(), 2u);
    EXPECT_EQ(body["tasks"][0]["kind"], "backup");
    EXPECT_EQ(body["tasks"][0]["ended_at"], nullptr);
    EXPECT_EQ(body["tasks"][1]["result"]["pages_freed"], 3);
    EXPECT_EQ(get("/maintenance?limit=1").body["tasks"].size(), 1u);
    EXPECT_EQ(get("/maintenance/tasks/1").body, body["tasks"][1]);
    for (const char* path :
         {"/maintenance/tasks/3", "/maintenance/tasks/01", "/maintenance/tasks/x"})
        EXPECT_EQ(get(path).status, 404) << path;
}

TEST_F(MaintenanceSurface, SizesAreTold) {
    sql("INSERT INTO purges(job_id, chain, first_detail, positions)"
        " VALUES('j', NULL, NULL, 7), ('j', 1, 1, 0), ('k', NULL, NULL, 2)");
    const auto body = get("/maintenance").body;
    EXPECT_GT(body["pages"], 10);
    EXPECT_EQ(body["free_pages"], 0);
    EXPECT_GT(body["page_bytes"], 0);
    EXPECT_EQ(body["jobs_to_purge"], 2);
    EXPECT_EQ(body["positions_to_purge"], 9);
}

TEST_F(MaintenanceSurface, WhatIsLeftOfACleanedUpJobIsSound) {
    sql("PRAGMA foreign_keys=OFF");
    open_day("gone", "a", "2025-10-01", "pending");
    EXPECT_EQ(get("/check").body["sound"], false);
    sql("INSERT INTO purges(job_id, chain, first_detail) VALUES('gone', NULL, NULL)");
    EXPECT_EQ(get("/check").body["sound"], true);
    open_day("nobody", "a", "2025-10-01", "pending");
    EXPECT_EQ(get("/check").body["foreign_keys"].size(), 1u);
}

}  // namespace
}  // namespace tradepit::query
