#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.hpp>

#include "common/process/sockets.h"
#include "query/api/routes.h"
#include "query/server.h"

namespace tradepit::query {

/// Holds the answers of "/jobs/held/digest" and of commands under the key "held" back, until it is
/// opened for one of them.
struct Gate {
    std::counting_semaphore<> open{0};
    std::atomic<int> reads{0};      ///< that came to it
    std::atomic<bool> left{false};  ///< the first answer of "/slow" was left to another thread
};

inline std::string told(const BrokerReply& word) {
    return word.waits ? "told of " + std::to_string(word.waits->chains.size()) + " chains"
                      : "silent";
}

inline constexpr ParameterRule ANY_OF_THEM{.name = "*"};
inline constexpr std::array<const ParameterRule*, 1> ANYTHING{&ANY_OF_THEM};

/// The program's routes without "/", then a few POSTs, and routes for any GET with one path
/// segment.
inline std::span<const Route> echoing_routes() {
    static const std::vector<Route> ROUTES = [] {
        const auto all = all_routes();
        std::vector<Route> routes{all.begin(), all.end()};
        std::erase_if(routes, [](const Route& route) { return route.path == "/"; });
        for (const auto* path : {"/p", "/other", "/posted/{any}"})
            routes.push_back({.method = "POST",
                              .path = path,
                              .answered_by = Action::trigger,
                              .parameters = ANYTHING,
                              .scope = Scope::submit});
        routes.push_back({.method = "GET",
                          .path = "/pages",
                          .answered_by = ByRead{nullptr},
                          .parameters = ANYTHING,
                          .type = CSV_TYPE});
        for (const auto* path : {"/", "/{any}"})
            routes.push_back({.method = "GET",
                              .path = path,
                              .answered_by = ByRead{nullptr},
                              .parameters = ANYTHING});
        return routes;
    }();
    return ROUTES;
}

/// An API without a database: GET answers tell the request back ("/large?bytes=N": N bytes;
/// "/broken": an exception; "/slow": the first time ReadLater; "/waits": what the broker said of
/// job "j"; "/pages?count=N": an export of N pages, each its number many times, of which page 13 is
/// away), POST /simulate/trigger asks for a job under the request's key, /simulate/cancel/j for its
/// cancel, and /maintenance/vacuum for that task.
class EchoingApi : public Api {
public:
    explicit EchoingApi(std::shared_ptr<Gate> gate)
        : Api{echoing_routes()}, gate_{std::move(gate)} {}

    Reply health(std::span<const ProcessHealth> processes) override {
        std::string body;
        for (const auto& process : processes)
            body += (process.is_healthy ? "" : "!") + process.name + " ";
        return {200, std::move(body)};
    }
    Reply metrics(const std::string& of_pipeline) override { return {200, of_pipeline}; }
    Reply reply_to_command(const common::Command&, const common::CommandAnswer& answer) override {
        if (const auto* said = std::get_if<common::CommandRefused>(&answer.outcome))
            return refused(said->status, said->detail);
        if (const auto* begun = std::get_if<common::MaintenanceAccepted>(&answer.outcome))
            return {200, begun->document};
        return {200, "job " + std::get<common::JobAccepted>(answer.outcome).job.value()};
    }
    Outcome answer(const ResolvedRequest& request, const BrokerReply* broker) override {
        if (request.fault) return *request.fault;
        if (const auto* file = std::get_if<ByFile>(&request.route->answered_by))
            return file->file(request.argument);
        if (request.path == "/slow" && !gate_->left.exchange(true)) return ReadLater{};
        if (request.path == "/jobs/held/digest" || request.key == "held") {
            ++gate_->reads;
            gate_->open.acquire();
        }
        if (request.path == "/waits") {
            if (broker == nullptr)
                return common::WaitsRequest{.job = common::JobId{"j"}, .chains = {3}};
            return Reply{200, told(*broker)};
        }
        if (request.path == "/broken") throw std::runtime_error("broken");
        if (request.path == "/large")
            return Reply{200, std::string(std::stoul(*request.parameters.text("bytes")), 'x')};
        if (request.path == "/pages") return page_of(request);
        if (request.path == "/simulate/trigger") {
            common::Job job;
            job.key = request.key;
            job.request_hash = request.body.substr(0, 64);
            job.settings.label.assign(request.body);
            return common::Command{job};
        }
        if (request.path == "/maintenance/vacuum")
            return common::Command{common::RunMaintenance{request.key, "m", "vacuum", "{}"}};
        if (request.path == "/simulate/cancel/j")
            return common::Command{common::CancelJob{request.key, "c", common::JobId{"j"}}};
        return echo(request);
    }

private:
    static Reply echo(const ResolvedRequest& request) {
        std::string body = request.method + " " + request.path;
        for (const auto& [name, value] : request.parameters.all()) body += " " + name + "=" + value;
        if (!request.key.empty()) body += " key " + request.key;
        body += " " + std::to_string(request.body.size()) + " bytes";
        return {200, std::move(body)};
    }
    static Reply page_of(const ResolvedRequest& request) {
        const auto at = std::stoi(request.parameters.text("cursor").value_or("1"));
        if (at == 13) return unavailable("away");
        std::string text;
        for (int i = 0; i < 1'000; ++i) text += std::to_string(at) + "\n";
        if (at < std::stoi(*request.parameters.text("count")))
            return {200, ExportPage{std::move(text), std::to_string(at + 1)}};
        return {200, std::move(text)};
    }

    const std::shared_ptr<Gate> gate_;
};

/// The server's loop on a thread of its own. The test plays broker and writer: it has the ROUTERs
/// at `control` and `events`.
class RunningLoop {
public:
    explicit RunningLoop(const std::string& database = "/nonexistent/results.db")
        : broker_(common::make_router(context_, "inproc://control")),
          writer_(common::make_router(context_, "inproc://events")),
          stop_(::eventfd(0, EFD_CLOEXEC)),
          server_(context_, endpoints(), make_api(), database),
          thread_([this] { server_.serve_until(stop_); }) {}

