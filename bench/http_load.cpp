#include "bench/http_load.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <spdlog/fmt/fmt.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.hpp>

#include "bench/programs/free_port.h"
#include "bench/programs/program.h"
#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

constexpr const char* ENV = "/usr/bin/env";  // sets variables and runs a program
constexpr const char* WRK = "/usr/bin/wrk";
constexpr auto LISTENS_WITHIN = std::chrono::seconds(30);
constexpr auto TRY_PORT_EVERY = std::chrono::milliseconds(50);
constexpr std::size_t WARM_UP_SECONDS = 2;
/// How much longer than its load wrk may take to end.
constexpr auto WRK_END_WITHIN = std::chrono::seconds(30);

/// A service under test.
struct Service {
    std::string name;
    int port;  ///< on which it listens, at 127.0.0.1
    std::unique_ptr<Program> program;
};

bool listens(int port) {
    const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool connected =
        ::connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(handle);
    return connected;
}

void await_port(Service& service, Progress& progress) {
    const auto deadline = common::steady_now() + LISTENS_WITHIN;
    while (!listens(service.port)) {
        progress.check();
        service.program->check_running();
        if (common::steady_now() > deadline)
            throw std::runtime_error(service.name + " does not listen after 30 s");
        zmq::poll(static_cast<zmq_pollitem_t*>(nullptr), 0, TRY_PORT_EVERY);
    }
}

Service start_query(const HttpLoadSettings& settings) {
    const int port = free_port();
    return {
        "tradepit-query", port,
        std::make_unique<Program>(settings.programs / "tradepit-query",
                                  std::vector<std::string>{"--run-dir", settings.folder.string(),
                                                           "--db", settings.file.string(), "--http",
                                                           fmt::format("127.0.0.1:{}", port)},
                                  settings.folder / "query.log")};
}

/// Starts FastAPI with two processes, because tradepit-query has two threads. `queries` is the
/// value of the environment variable QUERIES, by which services.py selects its SQL.
Service start_fastapi(const HttpLoadSettings& settings, const char* name, const char* queries) {
    const int port = free_port();
    return {name, port,
            std::make_unique<Program>(
                ENV,
                std::vector<std::string>{
                    "DATABASE=" + settings.file.string(), fmt::format("QUERIES={}", queries),
                    PYTHON, "-m", "uvicorn", "--app-dir", settings.scripts.string(), "--workers",
                    "2", "--log-level", "warning", "--port", std::to_string(port), "services:app"},
                settings.folder / "fastapi.log")};
}

/// What wrk measured in one round.
struct Round {
    double requests = 0;  ///< per second
    double p50_ms = 0;
    double p99_ms = 0;
    long errors = 0;
};

/// The result line that results.lua printed. @throws std::runtime_error when there is none, or a
/// request failed.
Round round_in(const std::filesystem::path& log, const std::string& service) {
    std::ifstream file(log);
    std::string line;
    while (std::getline(file, line)) {
        if (!line.starts_with("result ")) continue;
        std::istringstream fields(line.substr(7));
        Round round;
        fields >> round.requests >> round.p50_ms >> round.p99_ms >> round.errors;
        if (!fields) break;
        if (round.errors > 0)
            throw std::runtime_error(fmt::format("{}: {} requests failed", service, round.errors));
        return round;
    }
    throw std::runtime_error("wrk printed no result for " + service);
}

/// Loads a service for `seconds` seconds.
Round load_service(const HttpLoadSettings& settings, const LargeFileSize& size, Service& service,
                   std::size_t seconds, Progress& progress) {
    const auto log = settings.folder / "wrk.log";
    std::filesystem::remove(log);
    Program wrk(
        WRK,
        {"--threads", "1", "--connections", std::to_string(settings.connections), "--duration",
         fmt::format("{}s", seconds), "--script", (settings.scripts / "results.lua").string(),
         fmt::format("http://127.0.0.1:{}", service.port), "--", std::to_string(size.job.models),
         std::to_string(size.job.dates)},
        log);
    wrk.await_end(std::chrono::seconds(seconds) + WRK_END_WITHIN, progress);
    service.program->check_running();
    return round_in(log, service.name);
}

}  // namespace

std::vector<HttpLoad> measure_http_load(const HttpLoadSettings& settings, const LargeFileSize& size,
                                        Progress& progress) {
    for (const char* needed : {WRK, PYTHON})
        if (!std::filesystem::exists(needed))
            throw std::runtime_error(std::string{"no "} + needed + ": ./dev bench installs it");
    progress.begin("starting the services");
    std::vector<Service> services;
    services.push_back(start_query(settings));
    services.push_back(start_fastapi(settings, "FastAPI, our queries", "ours"));
    services.push_back(start_fastapi(settings, "FastAPI, the specification's", "specification"));
    std::vector<HttpLoad> loads;
    for (Service& service : services) {
        await_port(service, progress);
        load_service(settings, size, service, WARM_UP_SECONDS, progress);
        loads.push_back({.service = service.name, .requests = {}, .p50_ms = {}, .p99_ms = {}});
    }
    for (std::size_t round = 0; round < settings.rounds; ++round) {
        progress.begin(fmt::format("HTTP, {} connections, round {} of {}", settings.connections,
                                   round + 1, settings.rounds));
        for (std::size_t i = 0; i < services.size(); ++i) {
            const Round one = load_service(settings, size, services[i], settings.seconds, progress);
            loads[i].requests.add(one.requests);
            loads[i].p50_ms.add(one.p50_ms);
            loads[i].p99_ms.add(one.p99_ms);
        }
    }
    for (Service& service : services) service.program->stop();
    return loads;
}

}  // namespace tradepit::bench
