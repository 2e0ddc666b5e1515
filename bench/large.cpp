#include "bench/large.h"

#include <spdlog/fmt/fmt.h>
#include <zmq.hpp>

#include "bench/load/feed.h"
#include "bench/programs/lookup_client.h"

namespace tradepit::bench {

namespace {

namespace fs = std::filesystem;

void measure_lookups(const LargeSettings& settings, const fs::path& file, LargeFigures& result,
                     Progress& progress) {
    const fs::path& folder = settings.writer.folder;
    Program writer(settings.writer.programs / "tradepit-writer",
                   {"--run-dir", folder.string(), "--db", file.string()}, folder / "writer.log");
    Program query(settings.writer.programs / "tradepit-query",
                  {"--run-dir", folder.string(), "--db", file.string()}, folder / "query.log");
    zmq::context_t context;
    LookupClient client(context, "ipc://" + (folder / "lookup").string(), query, progress);
    Feed feed("ipc://" + (folder / "events").string(), writer, Feed::FIRST_JOB);
    progress.begin("the writer alone");
    result.writer_alone = feed.measure_full_rate();
    feed.start(result.writer_alone / 2);
    progress.begin(
        fmt::format("lookups, {} of each kind, while the writer works", settings.lookups));
    result.reads = measure_reads(client, settings.size, settings.lookups, progress);
    result.writer_during = feed.stop();
    query.stop();
    writer.stop();
}

}  // namespace

LargeFigures measure_large(LargeSettings settings, Progress& progress) {
    LargeFigures result{.positions = settings.size.positions(),
                        .megabytes = 0,
                        .reads = {},
                        .writer_alone = 0,
                        .writer_during = 0,
                        .http = {},
                        .writer = {}};
    const fs::path file = make_empty_file(settings.writer, progress);
    load_large_file(file, settings.size, progress);
    result.megabytes = static_cast<double>(fs::file_size(file)) / 1e6;
    measure_lookups(settings, file, result, progress);
    settings.http.folder = settings.writer.folder;
    settings.http.programs = settings.writer.programs;
    settings.http.file = file;
    result.http = measure_http_load(settings.http, settings.size, progress);
    settings.writer.present = result.positions;
    result.writer = measure_writer_rate_on(settings.writer, file, progress);
    return result;
}

}  // namespace tradepit::bench
