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

constexpr const char* PYTHON = "/usr/bin/python3";
constexpr const char* ENV = "/usr/bin/env";
constexpr const char* WRK = "/usr/bin/wrk";
constexpr auto READY_WITHIN = std::chrono::seconds(30);
constexpr auto PAUSE = std::chrono::milliseconds(50);
constexpr std::size_t WARM_UP_S = 2;
constexpr auto LOAD_LATE = std::chrono::seconds(30);

/// A service under test, and the port on which it listens.
struct Service {
    std::string name;
    int port;
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
    const auto deadline = common::steady_now() + READY_WITHIN;
    while (!listens(service.port)) {
        progress.check();
        service.program->check_running();
        if (common::steady_now() > deadline)
            throw std::runtime_error(service.name + " does not listen after 30 s");
        zmq::poll(static_cast<zmq_pollitem_t*>(nullptr), 0, PAUSE);
    }
}

Service query(const HttpLoadSettings& settings) {
    const int port = free_port();
    return {
        "tradepit-query", port,
        std::make_unique<Program>(settings.programs / "tradepit-query",
                                  std::vector<std::string>{"--run-dir", settings.folder.string(),
                                                           "--db", settings.file.string(), "--http",
                                                           fmt::format("127.0.0.1:{}", port)},
                                  settings.folder / "query.log")};
}

/// Starts FastAPI with two processes, because tradepit-query has two threads.
Service fastapi(const HttpLoadSettings& settings, const char* name, const char* queries) {
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

struct Round {
    double requests = 0;
    double p50_ms = 0;
    double p99_ms = 0;
    long errors = 0;
};

Round parsed(const std::filesystem::path& log, const std::string& service) {
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

Round load(const HttpLoadSettings& settings, const LargeShape& shape, Service& service,
           std::size_t seconds, Progress& progress) {
    const auto log = settings.folder / "wrk.log";
    std::filesystem::remove(log);
    Program wrk(
        WRK,
        {"--threads", "1", "--connections", std::to_string(settings.connections), "--duration",
         fmt::format("{}s", seconds), "--script", (settings.scripts / "results.lua").string(),
         fmt::format("http://127.0.0.1:{}", service.port), "--", std::to_string(shape.job.models),
         std::to_string(shape.job.dates)},
        log);
    wrk.await_end(std::chrono::seconds(seconds) + LOAD_LATE, progress);
    service.program->check_running();
    return parsed(log, service.name);
}

}  // namespace

std::vector<HttpLoad> measure_http_load(const HttpLoadSettings& settings, const LargeShape& shape,
                                        Progress& progress) {
    for (const char* needed : {WRK, PYTHON})
        if (!std::filesystem::exists(needed))
            throw std::runtime_error(std::string{"no "} + needed + ": ./dev bench installs it");
    progress.begin("starting the services");
    std::vector<Service> services;
    services.push_back(query(settings));
    services.push_back(fastapi(settings, "FastAPI, our queries", "ours"));
    services.push_back(fastapi(settings, "FastAPI, the specification's", "specification"));
    std::vector<HttpLoad> loads;
    for (Service& service : services) {
        await_port(service, progress);
        load(settings, shape, service, WARM_UP_S, progress);
        loads.push_back({.service = service.name, .requests = {}, .p50_ms = {}, .p99_ms = {}});
    }
    for (std::size_t round = 0; round < settings.rounds; ++round) {
        progress.begin(fmt::format("HTTP, {} connections, round {} of {}", settings.connections,
                                   round + 1, settings.rounds));
        for (std::size_t i = 0; i < services.size(); ++i) {
            const Round one = load(settings, shape, services[i], settings.seconds, progress);
            loads[i].requests.add(one.requests);
            loads[i].p50_ms.add(one.p50_ms);
            loads[i].p99_ms.add(one.p99_ms);
        }
    }
    for (Service& service : services) service.program->stop();
    return loads;
}

}  // namespace tradepit::bench
