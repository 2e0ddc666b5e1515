#include "common/process/sockets.h"

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/time.h>

#include "common/process/temporary_folder.h"

namespace tradepit::common {
namespace {

/// Waits until the socket is readable, at most 10 s, and receives.
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
    common::TemporaryFolder folder;
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
    EXPECT_EQ(send(dealer, "lost?"), Sent::refused);
}

TEST_F(Sockets, ARouterSaysThatAPeerIsUnknown) {
    auto router = make_router(context, endpoint());
    EXPECT_EQ(send_to(router, "nobody", "x"), Sent::unreachable);
}

/// Checks the options that every socket must have. ROUTER_MANDATORY cannot be read back;
/// ARouterSaysThatAPeerIsUnknown tests its effect.
void expect_settings(zmq::socket_t& socket, HighWaterMarks marks, int linger_ms) {
    namespace option = zmq::sockopt;
    EXPECT_EQ(socket.get(option::sndhwm), marks.send);
    EXPECT_EQ(socket.get(option::rcvhwm), marks.receive);
    EXPECT_EQ(socket.get(option::linger), linger_ms);
    EXPECT_EQ(socket.get(option::maxmsgsize), 4 << 20);
    EXPECT_GE(socket.get(option::reconnect_ivl), 100);
    EXPECT_LT(socket.get(option::reconnect_ivl), 200);
    EXPECT_EQ(socket.get(option::reconnect_ivl_max), 2'000);
    EXPECT_EQ(socket.get(option::connect_timeout), 2'000);
    EXPECT_EQ(socket.get(option::tcp_maxrt), 10'000);
    EXPECT_EQ(socket.get(option::heartbeat_ivl), 1'000);
    EXPECT_EQ(socket.get(option::heartbeat_timeout), 3'000);
    EXPECT_EQ(socket.get(option::heartbeat_ttl), 3'000);
    EXPECT_EQ(socket.get(option::handshake_ivl), 5'000);
    EXPECT_TRUE(socket.get(option::routing_id).empty()) << "libzmq is to choose it";
    EXPECT_EQ(socket.get(option::immediate),
              static_cast<zmq::socket_type>(socket.get(option::type)) == zmq::socket_type::dealer
                  ? 1
                  : 0);
}

TEST_F(Sockets, HaveEverySettingThatIsPromised) {
    auto router = make_router(context, endpoint());
    auto few = make_router(context, endpoint() + "2", {}, {.send = 7, .receive = 8});
    auto dealer = make_dealer(context, endpoint());
    auto modest = make_dealer(context, endpoint(), {.send = 9, .receive = 10});
    auto bound = bind_pair(context, "pair");
    auto connected = connect_pair(context, "pair");
    expect_settings(router, {.send = 10'000, .receive = 10'000}, 2'000);
    expect_settings(few, {.send = 7, .receive = 8}, 2'000);
    expect_settings(dealer, {.send = 10'000, .receive = 10'000}, 2'000);
    expect_settings(modest, {.send = 9, .receive = 10}, 2'000);
    drop_at_close(dealer);
    expect_settings(dealer, {.send = 10'000, .receive = 10'000}, 0);
    expect_settings(bound, {.send = 0, .receive = 0}, 0);
    expect_settings(connected, {.send = 0, .receive = 0}, 0);
}

TEST_F(Sockets, OfOneProcessReconnectInOneRhythm) {
    auto one = make_dealer(context, endpoint());
    auto other = make_dealer(context, endpoint());
    EXPECT_EQ(one.get(zmq::sockopt::reconnect_ivl), other.get(zmq::sockopt::reconnect_ivl));
}

TEST(HighWaterMarks, LieAboveTheCreditThatTheyCarry) {
    EXPECT_GT(EVENT_FRAMES_MAX, static_cast<int>(WINDOW_BATCHES_MAX));
    EXPECT_GT(PART_FRAMES_MAX * PART_BYTES_MAX, REQUEST_BYTES_MAX);
    EXPECT_GT(PART_FRAMES_MAX * PART_BYTES_MAX, ANSWER_BYTES_MAX);
    EXPECT_GT(HighWaterMarks{}.receive, EVENT_FRAMES_MAX) << "every batch's acknowledgement";
}

/// Sends without receiving. Over inproc the sender's and the receiver's high-water marks add up.
TEST_F(Sockets, HoldAsMuchAsTheirMarksAndThenRefuse) {
    auto router = make_router(context, "inproc://marks", {}, {.receive = 8});
    auto dealer = make_dealer(context, "inproc://marks", {.send = 5});
    for (int i = 0; i < 13; ++i) ASSERT_EQ(send(dealer, "held"), Sent::queued) << i;
    EXPECT_EQ(send(dealer, "one too many"), Sent::refused);
    while (receive_from(router)) continue;
    // This waits, because libzmq tells the dealer about the free room asynchronously.
    send_when_connected(dealer, "again");
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
    try {
        static_cast<void>(make_router(context, "ipc:///no/such/folder/s"));
        FAIL() << "was bound";
    } catch (const SetUpFault& fault) {
        EXPECT_STREQ(fault.what(),
                     "the endpoint ipc:///no/such/folder/s cannot be bound: No such file or "
                     "directory");
    }
}

TEST_F(Sockets, AnEndpointThatCannotBeConnectedToThrows) {
    for (const auto* wrong : {"tcp://127.0.0.1:none", "tcp://", "nonsense", "udp://127.0.0.1:1"}) {
        try {
            static_cast<void>(make_dealer(context, wrong));
            FAIL() << wrong << " was connected to";
        } catch (const SetUpFault& fault) {
            EXPECT_TRUE(std::string{fault.what()}.starts_with(std::string{"the endpoint "} + wrong +
                                                              " cannot be connected to: "))
                << fault.what();
        }
    }
}

TEST_F(Sockets, AnEndpointThatAnotherHasIsInUseByName) {
    const auto first = make_router(context, "tcp://127.0.0.1:*");
    const auto taken = first.get(zmq::sockopt::last_endpoint);
    zmq::context_t other;
    try {
        static_cast<void>(make_router(other, taken));
        FAIL() << "was bound";
    } catch (const EndpointInUse& error) {
        EXPECT_EQ(error.what(), "the endpoint " + taken + ": Address already in use");
    }
}

TEST_F(Sockets, AFileThatIsNoSocketIsNotDeletedForOne) {
    std::ofstream{folder.file("notes.txt")} << "mine";
    EXPECT_THROW(make_router(context, "ipc://" + folder.file("notes.txt")), SetUpFault);
    EXPECT_EQ(std::filesystem::file_size(folder.file("notes.txt")), 4U);
}

TEST(Endpoint, OnlyWhatStaysOnThisMachineIsLocal) {
    for (const char* local :
         {"ipc:///run/tasks", "ipc://run/tasks", "inproc://lookup", "tcp://127.0.0.1:5555",
          "tcp://127.8.9.1:*", "tcp://[::1]:5555", "tcp://localhost:5555", "tcp://lo:5555"})
        EXPECT_TRUE(is_local(local)) << local;
    for (const char* open :
         {"tcp://*:5555", "tcp://0.0.0.0:5555", "tcp://192.168.0.7:5555", "tcp://128.0.0.1:5555",
          "tcp://127.evil.example:5555", "tcp://[::]:5", "tcp://eth0:5555", "tcp://:5555", "tcp://",
          "", "udp://127.0.0.1:5", "ws://127.0.0.1:5", "TCP://127.0.0.1:5"})
        EXPECT_FALSE(is_local(open)) << open;
}

TEST_F(Sockets, AnEndpointBeyondLoopbackIsRefusedByNameUnlessItIsAllowed) {
    try {
        static_cast<void>(make_router(context, "tcp://0.0.0.0:*"));
        FAIL() << "was bound";
    } catch (const InsecureEndpoint& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("tcp://0.0.0.0:*"), std::string::npos);
        EXPECT_NE(text.find("--insecure"), std::string::npos);
    }
    EXPECT_NO_THROW(make_router(context, "tcp://0.0.0.0:*", {.insecure = true}));
}

TEST_F(Sockets, AWaitThatASignalInterruptsFindsNothingReady) {
    auto router = make_router(context, endpoint());
    std::array<zmq::pollitem_t, 1> items{{{router.handle(), 0, ZMQ_POLLIN, ZMQ_POLLIN}}};
    struct sigaction action {};
    action.sa_handler = [](int) {};
    struct sigaction before {};
    ASSERT_EQ(::sigaction(SIGALRM, &action, &before), 0);
    const itimerval often{.it_interval = {0, 20'000}, .it_value = {0, 20'000}};
    ASSERT_EQ(::setitimer(ITIMER_REAL, &often, nullptr), 0);
    EXPECT_NO_THROW(common::poll(items, std::chrono::seconds{10}));
    EXPECT_EQ(items[0].revents, 0);
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &before, nullptr);
}

TEST_F(Sockets, TheChosenPortIsTold) {
    auto router = make_router(context, "tcp://127.0.0.1:*");
    const std::string bound = bound_endpoint(router);
    EXPECT_EQ(bound.find("tcp://127.0.0.1:"), 0U);
    EXPECT_EQ(bound.find('*'), std::string::npos);
}

}  // namespace
}  // namespace tradepit::common
