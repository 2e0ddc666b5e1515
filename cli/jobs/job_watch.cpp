#include "cli/jobs/job_watch.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "cli/display/views.h"
#include "cli/failures.h"
#include "cli/terminal.h"
#include "common/process/clock.h"
#include "common/process/exit_codes.h"
#include "common/statuses.h"
#include "common/text/json_text.h"
#include "common/text/utf8.h"
#include "common/waits.h"

namespace tradepit::cli {

using common::DayStatus;
using common::Duration;
using common::Instant;
using common::JobStatus;
using Json = nlohmann::ordered_json;

namespace {

constexpr Duration PAUSE_MIN = std::chrono::milliseconds{100};
constexpr Duration PAUSE_MAX = std::chrono::seconds{1};
/// The pause is nine times as long as the answer took, within PAUSE_MIN and PAUSE_MAX. So polling
/// takes at most a tenth of query's time, as long as an answer takes less than a ninth of
/// PAUSE_MAX.
constexpr int PAUSE_PER_ANSWER = 9;
/// The text about a wait is clipped to this length, to fit on a terminal's line after the progress.
constexpr std::size_t WAITING_BYTES_MAX = 60;

/// Clips the text and replaces its control characters, because an agent's error text may have
/// several lines.
std::string on_a_line(std::string_view text) {
    std::string line{common::clipped_utf8(text, WAITING_BYTES_MAX)};
    for (auto& character : line)
        if (static_cast<unsigned char>(character) < ' ') character = ' ';
    return line;
}

Json status_of(Client& client, const std::string& job) {
    const Request request{
        .path = "/simulate/status/" + job, .parameters = {{"limit", "1"}}, .key = {}, .body = {}};
    return parse_answer(accepted(client.ask(request)));
}

}  // namespace

Json await_job(Client& client, Channel& channel, const std::string& job,
               const std::function<void(const Json&)>& seen) {
    while (true) {
        const auto asked = common::steady_now();
        auto status = status_of(client, job);
        seen(status);
        if (has_ended(status)) return status;
        const auto took = common::steady_now() - asked;
        channel.serve_until(common::steady_now() +
                            std::clamp(took * PAUSE_PER_ANSWER, PAUSE_MIN, PAUSE_MAX));
    }
}

bool await_files(Client& client, Channel& channel, const std::string& job, Instant until) {
    while (!status_of(client, job).value("files_complete", false)) {
        if (common::steady_now() >= until) return false;
        channel.serve_until(common::steady_now() + PAUSE_MIN);
    }
    return true;
}

void show_progress(ProgressLine& line, const Json& status) {
    const auto progress = status.value("progress", Json::object());
    std::int64_t done = 0;
    for (const auto ended :
         {DayStatus::completed, DayStatus::failed, DayStatus::skipped, DayStatus::cancelled})
        done += progress.value(to_text(ended).data(), std::int64_t{0});
    const auto total = progress.value("total_model_days", std::int64_t{0});
    if (has_ended(status))
        line.finish(done, total, common::steady_now());
    else
        line.show(done, total, common::steady_now(),
                  {.doing = {}, .waiting_for = waiting_text(status)});
}

std::string waiting_text(const Json& status) {
    const auto waiting = status.value("progress", Json::object()).value("waiting", Json::object());
    if (waiting.contains(common::wait_reason::RUNNING)) return {};
    const auto next_days = status.value("next_days", Json::array());
    for (const auto reason : common::WAIT_REASONS) {
        // That a day waits for an earlier day of its model explains nothing: the reason is with the
        // chain's next open day.
        if (reason == common::wait_reason::PREVIOUS_DAY || !waiting.contains(reason)) continue;
        for (const auto& next_day : next_days) {
            const auto why = next_day.value("waiting_for", Json::object());
            if (why.value("reason", "") == reason)
                return on_a_line(why.value("detail", std::string{reason}));
        }
        return std::string{reason};
    }
    return {};
}

bool has_ended(const Json& status) {
    const auto job_status = common::from_text<JobStatus>(status.value("status", ""));
    return !job_status || !is_open(*job_status);
}

int exit_code_of(const Json& status) {
    const auto job_status = common::from_text<JobStatus>(status.value("status", ""));
    if (job_status == JobStatus::completed) return 0;
    return job_status == JobStatus::partial ? common::EXIT_PARTIAL : 1;
}

int follow_new_job(Session& session, Connection& connection, const Json& answer, bool wait) {
    const auto job = answer.at("job_id").get<std::string>();
    // With --json standard output has one document: the answer, or with --wait the final status.
    if (!session.json) print_line(job);
    if (session.json && !wait) print_line(common::json_text(answer));
    if (session.json && wait) print_error("job " + job + "\n");
    print_error(notes_text(answer));
    if (!wait) return 0;
    ProgressLine line{"model-days"};
    const auto status = await_job(connection.client(), connection.channel(), job,
                                  [&](const Json& seen) { show_progress(line, seen); });
    if (session.json) print_line(common::json_text(status));
    return exit_code_of(status);
}

}  // namespace tradepit::cli
