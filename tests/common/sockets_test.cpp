#include "common/sockets.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/common/temporary_folder.h"

namespace tradepit::common {
namespace {

/// Waits for one frame, as a loop does.
template <class Socket, class Receive>
auto await(Socket& socket, Receive receive) {
    zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
    zmq::poll(&item, 1, std::chrono::seconds{10});
    return receive(socket);
}

class Sockets : public testing::Test {
protected:
    std::string endpoint() { return "ipc://" + (folder.path() / "s").string(); }
    void send_when_connected(zmq::socket_t& dealer, std::string_view frame) {
        zmq::pollitem_t item{dealer.handle(), 0, ZMQ_POLLOUT, 0};
        zmq::poll(&item, 1, std::chrono::seconds{10});
        ASSERT_EQ(send(dealer, frame), Sent::queued);
    }
    TemporaryFolder folder;
    zmq::context_t context{1};
};

TEST_F(Sockets, AFrameGoesThereAndBack) {
    auto router = make_router(context, endpoint());
    auto dealer = make_dealer(context, endpoint());
    send_when_connected(dealer, "hello");
    const auto received = await(router, receive_from);
    ASSERT_TRUE(received);
    EXPECT_EQ(received->frame, "hello");
    EXPECT_EQ(send_to(router, received->peer, "back"), Sent::queued);
    EXPECT_EQ(await(dealer, receive), "back");
}

TEST_F(Sockets, ADealerWithoutAPeerRefusesInsteadOfQueueing) {
    auto dealer = make_dealer(context, endpoint());
    EXPECT_EQ(send(dealer, "lost?"), Sent::full);
}

TEST_F(Sockets, ARouterSaysThatAPeerIsUnknown) {
    auto router = make_router(context, endpoint());
    EXPECT_EQ(send_to(router, "nobody", "x"), Sent::unreachable);
}

TEST_F(Sockets, NothingWaitsIsNothing) {
    auto router = make_router(context, endpoint());
    EXPECT_FALSE(receive_from(router));
}

TEST_F(Sockets, FramesOfTooManyPartsAreDropped) {
    auto router = make_router(context, endpoint());
    auto dealer = make_dealer(context, endpoint());
    send_when_connected(dealer, "first");
    ASSERT_TRUE(await(router, receive_from));
    dealer.send(zmq::str_buffer("a"), zmq::send_flags::sndmore);
    dealer.send(zmq::str_buffer("b"), zmq::send_flags::none);
    send_when_connected(dealer, "whole");
    std::optional<Received> received;
    while (!received) received = await(router, receive_from);
    EXPECT_EQ(received->frame, "whole");
}

TEST_F(Sockets, AnEndpointThatCannotBeBoundThrows) {
    EXPECT_THROW(make_router(context, "ipc:///no/such/folder/s"), zmq::error_t);
}

TEST_F(Sockets, TheChosenPortIsTold) {
    auto router = make_router(context, "tcp://127.0.0.1:*");
    const std::string bound = bound_endpoint(router);
    EXPECT_EQ(bound.find("tcp://127.0.0.1:"), 0U);
    EXPECT_EQ(bound.find('*'), std::string::npos);
}

}  // namespace
}  // namespace tradepit::common
