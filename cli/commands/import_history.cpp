#include <cstdio>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/config_folder.h"
#include "cli/display/progress_line.h"
#include "cli/failures.h"
#include "cli/history/history_import.h"
#include "cli/pipeline/connection.h"
#include "cli/pipeline/pipeline.h"
#include "cli/session.h"
#include "common/process/clock.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

namespace {

struct HistoryImportOptions {
    std::string folder;
    HistoryImport import;
    bool skip_bad = false;
};

using Find = std::vector<HistoryFile> (*)(const std::filesystem::path&);
using ImportAll =
    std::vector<HistoryReport> (*)(Channel&, const std::vector<HistoryFile>&, const HistoryImport&,
                                   const std::function<void(std::size_t, std::size_t)>&);

/// What the two commands differ in.
struct Kind {
    const char* name;
    const char* files;
    Find find;
    ImportAll import_all;
};

int import_history_files(Session& session, const Kind& kind, HistoryImportOptions& options) {
    options.import.markets = read_markets(session.config_dir);
    if (options.skip_bad) options.import.bad_lines = common::BadLines::skip;
    const auto files = kind.find(options.folder);
    if (files.empty())
        throw UsageError("DIR " + options.folder + ": there is no " + kind.files + " in it");
    zmq::context_t context;
    Channel writer{context, session.settings.endpoints.events, watch_signals(session.signals)};
    const auto reports = [&] {
        ProgressLine line{"import, files"};
        return kind.import_all(writer, files, options.import,
                               [&](std::size_t done, std::size_t all) {
                                   line.show(static_cast<std::int64_t>(done),
                                             static_cast<std::int64_t>(all), common::steady_now());
                               });
    }();
    if (session.json)
        print_line(common::json_text(history_json(options.import.job, reports)));
    else
        print_text(history_text(reports));
    std::fputs(history_notes(reports).c_str(), stderr);
    int refused = 0;
    for (const auto& report : reports) {
        if (report.landed()) continue;
        ++refused;
        std::fprintf(stderr, "tradepit import %s: refused: %s: %s\n", kind.name,
                     report.file.path.c_str(), report.answer.detail.c_str());
    }
    return refused > 0 ? 1 : 0;
}

void declare(CLI::App& family, Session& session, const Kind& kind, const char* meaning,
             const char* examples) {
    auto options = std::make_shared<HistoryImportOptions>();
    auto& command = declare_command(
        family, session, kind.name, meaning, examples,
        [&session, kind, options] { return import_history_files(session, kind, *options); });
    command.add_option("DIR", options->folder, "The folder of the models")
        ->required()
        ->type_name("DIR");
    command.add_option("--job", options->import.job,
                       "The job that it belongs to, made where it is not there "
                       "[historical-import]");
    command.add_option("--market", options->import.market,
                       "The market that it is of [the job's, else the only one there is]");
    command.add_flag("--skip-bad", options->skip_bad,
                     "Take the good lines of a file with bad ones");
}

}  // namespace

void declare_import_history(CLI::App& family, Session& session) {
    declare(
        family, session,
        {"positions", "MODEL/position/position.jsonl", find_positions, import_positions},
        "Import what models did: MODEL/position/position.jsonl",
        "  tradepit import positions data/agent_data\n"
        "  tradepit import positions crypto/agent_data --job crypto-2025 --market crypto-daily\n"
        "One row a record. A file with a bad line is refused whole, with line and reason; the\n"
        "others land. Again, only the lines that are new are added; changed ones are refused.\n"
        "Exit code 1 when a file was refused, 0 also when nothing was new.");
    declare(family, session, {"logs", "MODEL/log/DATE/log.jsonl", find_logs, import_logs},
            "Import what models said: MODEL/log/DATE/log.jsonl",
            "  tradepit import logs data/agent_data\n"
            "  tradepit import logs data/agent_data --job replayed\n"
            "One step a message, of the same job as the positions. Exit codes as there.");
}

}  // namespace tradepit::cli
