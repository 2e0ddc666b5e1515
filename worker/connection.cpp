#include "worker/connection.h"

#include "common/check.h"

namespace tradepit::worker {

Connection::Connection(zmq::context_t& context, const std::string& endpoint,
                       const std::string& name, common::HighWaterMarks marks)
    : dealer_{common::make_dealer(context, endpoint, marks)}, news_{} {
    const std::string address = "news-of-" + name;
    // The first connection may be made before the monitor is there, and is not reported then. So an
    // owner starts as if it had just been connected.
    CHECK(zmq_socket_monitor(dealer_.handle(), ("inproc://" + address).c_str(),
                             ZMQ_EVENT_HANDSHAKE_SUCCEEDED) == 0);
    news_ = common::connect_pair(context, address);
}

bool Connection::connected_anew() {
    bool anew = false;
    zmq::message_t part;
    // An event has two parts, its number and the address. Only one kind of event is monitored, so
    // that neither needs to be looked at.
    while (news_.recv(part, zmq::recv_flags::dontwait)) anew = true;
    return anew;
}

void Connection::add_to(std::vector<zmq::pollitem_t>& items, short events) {
    items.push_back({dealer_.handle(), 0, events, 0});
    items.push_back({news_.handle(), 0, ZMQ_POLLIN, 0});
}

}  // namespace tradepit::worker
