#include "cli/jobs/own_pipeline.h"

#include <cstdio>
#include <set>
#include <stdexcept>
#include <thread>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "cli/display/differences.h"
#include "cli/display/table.h"
#include "cli/display/views.h"
#include "cli/failures.h"
#include "cli/jobs/job_watch.h"
#include "cli/terminal.h"
#include "common/process/clock.h"
#include "common/process/exit_codes.h"
#include "common/process/http_address.h"
#include "common/process/program_folder.h"
#include "common/text/json_text.h"
#include "common/uuid.h"

namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

constexpr int WORKERS_MAX = 256;
/// How long OwnPipeline::run() waits for the files of a job with dual_write. Query retries a failed
/// write every 5 s.
constexpr common::Duration FILES_WAIT = std::chrono::seconds{30};

/// Prices are imported here without showing the progress.
void ignore_progress(std::size_t, std::size_t) {}

}  // namespace

OwnPipeline::OwnPipeline(const PipelineSettings& settings, common::StopSignals& signals)
    : signals_(signals), settings_(settings), pipeline_(settings, signals) {
    try {
        pipeline_.await_ready(context_);
    } catch (const std::exception&) {
        pipeline_.stop();  // drains the programs, which ~Pipeline() would kill
        throw;
    }
    connection_ =
        std::make_unique<Connection>(settings.common.endpoints.lookup, pipeline_.watched());
}

OwnPipeline::~OwnPipeline() {
    connection_.reset();  // its Channel watches the pipeline, which stop() does not allow
    pipeline_.stop();
}

std::vector<ImportReport> OwnPipeline::import(const std::vector<std::string>& files,
                                              const std::string& market,
                                              const std::vector<common::MarketRules>& markets) {
    Channel writer{context_, settings_.common.endpoints.events, pipeline_.watched()};
    auto reports = import_files(writer, files, market, markets, ignore_progress);
    print_error(import_notes(reports));
    for (const auto& report : reports)
        if (!report.is_committed()) throw std::runtime_error("--prices " + report.detail);
    return reports;
}

ImportReport OwnPipeline::import(const PriceFileContent& content) {
    Channel writer{context_, settings_.common.endpoints.events, pipeline_.watched()};
    auto report = import_prices(writer, content, ignore_progress);
    if (!report.is_committed()) throw std::runtime_error(report.source + ": " + report.detail);
    return report;
}

Json OwnPipeline::run(const nlohmann::json& body) {
    const auto began = common::steady_now();
    const auto answer = connection_->submit(body, common::new_uuid());
    const auto job = answer.at("job_id").get<std::string>();
    ProgressLine line{"model-days"};
    const auto status = await_job(connection_->client(), connection_->channel(), job,
                                  [&](const Json& seen) { show_progress(line, seen); });
    const std::chrono::duration<double> elapsed = common::steady_now() - began;
    const auto dual_write = status.value("dual_write", false);
    const bool files_complete =
        !dual_write || await_files(connection_->client(), connection_->channel(), job,
                                   common::steady_now() + FILES_WAIT);

    Json document{{"job_id", job}, {"status", status.value("status", "")}};
    const auto digest = parse_answer(connection_->get("/jobs/" + job + "/digest"));
    document["digest"] = digest.value("digest", "");
    const auto board = parse_answer(connection_->get("/leaderboard", {{"job_id", job}}));
    document["leaderboard"] = board.value("leaderboard", Json::array());
    document["elapsed_seconds"] = elapsed.count();
    document["progress"] = status.value("progress", Json::object());
    document["model_days"] = document["progress"].value("total_model_days", std::int64_t{0});
    document["market"] = status.value("market", "");
    document["warnings"] = status.value("warnings", Json::array());
    if (dual_write) document["files_complete"] = files_complete;
    if (const auto error = status.find("error"); error != status.end() && !error->is_null())
        document["error"] = *error;
    return document;
}

std::string OwnPipeline::http_address() const {
    const auto address = common::read_http_address(settings_.common.run_dir);
    return address.empty() ? settings_.http.value_or("") : address;
}

void OwnPipeline::serve() {
    // The deadline may be any: only an exception ends the loop.
    while (true) connection_->channel().serve_until(common::steady_now() + std::chrono::hours{1});
}

void declare_pipeline_options(CLI::App& command, PipelineOptions& options) {
    command.add_option("--db", options.db, "The database [results.db in the run folder]")
        ->envname("TRADEPIT_DB")
        ->type_name("FILE");
    command.add_option("--workers", options.workers, "Worker processes [one a core]")
        ->envname("TRADEPIT_WORKERS")
        ->check(CLI::Range(1, WORKERS_MAX))
        ->type_name("N");
    common::declare_deployment(command, options.deployment);
}

PipelineSettings pipeline_settings(const Session& session, const PipelineOptions& options) {
    const auto cores = static_cast<int>(std::thread::hardware_concurrency());
    const std::filesystem::path run_dir = session.settings.run_dir;
    const auto db = options.db.empty() ? (run_dir / "results.db").string() : options.db;
    return {.common = session.settings,
            .programs_folder = common::program_folder(),
            .db = common::database_of_mode(options.deployment, db),
            .config_dir = session.config_dir,
            .http = std::nullopt,
            .workers = options.workers > 0 ? options.workers : std::max(cores, 1),
            .logs = PipelineSettings::Logs::file,
            .deployment = options.deployment};
}

std::string market_of(const std::vector<ImportReport>& reports) {
    std::set<std::string> markets;
    for (const auto& report : reports) markets.insert(report.market);
    return markets.size() == 1 ? *markets.begin() : "";
}

void print_run(const Session& session, const Json& document) {
    if (session.json) {
        print_line(common::json_text(document));
        return;
    }
    print_error(notes_text(document));
    print_text(leaderboard_text(document["leaderboard"]));
    if (document.contains("differences"))
        print_text("\n" + differences_text(document["differences"]));
    print_text(fmt::format(
        "\njob {}  {}  {} model-days in {:.2f} s\ndigest {}\n",
        document["job_id"].get<std::string>(), document["status"].get<std::string>(),
        grouped(document["model_days"].get<std::int64_t>()),
        document["elapsed_seconds"].get<double>(), document["digest"].get<std::string>()));
    if (document.contains("error")) print_error("error: " + document["error"].dump() + "\n");
}

int exit_code_of_run(const Json& document) {
    const int code = exit_code_of(document);
    if (document.value("files_complete", true)) return code;
    print_error("The files of the job (dual_write) are not complete: query's log says why\n");
    return code == 0 ? common::EXIT_PARTIAL : code;
}

void print_locations(const PipelineSettings& settings) {
    print_error("Everything is in " + settings.db + ", logs beside it in " +
                settings.common.run_dir + "\n");
}

}  // namespace tradepit::cli
