#include "bench/load/maintenance_client.h"

#include <stdexcept>

#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "common/digest.h"
#include "common/process/clock.h"
#include "common/process/sockets.h"

namespace tradepit::bench {

using namespace common;

namespace {

constexpr std::chrono::milliseconds LOOK_EVERY{20};
constexpr Duration ANSWER_WITHIN = std::chrono::minutes{2};
constexpr Duration END_WITHIN = std::chrono::minutes{30};
/// A reader does not wait for the writer's commits; it waits at most for a recovery of the WAL.
constexpr int BUSY_MS = 1'000;

}  // namespace

MaintenanceClient::MaintenanceClient(const std::string& endpoint, const std::filesystem::path& file,
                                     Feed& feed, Progress& progress)
    : socket_{make_dealer(context_, endpoint)},
      database_{file.string(), SQLite::OPEN_READONLY, BUSY_MS},
      feed_{feed},
      progress_{progress} {}

nlohmann::json MaintenanceClient::ask(RunMaintenance request) {
    request.key = fmt::format("bench-maintenance-{}", ++commands_sent_);
    request.request_hash = sha256_hex(request.key);
    for (const CommandPart& part : parts_of(request)) {
        if (send(socket_, encode(part)) != Sent::queued)
            throw std::runtime_error("the writer takes no request for maintenance");
    }
    const Instant deadline = steady_now() + ANSWER_WITHIN;
    while (steady_now() < deadline) {
        zmq::pollitem_t item{socket_.handle(), 0, ZMQ_POLLIN, 0};
        zmq::poll(&item, 1, LOOK_EVERY);
        progress_.check();
        feed_.check();
        while (const auto frame = receive(socket_)) {
            const auto decoded = decode(*frame);
            const auto* message = std::get_if<Message>(&decoded);
            const auto* answer = message != nullptr ? std::get_if<CommandAnswer>(message) : nullptr;
            if (answer == nullptr || answer->key != request.key) continue;
            if (const auto* refused = std::get_if<CommandRefused>(&answer->outcome))
                throw std::runtime_error("the writer refused maintenance: " + refused->detail);
            return nlohmann::json::parse(std::get<MaintenanceAccepted>(answer->outcome).document);
        }
    }
    throw std::runtime_error("the writer does not answer a request for maintenance");
}

void MaintenanceClient::wait(Duration span) {
    const Instant deadline = steady_now() + span;
    while (steady_now() < deadline) {
        zmq::poll(static_cast<zmq_pollitem_t*>(nullptr), 0, LOOK_EVERY);
        progress_.check();
        feed_.check();
    }
}

std::int64_t MaintenanceClient::number(const std::string& query) {
    return database_.execAndGet(query).getInt64();
}

void MaintenanceClient::await(const std::function<bool()>& is_done) {
    const Instant deadline = steady_now() + END_WITHIN;
    while (!is_done()) {
        wait(LOOK_EVERY);
        if (steady_now() > deadline) throw std::runtime_error("a maintenance task does not end");
    }
}

void MaintenanceClient::await_end(std::int64_t task) {
    SQLite::Statement query(
        database_, "SELECT state, done, total, result FROM maintenance_tasks WHERE task = ?");
    query.bind(1, task);
    std::string state;
    std::string result;
    await([&] {
        query.executeStep();
        state = query.getColumn(0).getString();
        const auto done = static_cast<std::size_t>(query.getColumn(1).getInt64());
        const auto total = static_cast<std::size_t>(query.getColumn(2).getInt64());
        result = query.getColumn(3).getString();
        query.reset();
        if (total > 0) progress_.show(std::min(done, total), total);
        return state != "running";
    });
    if (state != "done") throw std::runtime_error("a maintenance task has failed: " + result);
}

void MaintenanceClient::await_purges() {
    const auto positions_left = [&] {
        return static_cast<std::size_t>(number("SELECT COALESCE(SUM(positions), 0) FROM purges"));
    };
    const std::size_t total = positions_left();
    await([&] {
        const std::size_t left = positions_left();
        progress_.show(total - std::min(left, total), total);
        return number("SELECT EXISTS(SELECT 1 FROM purges)") == 0;
    });
}

}  // namespace tradepit::bench
