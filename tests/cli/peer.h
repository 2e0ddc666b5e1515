#pragma once

#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "common/process/sockets.h"

namespace tradepit::cli {

/// Plays a program of the pipeline on its own thread: a ROUTER that calls `script` with every
/// message and sends back the frames that it returns. `script` runs on that thread. The destructor
/// ends the thread.
class Peer {
public:
    using Script = std::function<std::vector<std::string>(const common::Message&)>;

    Peer(zmq::context_t& context, const std::string& endpoint, Script script)
        : router_(common::make_router(context, endpoint)),
          end_(common::bind_pair(context, "end-of-" + endpoint.substr(endpoint.rfind('/') + 1))),
          thread_([this, &context, endpoint, script = std::move(script)] {
              auto end = common::connect_pair(context,
                                              "end-of-" + endpoint.substr(endpoint.rfind('/') + 1));
              while (turn(end, script)) {
              }
          }) {}
    ~Peer() {
        end_.send(zmq::str_buffer("end"), zmq::send_flags::none);
        thread_.join();
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

private:
    bool turn(zmq::socket_t& end, const Script& script) {
        zmq::pollitem_t items[] = {{end.handle(), 0, ZMQ_POLLIN, 0},
                                   {router_.handle(), 0, ZMQ_POLLIN, 0}};
        zmq::poll(items, 2, std::chrono::milliseconds{-1});
        if (items[0].revents != 0) return false;
        while (const auto received = common::receive_from(router_)) {
            const auto message = common::decode(received->frame);
            for (const auto& answer : script(std::get<common::Message>(message)))
                static_cast<void>(common::send_to(router_, received->peer, answer));
        }
        return true;
    }

    zmq::socket_t router_;
    zmq::socket_t end_;
    std::thread thread_;
};

}  // namespace tradepit::cli
