#include <filesystem>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <SQLiteCpp/Exception.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <zmq.hpp>

#include "common/process/deployment.h"
#include "common/process/exit_codes.h"
#include "common/process/settings.h"
#include "common/process/sockets.h"
#include "common/process/stop_signals.h"
#include "common/schema/stored_values.h"
#include "common/shapes/maintenance_tasks.h"
#include "writer/server.h"
#include "writer/store/database_path.h"
#include "writer/store/store.h"
#include "writer/store/wipe.h"

namespace {

using namespace tradepit;

struct WriterSettings {
    common::ProgramSettings program;
    std::string database;
    std::string synchronous = "full";
    int max_attempts = 3;
    common::Deployment deployment;
    bool wipe = false;
    int retention_days = 0;
    int key_days = 30;
};

/// Whether SQLite found the file damaged.
bool is_corrupt(const SQLite::Exception& error) {
    // The low byte of an extended result code is the primary one.
    const int code = error.getErrorCode() & 0xFF;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

/// Logs that the database is damaged. @return the exit code.
int report_damage(const WriterSettings& settings, const std::exception& error) {
    spdlog::critical("{} is damaged ({}); nothing more is written to it: restore a backup",
                     settings.database, error.what());
    return common::EXIT_CORRUPT;
}

/// Runs the writer until `stop` is signalled. @return the exit code.
int serve(const WriterSettings& settings, common::StopSignals& stop) {
    const bool full = settings.synchronous == "full";
    writer::Store store{settings.database,
                        full ? writer::Synchronous::full : writer::Synchronous::normal};
    zmq::context_t context;
    const auto& endpoints = settings.program.endpoints;
    auto events = common::make_router(context, endpoints.events, endpoints.security,
                                      {.receive = common::EVENT_FRAMES_MAX});
    writer::Server server{events,
                          store,
                          {.limits = {.max_attempts = settings.max_attempts},
                           .maintenance = {.retention_days = settings.retention_days,
                                           .key_days = settings.key_days}}};
    spdlog::info("writing {} (synchronous {}), serving {}, max_attempts {}", settings.database,
                 settings.synchronous, common::bound_endpoint(events), settings.max_attempts);
    server.run(stop.descriptor());
    spdlog::info("stopped");
    return 0;
}

/// Wipes the database or serves it. @return the exit code.
/// @param settings where no database is given, its path is filled in.
int run(WriterSettings& settings) {
    common::start_log("tradepit-writer", settings.program.log_level);
    common::StopSignals stop;
    std::filesystem::create_directories(settings.program.run_dir);
    if (settings.database.empty())
        settings.database =
            settings.program.run_dir + "/" + common::default_database(settings.deployment);
    settings.database = writer::usable_database(settings.database);
    try {
        if (settings.wipe) {
            writer::wipe(settings.database);
            spdlog::info("{} is emptied", settings.database);
            return 0;
        }
        return serve(settings, stop);
    } catch (const SQLite::Exception& error) {
        if (!is_corrupt(error)) throw;
        return report_damage(settings, error);
    } catch (const common::Corrupt& error) {
        return report_damage(settings, error);
    } catch (const writer::Misplaced& error) {
        spdlog::critical("{}", error.what());
        return common::EXIT_DATABASE_MOVED;
    } catch (const writer::Replaced& error) {
        spdlog::critical("{}; this one ends: one database has one writer", error.what());
        return common::EXIT_SECOND_WRITER;
    }
}

}  // namespace

int main(int argc, char** argv) {
    WriterSettings settings;
    CLI::App app{"The one process that writes the database", "tradepit-writer"};
    common::declare_settings(app, settings.program);
    common::declare_setting(app, "db", settings.database,
                            "The database (default: results.db in the run folder, in dev mode "
                            "results_dev.db)");
    common::declare_setting(app, "synchronous", settings.synchronous,
                            "full: what is answered survives a power cut; normal: a crash only");
    common::declare_setting(app, "max-attempts", settings.max_attempts,
                            "Started attempts of a model-day before it fails");
    common::declare_deployment(app, settings.deployment);
    app.add_flag("--wipe", settings.wipe, "With DEV: empty the database, and end")
        ->configurable(false);  // a settings file must not empty the database
    app.parse_complete_callback([&settings] {
        if (settings.wipe && !settings.deployment.is_dev())
            throw CLI::ParseError("--wipe: only with --deployment-mode DEV",
                                  CLI::ExitCodes::ValidationError);
    });
    common::declare_setting(app, "retention-days", settings.retention_days,
                            "Clean jobs up by itself, so many days after their end; 0: never");
    common::declare_setting(app, "key-days", settings.key_days,
                            "Know requests as repeats for so many days; 0: for ever");
    app.get_option("--retention-days")->check(CLI::Range(std::int64_t{0}, common::DAYS_KEPT_MAX));
    app.get_option("--key-days")->check(CLI::Range(std::int64_t{0}, common::DAYS_KEPT_MAX));
    app.get_option("--synchronous")->check(CLI::IsMember({"full", "normal"}));
    app.get_option("--max-attempts")->check(CLI::Range(1, 1'000'000));
    return common::run_program(app, argc, argv, settings.program, [&] { return run(settings); });
}
