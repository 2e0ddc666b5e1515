#include "cli/jobs/job_rows.h"

#include <nlohmann/json.hpp>

#include "cli/display/views.h"
#include "cli/failures.h"
#include "common/limits.h"
#include "common/statuses.h"

namespace tradepit::cli {

namespace {

constexpr int HTTP_CONFLICT = 409;

}  // namespace

void each_row(Connection& connection, const std::string& path, const std::string& name,
              std::vector<common::Parameter> parameters, const RowSink& take) {
    parameters.push_back({"limit", std::to_string(common::PAGE_ROWS_MAX)});
    parameters.push_back({"cursor", ""});
    do {
        const auto page = parse_answer(connection.get(path, parameters));
        for (const auto& row : page.at(name)) take(row);
        const auto next = page.find("next_cursor");
        parameters.back().value =
            next != page.end() && next->is_string() ? next->get<std::string>() : "";
    } while (!parameters.back().value.empty());
}

nlohmann::ordered_json status_of_ended_job(Connection& connection, const std::string& job) {
    // Only the fields of the job itself are used. The answer also lists model-days, of which one is
    // the least that may be asked for.
    auto status = parse_answer(connection.get("/jobs/" + job, {{"limit", "1"}}));
    const auto text = status.value("status", "");
    const auto job_status = common::from_text<common::JobStatus>(text);
    // A status that this version does not know counts as ended.
    if (job_status && is_open(*job_status))
        throw Refused(HTTP_CONFLICT, "Job " + job + " has not ended: it is " + text);
    return status;
}

void each_completed_position(Connection& connection, const std::string& job, const RowSink& take) {
    each_row(connection, "/positions", "results", {{"job_id", job}},
             [&](const nlohmann::ordered_json& row) {
                 if (row.value("status", "") == to_text(common::DayStatus::completed)) take(row);
             });
}

void each_reasoning_step(Connection& connection, const std::string& job, const RowSink& take) {
    each_row(connection, "/jobs/" + job + "/logs", "logs", {}, take);
}

void each_tool_usage(Connection& connection, const std::string& job, const RowSink& take) {
    each_row(connection, "/jobs/" + job + "/tools", "tools", {}, take);
}

}  // namespace tradepit::cli
