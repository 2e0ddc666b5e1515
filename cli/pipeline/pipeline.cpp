#include "cli/pipeline/pipeline.h"

#include <algorithm>
#include <stdexcept>
#include <variant>

#include <nlohmann/json.hpp>
#include <poll.h>
#include <spdlog/spdlog.h>

#include "cli/client.h"
#include "cli/failures.h"
#include "common/check.h"
#include "common/process/clock.h"
#include "common/process/exit_codes.h"
#include "common/text/json.h"

namespace tradepit::cli {

using common::Duration;
using nlohmann::json;

namespace {

constexpr Duration READY_WITHIN = std::chrono::seconds{10};
constexpr Duration READY_ASK_AGAIN = std::chrono::milliseconds{30};
/// How long one request to query may take while the pipeline starts. It is short, because crash
/// loops are looked for between the requests.
constexpr Duration READY_ANSWER_WITHIN = std::chrono::milliseconds{500};
constexpr Duration STAGE_DRAINS_WITHIN = std::chrono::seconds{10};
/// A program that died so often while the pipeline starts will not come up. Fewer deaths are
/// tolerated: an earlier pipeline may still be ending and hold the endpoints.
constexpr int DEATHS_BEFORE_FAILURE = 8;

/// The values of Program::stage, in the order in which the stages end.
enum Stage { workers_stage, query_stage, broker_stage, writer_stage };

/// The processes that the answer of /health does not call healthy, each with its detail: "writer
/// (silent for 3000 ms), …". The database is listed too if it cannot be read. `health_body` itself
/// when nothing is to be listed.
std::string unhealthy_processes(const std::string& health_body) {
    const auto parsed = common::parse_json(health_body);
    const auto* body = std::get_if<json>(&parsed);
    std::string text;
    if (body != nullptr && body->is_object()) {
        if (body->value("database", "") == "disconnected") text = "the database (not readable)";
        const auto processes = body->value("processes", json::object());
        for (const auto& [name, state] : processes.items()) {
            if (state.value("status", "") == "healthy") continue;
            text += (text.empty() ? "" : ", ") + name + " (" + state.value("detail", "") + ")";
        }
    }
    return text.empty() ? health_body : text;
}

/// What an exit code means for which a restart does not help.
std::string meaning_of(int exit_code) {
    switch (exit_code) {
        case common::EXIT_CORRUPT:
            return "the database is damaged; restore a backup";
        case common::EXIT_DATABASE_MOVED:
            return "the database is not the file any more that the pipeline was started on";
        case common::EXIT_SECOND_WRITER:
            return "another writer has the database; one of the two pipelines has to go";
        default:
            CHECK(!common::restart_cannot_help(exit_code));
            return "it cannot go on";
    }
}

}  // namespace

std::vector<Program> programs_of(const PipelineSettings& settings, const RunFolder& folder) {
    const auto& endpoints = settings.common.endpoints;
    std::vector<std::string> shared_arguments{
        "--run-dir", settings.common.run_dir, "--tasks",     endpoints.tasks,
        "--control", endpoints.control,       "--events",    endpoints.events,
        "--lookup",  endpoints.lookup,        "--log-level", settings.common.log_level};
    if (endpoints.security.insecure) shared_arguments.emplace_back("--insecure");
    if (!settings.common.file.empty())
        shared_arguments.insert(shared_arguments.end(), {"--settings", settings.common.file});
    std::vector<Program> programs;
    const auto add = [&](const std::string& kind, const std::string& name, Stage stage,
                         std::vector<std::string> arguments) {
        Program program{.name = name, .command = {}, .stage = stage};
        program.command.executable = settings.programs_folder / ("tradepit-" + kind);
        if (!std::filesystem::exists(program.command.executable))
            throw std::runtime_error("the program " + program.command.executable.string() +
                                     " is missing; it belongs beside tradepit");
        program.command.arguments = shared_arguments;
        program.command.arguments.insert(program.command.arguments.end(), arguments.begin(),
                                         arguments.end());
        if (settings.logs == PipelineSettings::Logs::file)
            program.command.log = folder.log_of(name);
        else
            program.command.captured = true;
        // These variables are settings of the CLI or of a program started by hand. The programs of
        // this pipeline get theirs as arguments.
        program.command.without_environment = {"TRADEPIT_HTTP",   "API_PORT",
                                               "TRADEPIT_NAME",   "TRADEPIT_SETTINGS",
                                               "DEPLOYMENT_MODE", "PRESERVE_DEV_DATA"};
        programs.push_back(std::move(program));
    };
    std::vector<std::string> writer_arguments{"--db", settings.db, "--deployment-mode",
                                              settings.deployment.mode};
    if (settings.deployment.preserve_dev_data) writer_arguments.emplace_back("--preserve-dev-data");
    auto query_arguments = writer_arguments;
    add("writer", "writer", writer_stage, writer_arguments);
    add("broker", "broker", broker_stage, {});
    query_arguments.insert(query_arguments.end(), {"--config-dir", settings.config_dir});
    if (settings.http) query_arguments.insert(query_arguments.end(), {"--http", *settings.http});
    if (!settings.tokens.empty())
        query_arguments.insert(query_arguments.end(), {"--tokens", settings.tokens});
    add("query", "query", query_stage, query_arguments);
    for (int number = 1; number <= settings.workers; ++number) {
        const auto name = "worker-" + std::to_string(number);
        add("worker", name, workers_stage, {"--name", name});
    }
    return programs;
}

namespace {

/// Empties the database by running the writer once with --wipe. The flag is not in the writer's own
/// command, so that a restarted writer does not empty it again.
void wipe(common::ChildCommand writer) {
    writer.arguments.emplace_back("--wipe");
    writer.captured = false;  // nothing here would read its output
    common::Child child{writer};
    std::optional<common::ProcessEnd> ended;
    while (!ended) {
        pollfd polled{child.descriptor(), POLLIN, 0};
        ::poll(&polled, 1, -1);
        ended = child.ended();
    }
    if (ended->code == 0 && ended->signal == 0) return;
    const auto text = "the dev database was not emptied: tradepit-writer " + ended->text();
    if (ended->signal == 0 && ended->code == common::EXIT_USAGE) throw UsageError(text);
    throw std::runtime_error(text);
}

/// programs_of(). In dev mode the database is emptied, unless it is to be kept.
std::vector<Program> programs_after_wipe(const PipelineSettings& settings,
                                         const RunFolder& folder) {
    auto programs = programs_of(settings, folder);
    if (settings.deployment.is_dev() && !settings.deployment.preserve_dev_data)
        wipe(programs.front().command);  // the writer
    return programs;
}

}  // namespace

Pipeline::Pipeline(const PipelineSettings& settings, common::StopSignals& signals)
    : settings_(settings),
      signals_(signals),
      folder_(settings.common.run_dir),
      supervisor_(folder_, programs_after_wipe(settings_, folder_)) {}

std::vector<Watched> Pipeline::watched() {
    auto result = watch_signals(signals_);
    result.push_back({supervisor_.descriptor(), [this] {
                          supervisor_.turn();
                          fail_when_ended_for_good();
                          fail_when_folder_is_lost();
                      }});
    return result;
}

void Pipeline::await_ready(zmq::context_t& context) {
    Channel channel{context, settings_.common.endpoints.lookup, watched()};
    Client client{channel};
    const auto deadline = common::steady_now() + READY_WITHIN;
    std::optional<Response> last;
    while (common::steady_now() < deadline) {
        const auto answer_by = std::min(deadline, common::steady_now() + READY_ANSWER_WITHIN);
        const auto health = client.ask_until({.path = "/health"}, answer_by);
        if (health && health->status == 200) return;
        fail_on_crash_loop();
        if (!health) continue;
        last = health;
        channel.serve_until(std::min(deadline, common::steady_now() + READY_ASK_AGAIN));
    }
    if (!last) fail_to_start("query did not come up within 10 s" + folder_.log_tail_note("query"));
    fail_to_start("not every process is healthy after 10 s: " + unhealthy_processes(last->body));
}

void Pipeline::fail_on_crash_loop() const {
    const auto failed = supervisor_.crash_looping(DEATHS_BEFORE_FAILURE);
    if (!failed) return;
    fail_to_start(failed->name + " does not come up: it " + failed->ended.text() +
                  last_messages_of(*failed));
}

std::string Pipeline::last_messages_of(const Supervisor::FailedProgram& failed) const {
    return failed.last_lines.empty() ? folder_.log_tail_note(failed.name)
                                     : "; its last messages:\n" + failed.last_lines;
}

void Pipeline::fail_when_ended_for_good() const {
    const auto gone = supervisor_.ended_for_good();
    if (!gone) return;
    if (gone->ended.code == common::EXIT_USAGE)
        throw UsageError("the pipeline did not start: " + gone->name + " refuses its set-up" +
                         last_messages_of(*gone));
    throw ProgramEndedForGood{
        gone->ended.code, gone->name + " " + gone->ended.text() + ": " +
                              meaning_of(gone->ended.code) +
                              (gone->last_lines.empty() ? folder_.log_tail_note(gone->name) : "")};
}

void Pipeline::fail_when_folder_is_lost() const {
    if (folder_.is_lost(common::steady_now()))
        throw ProgramEndedForGood{common::EXIT_SECOND_WRITER,
                                  "another pipeline (" + folder_.owner() +
                                      ") has taken the run folder " + folder_.path().string() +
                                      "; this one ends"};
}

void Pipeline::fail_to_start(const std::string& reason) const {
    throw std::runtime_error("the pipeline did not start: " + reason);
}

bool Pipeline::stop() {
    // The supervisor serves its own descriptor while it stops, so no Channel may watch it any more.
    return supervisor_.stop(STAGE_DRAINS_WITHIN, signals_);
}

std::vector<Watched> watch_signals(common::StopSignals& signals) {
    return {{signals.descriptor(), [&signals] {
                 if (signals.taken() > 0) throw Stopped{};
             }}};
}

}  // namespace tradepit::cli
