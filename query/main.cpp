#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>
#include <zmq.hpp>

#include "common/http/http_server.h"
#include "common/process/settings.h"
#include "common/process/stop_signals.h"
#include "query/api/database_api.h"
#include "query/http_api.h"
#include "query/mirror/mirror_thread.h"
#include "query/requests/tokens.h"
#include "query/server.h"
#include "query/server_settings.h"
#include "query/storage/database.h"

namespace {

using namespace tradepit;

/// How long requests that are under way may take to end after a stop signal. Then reads are
/// interrupted.
constexpr std::chrono::seconds DRAIN_TIME{2};

/// Lets the server's loop look whether the file with the address is still in the run folder.
void keep_address(query::Server& server, const std::string& run_dir, const std::string& address) {
    server.add_upkeep([run_dir, address, next = common::Instant{0}](common::Instant now) mutable {
        if (now < next) return;
        next = now + common::KeptEndpoint::LOOK_EVERY;
        common::keep_http_address(run_dir, address);
    });
}

/// The settings of the HTTP server, which counts its refusals in `counts`, and logs what it has to
/// say of clients in `complaints`.
common::HttpServer::Settings http_settings(const query::ServerSettings& settings,
                                           query::ReplyCounts& counts,
                                           common::Complaints& complaints) {
    return {.address = common::parse_http_address(settings.http),
            .threads = settings.http_threads,
            .limits = {},
            .complaints = &complaints,
            .access = settings.access,
            .on_refusal = [&counts](int status) { counts.without_route(status); }};
}

int serve(const query::ServerSettings& settings) {
    common::start_log("tradepit-query", settings.program.log_level);
    common::StopSignals signals;
    std::filesystem::create_directories(settings.program.run_dir);
    const auto tokens =
        settings.tokens.empty() ? nullptr : std::make_shared<query::TokenFile>(settings.tokens);
    query::set_up_sqlite();
    zmq::context_t context;
    query::ReplyCounts counts;
    query::MirrorCounts mirror_counts;
    const auto api_settings = [&](const std::atomic<bool>* stopping) {
        return query::DatabaseApi::Settings{.database = settings.database,
                                            .config_dir = settings.config_dir,
                                            .max_simulation_days = settings.max_simulation_days,
                                            .deployment = settings.deployment,
                                            .stopping = stopping,
                                            .counts = &counts,
                                            .mirror = &mirror_counts,
                                            .dual_write_dir = settings.dual_write_dir};
    };
    const query::MakeApi make_api = [&](const std::atomic<bool>* stopping) {
        return std::make_unique<query::DatabaseApi>(api_settings(stopping));
    };
    query::Server server{context, settings.program.endpoints, make_api, settings.database};
    spdlog::info("lookups at {}, database {}", server.lookup_endpoint(), settings.database);
    // Its destructor writes what is committed by then, for MirrorThread::FINISH_WITHIN at most. It
    // runs after server.drain(), when no request is answered any more.
    const query::MirrorThread mirror_thread{
        {.database = settings.database}, settings.dual_write_dir, mirror_counts};

    // That of an earlier process which served HTTP and was killed leads nowhere.
    if (settings.http.empty()) common::remove_http_address(settings.program.run_dir);
    std::atomic<bool> http_stopping = false;
    std::optional<common::HttpServer> http;
    if (!settings.http.empty()) {
        http.emplace(http_settings(settings, counts, server.complaints()), [&] {
            auto thread_settings = api_settings(&http_stopping);
            // A read that takes longer goes on in a thread of the server.
            thread_settings.quick_read_time = query::QUICK_READ_TIME;
            return query::http_api(std::make_unique<query::DatabaseApi>(thread_settings),
                                   server.calls(), {.tokens = tokens, .counts = &counts});
        });
        common::write_http_address(settings.program.run_dir, http->address());
        spdlog::info("HTTP at http://{}", http->address());
        keep_address(server, settings.program.run_dir, http->address());
    }

    server.serve_until(signals.descriptor());
    spdlog::info("stopping");
    if (http) http->stop();
    server.drain(http ? http->ended() : -1, DRAIN_TIME);
    http_stopping = true;
    if (http) common::remove_http_address(settings.program.run_dir);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Answers everybody's questions, over ZeroMQ and HTTP", "tradepit-query"};
    query::ServerSettings settings;
    query::declare_settings(app, settings);
    return common::run_program(app, argc, argv, settings.program,
                               [&] { return serve(query::completed(settings)); });
}
