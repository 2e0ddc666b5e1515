#include <filesystem>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>
#include <zmq.hpp>

#include "common/process/settings.h"
#include "common/process/stop_signals.h"
#include "query/http/http_server.h"
#include "query/mirror/mirror_thread.h"
#include "query/rest/rest.h"
#include "query/server.h"
#include "query/server_settings.h"
#include "query/storage/database.h"

namespace {

using namespace tradepit;
using query::HttpServer;

constexpr std::chrono::seconds DRAIN{2};

HttpServer::AnswerHere answer_reads(const query::Rest::Settings& settings) {
    return [rest = std::make_shared<query::Rest>(settings)](
               const query::Request& request) -> std::optional<query::Reply> {
        if (query::needs_the_server(request)) return std::nullopt;
        auto answered = rest->answer(request);
        // Where the broker is to be asked as well, the server's loop does it.
        auto* reply = std::get_if<query::Reply>(&answered);
        return reply == nullptr ? std::nullopt : std::optional{std::move(*reply)};
    };
}

int serve(const query::ServerSettings& settings) {
    common::start_log("tradepit-query", settings.program.log_level);
    common::StopSignals signals;
    std::filesystem::create_directories(settings.program.run_dir);
    query::set_up_sqlite();
    zmq::context_t context;
    query::LookupCounts counts;
    query::MirrorCounts mirror;
    const query::Rest::Settings data{.database = settings.database,
                                     .config_dir = settings.config_dir,
                                     .max_simulation_days = settings.max_simulation_days,
                                     .deployment = settings.deployment,
                                     .counts = &counts,
                                     .mirror = &mirror,
                                     .dual_write_dir = settings.dual_write_dir};
    query::Rest rest{data};
    query::Server server{context, settings.program.endpoints, query::surface_of(rest, data),
                         query::PricePages{settings.database}};
    spdlog::info("lookups at {}, database {}", server.lookup_endpoint(), settings.database);
    // Ends when no lookup waits any more, with what was committed by then.
    const query::MirrorThread follower{
        context, {.database = settings.database}, settings.dual_write_dir, mirror};

    std::optional<HttpServer> http;
    if (!settings.http.empty()) {
        http.emplace(context,
                     HttpServer::Settings{.address = query::parse_http_address(settings.http),
                                          .lookup = query::Server::LOOKUP_INPROC,
                                          .threads = settings.http_threads,
                                          .tokens = settings.tokens,
                                          .counts = &counts,
                                          .limits = {}},
                     [&] { return answer_reads(data); });
        query::write_http_address(settings.program.run_dir, http->address());
        spdlog::info("HTTP at http://{}", http->address());
    }

    server.serve_until(signals.descriptor());
    spdlog::info("stopping");
    if (http) http->stop();
    server.drain(http ? http->ended() : -1, DRAIN);
    if (http) query::remove_http_address(settings.program.run_dir);
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