    ~RunningLoop() {
        if (thread_.joinable()) stop();
        ::close(stop_);
    }
    RunningLoop(const RunningLoop&) = delete;
    RunningLoop& operator=(const RunningLoop&) = delete;

    void stop() {
        const std::uint64_t one = 1;
        if (::write(stop_, &one, sizeof one) != sizeof one) std::abort();
        thread_.join();
    }
    /// Drains the server on the caller's thread, after stop().
    void drain(int descriptor, common::Duration patience) { server_.drain(descriptor, patience); }

    Gate& gate() { return *gate_; }
    zmq::context_t& context() { return context_; }
    zmq::socket_t client() { return common::make_dealer(context_, server_.lookup_endpoint()); }
    Calls& calls() { return server_.calls(); }
    MakeApi make_api() {
        return
            [gate = gate_](const std::atomic<bool>*) { return std::make_unique<EchoingApi>(gate); };
    }

    /// The next message of type M to the broker. @throws std::runtime_error after ten seconds.
    template <class M>
    M next_at_broker() {
        return next_at<M>(broker_);
    }
    template <class M>
    M next_at_writer() {
        return next_at<M>(writer_);
    }
    template <class M>
    M next_at(zmq::socket_t& socket) {
        while (true) {
            auto received = wait_for(socket, [&] { return common::receive_from(socket); });
            peer_ = received.peer;
            auto decoded = common::decode(received.frame);
            auto& message = std::get<common::Message>(decoded);
            if (auto* wanted = std::get_if<M>(&message)) return std::move(*wanted);
        }
    }
    template <class M>
    void writer_says(const M& message) {
        if (common::send_to(writer_, peer_, common::encode(message)) != common::Sent::queued)
            throw std::runtime_error("query is gone");
    }
    template <class M>
    void broker_says(const M& message) {
        if (common::send_to(broker_, peer_, common::encode(message)) != common::Sent::queued)
            throw std::runtime_error("query is gone");
    }
    /// Receives all parts of one job as the broker, and answers that the writer has committed it.
    common::CommandPart commit_next_job(const std::string& job) {
        common::CommandPart part;
        do part = next_at_broker<common::CommandPart>();
        while (part.part + 1 < part.parts);
        broker_says(common::CommandAnswer{.key = part.key,
                                          .request_hash = part.request_hash,
                                          .outcome = common::JobAccepted{common::JobId{job}}});
        return part;
    }

    /// Polls `socket` until `take` returns something. @throws std::runtime_error after ten seconds.
    template <class Take>
    static auto wait_for(zmq::socket_t& socket, Take take) {
        while (true) {
            if (auto taken = take()) return std::move(*taken);
            zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
            if (zmq::poll(&item, 1, std::chrono::seconds{10}) == 0)
                throw std::runtime_error("nothing came");
        }
    }

private:
    static common::Endpoints endpoints() {
        return {.tasks = {},
                .control = "inproc://control",
                .events = "inproc://events",
                .lookup = "inproc://lookup-of-the-world",
                .security = {}};
    }

    const std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
    zmq::context_t context_;
    zmq::socket_t broker_;
    zmq::socket_t writer_;
    std::string peer_;
    const int stop_;
    Server server_;
    std::thread thread_;
};

}  // namespace tradepit::query
