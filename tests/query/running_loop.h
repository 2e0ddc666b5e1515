#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>

#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.hpp>

#include "common/process/sockets.h"
#include "query/server.h"

namespace tradepit::query {

/// Holds the answers of "/jobs/held/digest" back, until it is opened for one of them.
struct Gate {
    std::counting_semaphore<> open{0};
    std::atomic<int> reads{0};  ///< that came to it
};

inline std::string told(const BrokerWord& word) {
    return word.waits ? "told of " + std::to_string(word.waits->chains.size()) + " chains"
                      : "silent";
}

/// An export of as many pages as the first parameter says, each its number many times; page 13 is
/// away.
inline Reply page_of(const Request& request) {
    const auto at =
        request.later_page == LaterPage::yes ? std::stoi(request.parameters[1].value) : 1;
    if (at == 13) return unavailable("away");
    std::string body;
    for (int i = 0; i < 1'000; ++i) body += std::to_string(at) + "\n";
    Reply page{.status = 200, .body = std::move(body), .type = CSV_TYPE};
    if (at < std::stoi(request.parameters.at(0).value)) page.next = std::to_string(at + 1);
    return page;
}

/// A surface without a database: GET answers tell the request back ("/large?bytes=N": N bytes;
/// "/broken": an exception; "/waits": what the broker said of job "j"; "/pages?count=N": an
/// export), POST /simulate/trigger asks for a job under the request's key, and /simulate/cancel/j
/// for its cancel.
inline Surface echoing_surface(std::shared_ptr<Gate> gate = {}) {
    Surface surface{
        .answer = [gate](const Request& request) -> Answered {
            if (gate && request.path == "/jobs/held/digest") {
                ++gate->reads;
                gate->open.acquire();
            }
            if (request.path == "/waits" && request.broker == nullptr)
                return common::WaitsRequest{.job = common::JobId{"j"}, .chains = {3}};
            if (request.path == "/waits")
                return Reply{.status = 200, .body = told(*request.broker), .retry_after_s = 0};
            if (request.path == "/broken") throw std::runtime_error("broken");
            if (request.path == "/large")
                return Reply{.status = 200,
                             .body = std::string(std::stoul(request.parameters.at(0).value), 'x'),
                             .retry_after_s = 0};
            if (request.path == "/pages") return page_of(request);
            if (request.path == "/simulate/trigger") {
                common::Job job;
                job.key = request.key;
                job.request_hash = std::string{request.body};
                job.label.assign(request.body);
                return job;
            }
            if (request.path == "/simulate/cancel/j")
                return common::CancelJob{request.key, "c", common::JobId{"j"}};
            std::string body = request.method + " " + request.path;
            for (const auto& [name, value] : request.parameters) body += " " + name + "=" + value;
            if (!request.key.empty()) body += " key " + request.key;
            body += " " + std::to_string(request.body.size()) + " bytes";
            return Reply{.status = 200, .body = body, .retry_after_s = 0};
        },
        .make_read = {},
        .submitted =
            [](const common::JobRequest&, const common::JobAnswer& answer) {
                return Reply{.status = answer.status,
                             .body = "job " + answer.job.value() + answer.detail,
                             .retry_after_s = 0};
            },
        .health =
            [](std::span<const ProcessHealth> processes) {
                std::string body;
                for (const auto& process : processes)
                    body += (process.well ? "" : "!") + process.name + " ";
                return Reply{.status = 200, .body = body, .retry_after_s = 0};
            },
        .metrics = [](const std::string& of_pipeline) -> Reply {
            return {.status = 200, .body = of_pipeline, .retry_after_s = 0};
        },
    };
    surface.make_read = [answer = surface.answer](const std::atomic<bool>&) -> Readers::Read {
        return [answer](const Request& request) { return answer(request); };
    };
    return surface;
}

/// The server's loop in a thread of its own, with the test as its broker: a ROUTER at `control`.
class RunningLoop {
public:
    explicit RunningLoop(const std::string& database = "/nonexistent/results.db")
        : broker_(common::make_router(context_, "inproc://control")),
          stop_(::eventfd(0, EFD_CLOEXEC)),
          server_(context_, endpoints(), echoing_surface(gate_), PricePages{database}),
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
    /// After stop(): the drain, on the caller's thread.
    void drain(int descriptor, common::Instant patience) { server_.drain(descriptor, patience); }

    Gate& gate() { return *gate_; }
    zmq::context_t& context() { return context_; }
    zmq::socket_t client() { return common::make_dealer(context_, Server::LOOKUP_INPROC); }

    /// The next message of kind M to the broker; fails after five seconds.
    template <class M>
    M next_at_broker() {
        while (true) {
            auto received = wait_for(broker_, [&] { return common::receive_from(broker_); });
            peer_ = received.peer;
            auto decoded = common::decode(received.frame);
            auto& message = std::get<common::Message>(decoded);
            if (auto* wanted = std::get_if<M>(&message)) return std::move(*wanted);
        }
    }
    template <class M>
    void broker_says(const M& message) {
        if (common::send_to(broker_, peer_, common::encode(message)) != common::Sent::queued)
            throw std::runtime_error("query is gone");
    }
    /// The broker takes one job whole, and the writer commits it.
    common::JobPart commit_next_job(const std::string& job) {
        common::JobPart part;
        do part = next_at_broker<common::JobPart>();
        while (part.part + 1 < part.parts);
        broker_says(common::JobAnswer{.key = part.key,
                                      .status = 200,
                                      .job = common::JobId{job},
                                      .detail = {},
                                      .repeated = false,
                                      .request_hash = part.request_hash});
        return part;
    }

    /// Polls `socket` until `take` gives something. @throws after ten seconds.
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
                .events = {},
                .lookup = "inproc://lookup-of-the-world",
                .security = {}};
    }

    const std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
    zmq::context_t context_;
    zmq::socket_t broker_;
    std::string peer_;
    const int stop_;
    Server server_;
    std::thread thread_;
};

}  // namespace tradepit::query
