#include "cli/jobs/new_job.h"

#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>

#include "cli/display/views.h"
#include "cli/jobs/job_watch.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

using Json = nlohmann::ordered_json;

int follow_new_job(Session& session, Connection& connection, const Json& answer, bool wait) {
    const auto job = answer.at("job_id").get<std::string>();
    // With --json standard output has one document: the answer, or with --wait the final status.
    if (!session.json) print_line(job);
    if (session.json && !wait) print_line(common::json_text(answer));
    if (session.json && wait) std::fprintf(stderr, "job %s\n", job.c_str());
    std::fputs(notes_text(answer).c_str(), stderr);
    if (!wait) return 0;
    ProgressLine line{"model-days"};
    const auto status = await_job(connection.client(), connection.channel(), job,
                                  [&](const Json& seen) { show_progress(line, seen); });
    if (session.json) print_line(common::json_text(status));
    return exit_code_of(status);
}

}  // namespace tradepit::cli
