#include "worker/connection.h"

#include "common/check.h"

namespace tradepit::worker {

Connection::Connection(zmq::context_t& context, const std::string& endpoint,
                       const std::string& name, common::HighWaterMarks marks)
    : dealer_{common::make_dealer(context, endpoint, marks)}, monitor_{} {
    const std::string address = "news-of-" + name;
    // A connection that is made before the monitor exists is not reported. So an owner must begin
    // as if the socket had just been connected.
    CHECK(zmq_socket_monitor(dealer_.handle(), ("inproc://" + address).c_str(),
                             ZMQ_EVENT_HANDSHAKE_SUCCEEDED) == 0);
    monitor_ = common::connect_pair(context, address);
}

bool Connection::connected_anew() {
    bool anew = false;
    zmq::message_t part;
    // An event has two parts: its number, and the endpoint. Only one kind of event is monitored, so
    // that neither needs to be looked at.
    while (monitor_.recv(part, zmq::recv_flags::dontwait)) anew = true;
    return anew;
}

void Connection::add_to(std::vector<zmq::pollitem_t>& items, short events) {
    items.push_back({dealer_.handle(), 0, events, 0});
    items.push_back({monitor_.handle(), 0, ZMQ_POLLIN, 0});
}

}  // namespace tradepit::worker
