#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <spdlog/fmt/fmt.h>

#include "bench/end_to_end.h"
#include "bench/exports.h"
#include "bench/figures/machine.h"
#include "bench/large.h"
#include "bench/latency.h"
#include "bench/maintenance.h"
#include "bench/programs/pipeline.h"
#include "bench/programs/progress.h"
#include "bench/report.h"
#include "bench/writer_rate.h"
#include "common/process/settings.h"
#include "common/process/temporary_folder.h"

namespace {

using namespace tradepit;
namespace fs = std::filesystem;

/// The options of the command line, with their defaults.
struct Options {
    std::string programs = fs::read_symlink("/proc/self/exe").parent_path().string();
    std::string scripts = TRADEPIT_BENCH_PEERS;  ///< services.py, results.lua and export.py
    std::string folder = fs::temp_directory_path().string();
    std::vector<std::string> only;  ///< the parts "a", "b", "c", "d" (see --only)
    bool quick = false;
    bool json = false;
    bench::WriterRateSettings writer;
    bench::EndToEndSettings end_to_end;
    bench::LatencySettings latency;
    bench::ExportSettings exports;
    bool large = false;
    std::size_t large_positions = 1'000'000;  ///< for --large and --maintenance
    bench::LargeSettings large_settings;
    bool maintenance = false;
    bench::MaintenanceSettings maintenance_settings;
    int workers = static_cast<int>(std::thread::hardware_concurrency());
};

void declare(CLI::App& app, Options& options) {
    app.add_option("--only", options.only,
                   "a: the writer against a bare loop; b: model-days end to end; c: latencies; d: "
                   "exports, only when named")
        ->check(CLI::IsMember({"a", "b", "c", "d"}))
        ->delimiter(',');
    app.add_flag(
        "--large", options.large,
        "In place of a, b and c: lookups, HTTP and the writer on a file of many positions");
    app.add_flag("--maintenance", options.maintenance,
                 "In place of a, b and c: cleanup, vacuum and backup of such a file under load");
    app.add_option("--positions", options.large_positions,
                   "Positions in the file of --large and of --maintenance")
        ->check(CLI::Range(10'000, 100'000'000))
        ->capture_default_str();
    app.add_flag(
        "--quick", options.quick,
        "Measures little, to see that it works; overrides --rounds, --present, --positions");
    app.add_flag("--json", options.json, "One JSON document on standard output");
    app.add_option("--dir", options.folder, "Where the databases are made, for the time of the run")
        ->check(CLI::ExistingDirectory)
        ->capture_default_str();
    app.add_option("--programs", options.programs, "Where the programs are")
        ->check(CLI::ExistingDirectory);
    app.add_option("--rounds", options.writer.rounds,
                   "Rounds of the writer against a bare loop, in a and --large")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    app.add_option("--present", options.writer.present,
                   "Positions that the file of measurement a already has")
        ->capture_default_str();
    app.add_option("--day-positions", options.writer.size.day_positions,
                   "Positions in a model-day of the writer against a bare loop, in a and --large")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    app.add_option("--agents", options.end_to_end.agents, "Agent kinds of measurement b")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--workers", options.workers, "Workers of measurements b and c")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
}

/// Makes every measurement short (--quick).
void shorten(Options& options) {
    options.writer.size.models = 40;
    options.writer.size.dates = 25;
    options.writer.rounds = 3;
    options.writer.present = 50'000;
    options.end_to_end.models = 20;
    options.end_to_end.dates = 50;
    options.end_to_end.rounds = 1;
    options.latency = {.lookups = 100, .submissions = 10};
    options.exports.job.dates = 25;
    options.exports.rounds = 1;
    options.large_positions = 50'000;
    options.large_settings.lookups = 100;
    options.large_settings.http.seconds = 1;
    options.large_settings.http.rounds = 1;
    options.maintenance_settings.load_only_seconds = 2;
}

bench::LargeFigures large_figures(const Options& options, const fs::path& folder,
                                  bench::Progress& progress) {
    bench::LargeSettings settings = options.large_settings;
    const auto& job = settings.size.job;
    settings.size.jobs = options.large_positions / (job.models * job.dates * job.day_positions);
    settings.writer = options.writer;
    settings.writer.programs = options.programs;
    settings.writer.folder = folder;
    settings.http.scripts = options.scripts;
    return bench::measure_large(std::move(settings), progress);
}

/// Measures in a folder of its own, because --large uses files and sockets of the same names.
bench::MaintenanceFigures maintenance_figures(const Options& options, bench::Progress& progress) {
    const common::TemporaryFolder scratch(options.folder);
    bench::MaintenanceSettings settings = options.maintenance_settings;
    const auto& job = settings.size.job;
    settings.size.jobs = options.large_positions / (job.models * job.dates * job.day_positions);
    settings.writer = options.writer;
    settings.writer.programs = options.programs;
    settings.writer.folder = scratch.path();
    return bench::measure_maintenance(std::move(settings), progress);
}

/// Measures and prints. @return the exit code: 1 when keeps_its_promises() is false of
/// --maintenance (rows were lost, or an acknowledgement was delayed for too long), else 0.
int run(Options& options) {
    // --only names parts; without it a, b and c run, unless --large or --maintenance replaces them.
    const auto wanted = [&](const char* part) {
        return options.only.empty() ? !options.large && !options.maintenance
                                    : std::find(options.only.begin(), options.only.end(), part) !=
                                          options.only.end();
    };
    if (options.quick) shorten(options);
    bench::Progress progress;
    const common::TemporaryFolder scratch(options.folder);
    bench::Report report{.machine = bench::this_machine(scratch.path()),
                         .size = options.writer.size,
                         .synchronous = "FULL",
                         .writer_rates = {},
                         .end_to_end = {},
                         .latencies = {},
                         .exports = {},
                         .large = {},
                         .maintenance = {}};
    if (wanted("a")) {
        options.writer.programs = options.programs;
        options.writer.folder = scratch.path();
        report.writer_rates = bench::measure_writer_rate(options.writer, progress);
    }
    if (!options.only.empty() && wanted("d")) {
        const common::TemporaryFolder own(options.folder);
        options.exports.scripts = options.scripts;
        options.exports.writer = options.writer;
        options.exports.writer.programs = options.programs;
        options.exports.writer.folder = own.path();
        report.exports = bench::measure_exports(options.exports, progress);
    }
    if (options.large) report.large = large_figures(options, scratch.path(), progress);
    if (options.maintenance) report.maintenance = maintenance_figures(options, progress);
    if (wanted("b") || wanted("c")) {
        bench::Pipeline pipeline(options.programs, scratch.path(), options.workers, progress);
        if (wanted("c"))
            report.latencies = bench::measure_latencies(pipeline, options.latency, progress);
        if (wanted("b"))
            report.end_to_end = bench::measure_end_to_end(pipeline, options.end_to_end, progress);
        pipeline.stop();
    }
    progress.end();
    fmt::print("{}", options.json ? bench::to_json(report) : bench::to_text(report));
    return report.maintenance && !bench::keeps_its_promises(*report.maintenance) ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Measures the pipeline, beside a plain SQLite loop and FastAPI", "tradepit-bench"};
    declare(app, options);
    CLI11_PARSE(app, argc, argv);
    try {
        return run(options);
    } catch (const bench::Interrupted&) {
        return 130;  // the code by which a shell reports the end by SIGINT
    } catch (const std::exception& fault) {
        fmt::print(stderr, "bench: {}\n", fault.what());
        return 1;
    }
}
