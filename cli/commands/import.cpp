#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/config_folder.h"
#include "cli/display/progress_line.h"
#include "cli/display/views.h"
#include "cli/pipeline/connection.h"
#include "cli/pipeline/pipeline.h"
#include "cli/prices/price_import.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/process/clock.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

namespace {

struct PriceImportOptions {
    std::vector<std::string> files;
    std::string market;
};

int import_price_files(Session& session, const PriceImportOptions& options) {
    const auto markets = read_markets(session.config_dir);
    zmq::context_t context;
    Channel writer{context, session.settings.endpoints.events, watch_signals(session.signals)};
    const auto reports = [&] {
        ProgressLine line{"import, parts"};
        return import_files(writer, options.files, options.market, markets,
                            [&](std::size_t done, std::size_t parts) {
                                if (parts > 1)  // a small file needs no progress
                                    line.show(static_cast<std::int64_t>(done),
                                              static_cast<std::int64_t>(parts),
                                              common::steady_now());
                            });
    }();
    if (session.json) {
        print_line(common::json_text(nlohmann::json{{"imports", import_json(reports)}}));
    } else {
        std::vector<ImportReport> imported;
        for (const auto& report : reports)
            if (report.is_committed()) imported.push_back(report);
        if (!imported.empty()) print_text(import_text(imported));
    }
    int refused = 0;
    bool all_landed = true;
    print_error(import_notes(reports));
    for (const auto& report : reports) {
        all_landed = all_landed && report.left_out.empty();
        if (report.is_committed()) continue;
        ++refused;
        print_error("tradepit import prices: refused: " + report.detail + "\n");
    }
    if (refused > 0) return 1;
    return all_landed ? 0 : 2;
}

}  // namespace

void declare_import(CLI::App& app, Session& session) {
    auto* import_command = app.add_subcommand("import", "Bring data in: prices, positions, logs");
    import_command->require_subcommand(1);
    import_command->fallthrough();  // settings of the whole program may follow the command's name
    auto options = std::make_shared<PriceImportOptions>();
    auto& command = declare_command(
        *import_command, session, "prices", "Import prices: merged.jsonl or CSV",
        "  tradepit import prices data/merged.jsonl\n"
        "  tradepit import prices AAPL.csv MSFT.csv --market us-daily\n"
        "A file is taken whole or refused whole, with line and reason; the others "
        "land. Only a\nsymbol whose prices are changed by rounding to six decimals "
        "is left out by name. Exit code\n1 when a file was refused, 2 when a symbol "
        "was left out, 0 also when nothing was new.",
        [&session, options] { return import_price_files(session, *options); });
    command.add_option("FILES", options->files, "Price files")->required()->type_name("FILE");
    command.add_option("--market", options->market,
                       "The market that they belong to [recognised by time zone and interval]");
    declare_import_history(*import_command, session);
}

}  // namespace tradepit::cli
