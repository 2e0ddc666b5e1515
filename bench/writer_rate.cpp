#include "bench/writer_rate.h"

#include <memory>

#include <spdlog/fmt/fmt.h>
#include <unistd.h>
#include <zmq.hpp>

#include "bench/load/bare_loop.h"
#include "bench/load/event_stream.h"
#include "bench/load/job_record.h"
#include "bench/programs/link.h"
#include "bench/programs/program.h"

namespace tradepit::bench {

namespace {

namespace fs = std::filesystem;
using Settings = WriterRateSettings;

/// The first number of the jobs that measure_writer_rate_on() adds. Each round adds two, one by the
/// bare loop and one by the writer.
constexpr std::size_t FIRST_ADDED_JOB = 2'000'000;
/// Positions in a transaction while a file is filled, which is not measured.
constexpr std::size_t FILL_COMMIT_POSITIONS = 10'000;

/// A running tradepit-writer on one file.
struct RunningWriter {
    RunningWriter(const Settings& settings, const fs::path& file)
        : program(settings.programs / "tradepit-writer",
                  {"--run-dir", settings.folder.string(), "--db", file.string()},
                  settings.folder / "writer.log"),
          endpoint("ipc://" + (settings.folder / "events").string()) {}
    Program program;
    std::string endpoint;
};

/// Copies a database within its folder. Replaces an earlier copy of that name.
fs::path copy_of(const fs::path& file, const std::string& name) {
    auto copy = file.parent_path() / name;
    fs::remove(fs::path(copy.string() + "-wal"));
    fs::remove(fs::path(copy.string() + "-shm"));
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
    // The pages that are not yet on the disk would slow down the measured rounds.
    ::sync();
    return copy;
}

/// Makes a file with at least settings.present positions. `next_job` is the number of the first
/// workload to insert; the call leaves the first unused number in it.
fs::path make_filled_file(const Settings& settings, const fs::path& empty, std::size_t& next_job,
                          Progress& progress) {
    auto file = copy_of(empty, "history.db");
    BareLoop loop(file.string(), BareLoop::Synchronous::off);
    progress.begin(fmt::format("making a file with {} positions", settings.present));
    for (std::size_t present = 0; present < settings.present;) {
        const auto work = make_workload(settings.size, next_job++);
        loop.insert(work, FILL_COMMIT_POSITIONS);
        loop.insert_job_details(work);
        present += work.positions();
        progress.show(present, std::max(settings.present, present));
    }
    loop.finish();
    return file;
}

/// Inserts a job with BareLoop. @return positions per second.
double bare_round(const Settings& settings, const fs::path& file, const Workload& work) {
    BareLoop loop(file.string(), BareLoop::Synchronous::full);
    const auto took = loop.insert(work, settings.commit_positions);
    loop.finish();
    return static_cast<double>(work.positions()) / took.count();
}

/// Sends a job to the writer. @return positions per second.
double writer_round(const Settings& settings, const fs::path& file, const Workload& work,
                    Progress& progress) {
    RunningWriter writer(settings, file);
    double rate = 0;
    {
        zmq::context_t context;
        Link broker(context, writer.endpoint, writer.program, progress);
        std::vector<std::unique_ptr<Link>> workers;
        workers.reserve(settings.workers);
        for (std::size_t i = 0; i < settings.workers; ++i) {
            workers.push_back(
                std::make_unique<Link>(context, writer.endpoint, writer.program, progress));
        }
        const auto recorded = record_job(broker, take_epoch(broker), work);
        AckLog log;
        EventStream stream(work, recorded, broker, workers, log);
        rate = static_cast<double>(work.positions()) / stream.run().count();
    }
    writer.program.stop();
    return rate;
}

/// What BareLoop or the writer does in one round: it stores `work` in `file`.
struct Turn {
    const fs::path& file;
    const Workload& work;
};

/// Runs BareLoop and the writer, and adds their rates to `result`. The order changes from round to
/// round, so that a drift of the machine's speed favours neither.
void measure_round(const Settings& settings, WriterRate& result, Turn bare_turn, Turn writer_turn,
                   Progress& progress) {
    double bare = 0;
    double writer = 0;
    const bool bare_first = result.ratio.size() % 2 == 0;
    if (bare_first) bare = bare_round(settings, bare_turn.file, bare_turn.work);
    writer = writer_round(settings, writer_turn.file, writer_turn.work, progress);
    if (!bare_first) bare = bare_round(settings, bare_turn.file, bare_turn.work);
    result.bare.add(bare);
    result.writer.add(writer);
    result.ratio.add(writer / bare);
}

}  // namespace

fs::path make_empty_file(const Settings& settings, Progress& progress) {
    auto file = settings.folder / "empty.db";
    RunningWriter writer(settings, file);
    zmq::context_t context;
    Link link(context, writer.endpoint, writer.program, progress);
    link.send(common::encode(common::EpochRequest{.nonce = 1}));
    link.receive_as<common::EpochGranted>();
    writer.program.stop();
    return file;
}

WriterRate measure_writer_rate_on(const Settings& settings, const fs::path& file,
                                  Progress& progress) {
    WriterRate result{.present = settings.present, .ratio = {}, .writer = {}, .bare = {}};
    for (std::size_t round = 0; round < settings.rounds; ++round) {
        progress.begin(fmt::format("writer and bare loop, {} positions present, round {} of {}",
                                   settings.present, round + 1, settings.rounds));
        const Workload bare = make_workload(settings.size, FIRST_ADDED_JOB + 2 * round);
        const Workload writer = make_workload(settings.size, FIRST_ADDED_JOB + 2 * round + 1);
        measure_round(settings, result, {file, bare}, {file, writer}, progress);
    }
    return result;
}

std::vector<WriterRate> measure_writer_rate(const Settings& settings, Progress& progress) {
    std::size_t next_job = 1;
    const auto empty = make_empty_file(settings, progress);
    WriterRate on_empty;
    for (std::size_t round = 0; round < settings.rounds; ++round) {
        progress.begin(fmt::format("writer and bare loop, empty file, round {} of {}", round + 1,
                                   settings.rounds));
        const auto bare_file = copy_of(empty, "bare.db");
        const auto writer_file = copy_of(empty, "writer.db");
        const Workload work = make_workload(settings.size, next_job++);
        measure_round(settings, on_empty, {bare_file, work}, {writer_file, work}, progress);
    }

    WriterRate on_filled{.present = settings.present, .ratio = {}, .writer = {}, .bare = {}};
    const auto filled = make_filled_file(settings, empty, next_job, progress);
    const auto bare_file = copy_of(filled, "bare.db");
    const auto writer_file = copy_of(filled, "writer.db");
    fs::remove(filled);
    for (std::size_t round = 0; round < settings.rounds; ++round) {
        progress.begin(fmt::format("writer and bare loop, {} positions present, round {} of {}",
                                   settings.present, round + 1, settings.rounds));
        const Workload work = make_workload(settings.size, next_job++);
        measure_round(settings, on_filled, {bare_file, work}, {writer_file, work}, progress);
    }
    fs::remove(bare_file);
    fs::remove(writer_file);
    return {on_empty, on_filled};
}

}  // namespace tradepit::bench
