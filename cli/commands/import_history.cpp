#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/config_folder.h"
#include "cli/display/progress_line.h"
#include "cli/display/remarks.h"
#include "cli/failures.h"
#include "cli/history/history_import.h"
#include "cli/pipeline/connection.h"
#include "cli/pipeline/pipeline.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/process/clock.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

namespace {

struct HistoryImportOptions {
    std::string folder;
    HistoryImport settings;
    bool skip_bad = false;
};

using FindFiles = HistoryFiles (*)(const std::filesystem::path&, const std::string&);
using ImportFiles =
    std::vector<HistoryReport> (*)(Channel&, const std::vector<HistoryFile>&, const HistoryImport&,
                                   const std::function<void(std::size_t, std::size_t)>&);

/// The differences between `import positions` and `import logs`.
struct HistoryKind {
    const char* name;          ///< of the command: "positions"
    const char* file_pattern;  ///< "MODEL/position/position.jsonl"
    FindFiles find;            ///< finds such files in a folder
    ImportFiles import_files;
};

int import_history_files(Session& session, const HistoryKind& kind, HistoryImportOptions& options) {
    options.settings.markets = read_markets(session.config_dir);
    if (options.skip_bad) options.settings.bad_lines = common::BadLines::skip;
    const auto found = kind.find(options.folder, "DIR");
    print_error(remarks_text(found.remarks));
    const auto missing = found.remarks.count(Remark::Kind::missing);
    if (found.files.empty() && missing == 0)
        throw UsageError("DIR " + options.folder + ": there is no " + kind.file_pattern + " in it");
    zmq::context_t context;
    Channel writer{context, session.settings.endpoints.events, watch_signals(session.signals)};
    const auto reports = [&] {
        ProgressLine line{"importing files"};
        return kind.import_files(
            writer, found.files, options.settings, [&](std::size_t done, std::size_t all) {
                line.show(static_cast<std::int64_t>(done), static_cast<std::int64_t>(all),
                          common::steady_now());
            });
    }();
    if (session.json) {
        auto document = history_json(options.settings.job, reports);
        document["left_out"] = remarks_json(found.remarks);
        print_line(common::json_text(document));
    } else {
        print_text(history_text(reports));
    }
    print_error(history_notes(reports));
    int refused = 0;
    for (const auto& report : reports) {
        if (report.is_committed()) continue;
        ++refused;
        print_error(std::string{"tradepit import "} + kind.name +
                    ": refused: " + report.file.path.string() + ": " + report.answer.detail + "\n");
    }
    return refused > 0 || missing > 0 ? 1 : 0;
}

void declare_kind(CLI::App& import_command, Session& session, const HistoryKind& kind,
                  const char* summary, const char* examples) {
    auto options = std::make_shared<HistoryImportOptions>();
    auto& command = declare_command(
        import_command, session, kind.name, summary, examples,
        [&session, kind, options] { return import_history_files(session, kind, *options); });
    command.add_option("DIR", options->folder, "The folder that holds a folder for each model")
        ->required()
        ->type_name("DIR");
    command.add_option("--job", options->settings.job,
                       "The job to import into, which is made if it does not exist "
                       "[historical-import]");
    command.add_option("--market", options->settings.market,
                       "The market of the files [the job's, or the only market there is]");
    command.add_flag("--skip-bad", options->skip_bad,
                     "Take the good lines of a file with bad ones");
}

}  // namespace

void declare_import_history(CLI::App& import_command, Session& session) {
    declare_kind(
        import_command, session,
        {"positions", "MODEL/position/position.jsonl", find_positions, import_positions},
        "Import what models did: MODEL/position/position.jsonl",
        "  tradepit import positions data/agent_data\n"
        "  tradepit import positions crypto/agent_data --job crypto-2025 --market crypto-daily\n"
        "Each line becomes a row of positions. A file with a bad line is refused as a whole, with\n"
        "the line and the reason; the other files are imported. When a file is imported again, "
        "its\n"
        "new lines are added, and a line that changed refuses the file. Exit code 1 when a file "
        "was\n"
        "refused or something in DIR could not be looked at, 0 also when nothing was new. Linked\n"
        "folders are followed; those whose name begins with a dot are not looked into.");
    declare_kind(
        import_command, session, {"logs", "MODEL/log/DATE/log.jsonl", find_logs, import_logs},
        "Import what models said: MODEL/log/DATE/log.jsonl",
        "  tradepit import logs data/agent_data\n"
        "  tradepit import logs data/agent_data --job replayed\n"
        "Each message becomes a reasoning step. Give the same --job as to import positions.\n"
        "Exit codes are those of import positions.");
}

}  // namespace tradepit::cli
