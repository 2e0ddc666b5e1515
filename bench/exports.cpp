#include "bench/exports.h"

#include <fstream>
#include <stdexcept>

#include <spdlog/fmt/fmt.h>
#include <zmq.hpp>

#include "bench/load/feed.h"
#include "bench/load/large_file.h"
#include "bench/programs/free_port.h"
#include "bench/programs/lookup_client.h"
#include "bench/programs/program.h"
#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

namespace fs = std::filesystem;

constexpr const char* CURL = "/usr/bin/curl";
constexpr auto EXPORT_WITHIN = std::chrono::minutes{5};
/// How long the writer's rate is measured without an export.
constexpr auto WRITER_ALONE = std::chrono::seconds{5};

/// The most resident memory that the process ever had, in megabytes (proc(5)).
double most_resident_megabytes(pid_t process) {
    std::ifstream file{fmt::format("/proc/{}/status", process)};
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1'000;
    throw std::runtime_error("/proc has no VmHWM");
}

/// Seconds that a program takes from its start to its end.
double seconds_of(const char* executable, const std::vector<std::string>& arguments,
                  const fs::path& log, Progress& progress) {
    const auto started = common::steady_now();
    Program program(executable, arguments, log);
    program.await_end(EXPORT_WITHIN, progress);
    return std::chrono::duration<double>(common::steady_now() - started).count();
}

/// The file, a writer and query on it, and the ways to export its first job.
class Exports {
public:
    Exports(const ExportSettings& settings, fs::path file, Progress& progress)
        : settings_{settings},
          folder_{settings.writer.folder},
          file_{std::move(file)},
          port_{free_port()},
          progress_{progress},
          writer_{settings.writer.programs / "tradepit-writer",
                  {"--run-dir", folder_.string(), "--db", file_.string()},
                  folder_ / "writer.log"},
          query_{settings.writer.programs / "tradepit-query",
                 {"--run-dir", folder_.string(), "--db", file_.string(), "--http",
                  fmt::format("127.0.0.1:{}", port_)},
                 folder_ / "query.log"},
          client_{context_, "ipc://" + (folder_ / "lookup").string(), query_, progress} {
        // An answer shows that query serves, also over HTTP.
        client_.accepted({.path = "/jobs"});
    }

    double by_curl(const std::string& format) {
        const auto url = fmt::format("http://127.0.0.1:{}/positions?job_id={}&format={}", port_,
                                     workload_id(0).value(), format);
        return seconds_of(CURL, {"-sSf", url, "-o", (folder_ / "curl.out").string()},
                          folder_ / "curl.log", progress_);
    }
    double by_script(const std::string& format) {
        return seconds_of(PYTHON,
                          {(settings_.scripts / "export.py").string(), file_.string(),
                           workload_id(0).value(), format, (folder_ / "script.out").string()},
                          folder_ / "script.log", progress_);
    }
    [[nodiscard]] double megabytes() const { return most_resident_megabytes(query_.process()); }

    /// The writer's rate without exports, and with one after the other.
    void measure_writer(ExportFigures& figures) {
        progress_.begin("the writer at half load");
        Feed feed{"ipc://" + (folder_ / "events").string(), writer_, Feed::FIRST_JOB};
        const auto rate = feed.measure_full_rate() / 2;
        feed.start(rate);
        zmq::poll(static_cast<zmq_pollitem_t*>(nullptr), 0, WRITER_ALONE);
        figures.writer_alone = feed.stop();
        feed.start(rate);
        const auto until = common::steady_now() + WRITER_ALONE;
        progress_.begin("the writer at half load, with exports");
        while (common::steady_now() < until) by_curl("csv");
        figures.writer_during = feed.stop();
    }
    void stop() {
        query_.stop();
        writer_.stop();
    }

private:
    const ExportSettings& settings_;
    fs::path folder_;
    fs::path file_;
    int port_;
    Progress& progress_;
    Program writer_;
    Program query_;
    zmq::context_t context_;
    LookupClient client_;
};

}  // namespace

ExportFigures measure_exports(const ExportSettings& settings, Progress& progress) {
    for (const char* needed : {CURL, PYTHON})
        if (!fs::exists(needed))
            throw std::runtime_error(std::string{"no "} + needed + ": ./dev bench installs it");
    ExportFigures figures;
    const auto file = make_empty_file(settings.writer, progress);
    const LargeFileSize size{.jobs = 1, .job = settings.job};
    load_large_file(file, size, progress);
    figures.positions = size.positions();
    figures.holdings = figures.positions * 5;
    Exports exports{settings, file, progress};
    figures.megabytes_before = exports.megabytes();
    for (const char* format : {"csv", "jsonl"})
        figures.formats.push_back({.format = format, .seconds = {}, .script = {}, .ratio = {}});
    for (std::size_t round = 0; round < settings.rounds; ++round) {
        progress.begin(fmt::format("exports, round {} of {}", round + 1, settings.rounds));
        for (auto& each : figures.formats) {
            each.script.add(exports.by_script(each.format));
            each.seconds.add(exports.by_curl(each.format));
            each.ratio.add(each.seconds.value(round) / each.script.value(round));
        }
    }
    figures.megabytes_after = exports.megabytes();
    exports.measure_writer(figures);
    exports.stop();
    return figures;
}

}  // namespace tradepit::bench
