#include "common/http/http_server.h"

#include <chrono>
#include <deque>
#include <filesystem>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "common/process/set_up_fault.h"
#include "tests/common/http/handled_server.h"

namespace tradepit::common {
namespace {

using namespace std::chrono_literals;

HttpReply text_reply(std::string text) { return {.status = 200, .body = std::move(text)}; }

/// A handler whose answers the test gives, from its own thread.
class LateHandler {
public:
    HttpHandler handler() {
        return [this](const HttpRequest&, const HttpResponder& respond) {
            asked_.set_value(respond);
            return AnswerLater{10s, http_refusal(503, "nobody answered")};
        };
    }
    /// Gives the answer to the one request.
    HttpResponder asked() { return asked_.get_future().get(); }

private:
    std::promise<HttpResponder> asked_;
};

class HttpServerTest : public testing::Test {
protected:
    HandledServer http{echo, {}, 2};
};

TEST(HttpHandlers, AnswerOfTheHandlerIsTheResponse) {
    HandledServer server{[](const HttpRequest& request, const HttpResponder&) {
        return text_reply(request.method + " " + request.path + " " + request.accept + " " +
                          std::to_string(request.authorization.size()));
    }};
    HttpPeer peer{server.address()};
    const auto response =
        peer.get("/a%20b", "Accept: text/csv\r\nAuthorization: x\r\nAuthorization: y\r\n")
            .response();
    EXPECT_EQ(response.body, "GET /a b text/csv 2");
}

TEST(HttpHandlers, AnswerMayComeLaterFromAnotherThread) {
    std::promise<HttpResponder> asked;
    HandledServer server{[&](const HttpRequest& request,
                             const HttpResponder& respond) -> std::variant<HttpReply, AnswerLater> {
        if (request.path == "/now") return text_reply("now");
        asked.set_value(respond);
        return AnswerLater{10s, http_refusal(503, "nobody answered")};
    }};
    HttpPeer waiting{server.address()};
    waiting.get("/later");
    const auto respond = asked.get_future().get();
    HttpPeer other{server.address()};
    EXPECT_EQ(other.get("/now").response().body, "now") << "the thread serves others meanwhile";
    std::thread answering{[&] { respond(text_reply("later")); }};
    EXPECT_EQ(waiting.response().body, "later");
    answering.join();
}

TEST(HttpHandlers, AnswerThatDoesNotComeIsReplacedAndALateOneGoesToNobody) {
    std::promise<HttpResponder> asked;
    HandledServer server{[&](const HttpRequest& request,
                             const HttpResponder& respond) -> std::variant<HttpReply, AnswerLater> {
        if (request.path == "/second") return text_reply("second");
        asked.set_value(respond);
        return AnswerLater{10ms, http_refusal(503, "nobody answered")};
    }};
    HttpPeer peer{server.address()};
    EXPECT_EQ(peer.get("/first").response().status, 503);
    asked.get_future().get()(text_reply("too late"));
    EXPECT_EQ(peer.get("/second").response().body, "second");
}

TEST(HttpHandlers, ExceptionOfTheHandlerIsA500AndTheConnectionGoesOn) {
    HandledServer server{[](const HttpRequest& request, const HttpResponder&) -> HttpReply {
        if (request.path == "/broken") throw std::runtime_error("broken");
        return text_reply("fine");
    }};
    HttpPeer peer{server.address()};
    EXPECT_EQ(peer.get("/broken").response().status, 500);
    EXPECT_EQ(peer.get("/").response().body, "fine");
}

TEST(HttpHandlers, PiecesAreSentInChunksUntilTheLastOrAFailure) {
    HandledServer server{[](const HttpRequest& request, const HttpResponder&) -> HttpReply {
        const bool fails = request.path == "/fails";
        auto next = [fails, made = 0]() mutable -> std::optional<HttpPiece> {
            if (fails && made == 1) throw std::runtime_error("the source is gone");
            ++made;
            return HttpPiece{std::to_string(made), /*is_last=*/made == 2};
        };
        return {.status = 200, .body = HttpPieces{"first ", next}};
    }};
    HttpPeer peer{server.address()};
    EXPECT_EQ(peer.get("/works").response().status, 200);
    const auto [whole, ended] = peer.chunks();
    EXPECT_EQ(whole, "first 12");
    EXPECT_TRUE(ended);
    EXPECT_EQ(peer.get("/fails").response().status, 200);
    const auto [part, complete] = peer.chunks();
    EXPECT_EQ(part, "first 1");
    EXPECT_FALSE(complete);
}

TEST(HttpHandlers, AnUnchunkedAnswerThatIsCutIsReset) {
    HandledServer server{[](const HttpRequest& request, const HttpResponder&) -> HttpReply {
        auto next = [fails = request.path == "/fails"]() -> std::optional<HttpPiece> {
            if (fails) return std::nullopt;
            return HttpPiece{"last", /*is_last=*/true};
        };
        return {.status = 200, .body = HttpPieces{"first ", next}};
    }};
    HttpPeer whole{server.address()};
    EXPECT_EQ(whole.send("GET /works HTTP/1.0\r\n\r\n").response().field("Connection"), "close");
    EXPECT_EQ(whole.to_the_end(), "first last");
    EXPECT_FALSE(whole.was_reset());
    HttpPeer cut{server.address()};
    cut.send("GET /fails HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    static_cast<void>(cut.to_the_end());
    EXPECT_TRUE(cut.was_reset());
}

TEST(HttpHandlers, ResponderMayOutliveTheServer) {
    LateHandler later;
    std::optional<HandledServer> server{std::in_place, later.handler()};
    HttpPeer peer{server->address()};
    peer.get("/");
    const auto respond = later.asked();
    server.reset();
    respond(text_reply("nobody listens"));
    EXPECT_TRUE(peer.is_closed());
}

TEST_F(HttpServerTest, AReadIsAnsweredWithTheFieldsThatEveryAnswerHas) {
    const auto response = http.get("/results?date=2025-10-02&model=a%20b");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "GET /results date=2025-10-02 model=a b 0 bytes");
    EXPECT_EQ(response.field("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(response.field("Content-Length"), std::to_string(response.body.size()));
    EXPECT_EQ(response.field("Content-Security-Policy"), "default-src 'self'");
    EXPECT_EQ(response.field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(response.field("Access-Control-Allow-Origin"), "");
    EXPECT_TRUE(response.field("Date").ends_with(" GMT"));
}

TEST_F(HttpServerTest, HeadHasTheFieldsOfGetAndNoBody) {
    HttpPeer peer{http.address()};
    peer.send("HEAD /results HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto head = peer.response(HttpPeer::Body::left_out);
    EXPECT_EQ(head.status, 200);
    const auto get = peer.get("/results").response();
    EXPECT_EQ(head.field("Content-Length"), std::to_string(get.body.size()));
}

TEST_F(HttpServerTest, AConnectionServesManyRequests) {
    HttpPeer peer{http.address()};
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(peer.get("/" + std::to_string(i)).response().body,
                  "GET /" + std::to_string(i) + " 0 bytes");
}

TEST_F(HttpServerTest, RequestsSentAheadAreAnsweredInTheirOrder) {
    HttpPeer peer{http.address()};
    std::string ahead;
    for (int i = 0; i < 20; ++i) {
        const std::string number = std::to_string(i);
        ahead += i % 2 == 0 ? "GET /" + number + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            : "POST /posted/" + number +
                                  " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc";
    }
    peer.send(ahead);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(peer.response().body, i % 2 == 0
                                            ? "GET /" + std::to_string(i) + " 0 bytes"
                                            : "POST /posted/" + std::to_string(i) + " 3 bytes");
}

TEST_F(HttpServerTest, TheConnectionIsClosedWhenTheClientWantsIt) {
    for (const char* request : {"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                                "GET / HTTP/1.0\r\n\r\n"}) {
        HttpPeer peer{http.address()};
        EXPECT_EQ(peer.send(request).response().status, 200) << request;
        EXPECT_TRUE(peer.is_closed()) << request;
    }
}

TEST_F(HttpServerTest, AHundredConnectionsAtOnceAreAllAnswered) {
    std::deque<HttpPeer> peers;
    for (int i = 0; i < 100; ++i) peers.emplace_back(http.address());
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = 0; i < peers.size(); ++i)
            i % 2 == 0 ? peers[i].get("/" + std::to_string(i))
                       : peers[i].post("/posted/" + std::to_string(i), "body");
        for (std::size_t i = 0; i < peers.size(); ++i)
            EXPECT_EQ(peers[i].response().body,
                      i % 2 == 0 ? "GET /" + std::to_string(i) + " 0 bytes"
                                 : "POST /posted/" + std::to_string(i) + " 4 bytes");
    }
}

TEST_F(HttpServerTest, AClientIsToldToContinue) {
    HttpPeer peer{http.address()};
    peer.send(
        "POST /p HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(peer.response().status, 100);
    EXPECT_EQ(peer.send("body").response().body, "POST /p 4 bytes");
}

TEST_F(HttpServerTest, ChunksAreOneBody) {
    HttpPeer peer{http.address()};
    peer.send(
        "POST /p HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n");
    EXPECT_EQ(peer.response().body, "POST /p 7 bytes");
    EXPECT_EQ(peer.get("/next").response().body, "GET /next 0 bytes");
}

TEST_F(HttpServerTest, AnOldClientThatKeepsTheConnectionIsToldSo) {
    HttpPeer peer{http.address()};
    for (int i = 0; i < 2; ++i) {
        peer.send("GET /r HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
        const auto response = peer.response();
        EXPECT_EQ(response.field("Connection"), "keep-alive");
        EXPECT_EQ(response.body, "GET /r 0 bytes");
    }
    EXPECT_EQ(peer.get("/r").response().field("Connection"), "") << "HTTP/1.1 needs no word";
    peer.send("GET /r HTTP/1.0\r\n\r\n");
    EXPECT_EQ(peer.response().field("Connection"), "close");
    EXPECT_TRUE(peer.is_closed());
}

TEST_F(HttpServerTest, AnExpectationOfAnOldClientIsIgnored) {
    for (const std::string expectation : {"100-continue", "miracles"}) {
        HttpPeer peer{http.address()};
        peer.send("POST /p HTTP/1.0\r\nExpect: " + expectation + "\r\nContent-Length: 4\r\n\r\n");
        EXPECT_EQ(peer.send("body").response().body, "POST /p 4 bytes") << expectation;
    }
}

TEST_F(HttpServerTest, AnotherProtocolIsNotTaken) {
    HttpPeer peer{http.address()};
    // As Java's client asks in its first request.
    EXPECT_EQ(peer.get("/r",
                       "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                       "HTTP2-Settings: AAEAAEAAAAIAAAAA\r\n")
                  .response()
                  .status,
              200);
    EXPECT_EQ(peer.get("/r").response().status, 200) << "the connection stays open";
    EXPECT_EQ(peer.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").response().status, 400);
}

TEST_F(HttpServerTest, OneEmptyLineBeforeARequestIsSkipped) {
    HttpPeer peer{http.address()};
    peer.send("\r\n").post("/p", "body").send("\r\n").get("/next");
    EXPECT_EQ(peer.response().body, "POST /p 4 bytes");
    EXPECT_EQ(peer.response().body, "GET /next 0 bytes");
    peer.send("\r");
    peer.send("\n").get("/third");
    EXPECT_EQ(peer.response().body, "GET /third 0 bytes");
    for (const char* wrong : {"\r\n\r\n", "\n", "\r\r\n"}) {
        HttpPeer other{http.address()};
        EXPECT_EQ(other.send(wrong).get("/").response().status, 400);
    }
}

TEST(HttpServerStop, IdleConnectionsAreClosedAtOnce) {
    HandledServer http{echo, {}, 2};
    HttpPeer fresh{http.address()};
    HttpPeer used{http.address()};
    EXPECT_EQ(used.get("/").response().status, 200);
    http.server().stop();
    EXPECT_TRUE(used.is_closed());
    EXPECT_TRUE(fresh.is_closed());
    EXPECT_TRUE(http.ended());
    EXPECT_THROW(HttpPeer{http.address()}, std::runtime_error);
}

TEST(HttpServerStop, WhatIsInFlightIsFinished) {
    LateHandler later;
    HandledServer http{later.handler()};
    HttpPeer peer{http.address()};
    peer.get("/");
    const auto respond = later.asked();
    http.server().stop();
    respond(text_reply("at last"));
    const auto response = peer.response();
    EXPECT_EQ(response.body, "at last");
    EXPECT_EQ(response.field("Connection"), "close");
    EXPECT_TRUE(peer.is_closed());
    EXPECT_TRUE(http.ended());
}

TEST(HttpServerStop, AConnectionThatDoesNotFinishIsGivenUp) {
    HttpLimits limits;
    limits.drain = 100ms;
    HandledServer http{echo, limits, 2};
    HttpPeer peer{http.address()};
    peer.send("GET / HTTP/1.1\r\nHo");
    HttpPeer other{http.address()};
    EXPECT_EQ(other.get("/").response().status, 200);
    http.server().stop();
    EXPECT_TRUE(http.ended());
}

TEST(HttpServerStop, WithoutConnectionsItEndsAtOnce) {
    HandledServer http{echo, {}, 2};
    http.server().stop();
    EXPECT_TRUE(http.ended());
}

TEST(HttpServerStop, ItEndsWithoutStopWithConnectionsOpen) {
    LateHandler later;
    std::optional<HandledServer> http{std::in_place, later.handler()};
    HttpPeer idle{http->address()};
    HttpPeer waiting{http->address()};
    waiting.get("/");
    static_cast<void>(later.asked());
    http.reset();
    EXPECT_TRUE(idle.is_closed());
}

TEST(HttpServer, AnAddressInUseIsSaid) {
    const HandledServer http;
    const auto address = parse_http_address(http.address());
    try {
        const HttpServer second{{.address = address, .threads = 1}, [] { return HttpHandler{}; }};
        FAIL() << "it has the address of another server";
    } catch (const SetUpFault&) {
        FAIL() << "the other server may end";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string{error.what()},
                  "--http " + http.address() + ": Address already in use");
    }
}

TEST(HttpServer, AnAddressThatIsNotThisMachinesIsASetUpFault) {
    // 192.0.2.0/24 is for documentation: no machine has such an address.
    EXPECT_THROW((HttpServer{{.address = {"192.0.2.1", 0}}, [] { return HttpHandler{}; }}),
                 SetUpFault);
}

TEST(HttpServer, ItsSocketsAreClosedInAProgramThatIsStarted) {
    const HandledServer http;
    HttpPeer peer{http.address()};
    EXPECT_EQ(peer.get("/").response().status, 200);
    int sockets = 0;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
        const int descriptor = std::stoi(entry.path().filename());
        sockaddr_in own{};
        socklen_t size = sizeof own;
        if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) != 0 ||
            own.sin_port != htons(parse_http_address(http.address()).port))
            continue;
        EXPECT_EQ(::fcntl(descriptor, F_GETFD), FD_CLOEXEC);
        ++sockets;
    }
    EXPECT_EQ(sockets, 2) << "the one that listens, and the connection's";
}

TEST(HttpServer, OnLoopbackOnlyItsOwnNamesAreServed) {
    HandledServer http{echo, {}, 2};
    const auto status = [&](const std::string& host) {
        return HttpPeer{http.address()}
            .send("GET /results HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
            .response()
            .status;
    };
    for (const auto* host : {"localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:8080",
                             "127.0.0.2", "[::1]", "[::1]:8080"})
        EXPECT_EQ(status(host), 200) << host;
    for (const auto* host :
         {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
          "localhost:evil", "128.0.0.1", "127.0.0.1.", "[::1]evil", "[::2]", "[", ""})
        EXPECT_EQ(status(host), 403) << host;
}

TEST(HttpServer, APageOfAnotherSiteMayNotSubmit) {
    HandledServer http{echo, {}, 2};
    HttpPeer peer{http.address()};
    for (const auto* origin : {"http://evil.example", "null", "http://localhost.evil.example"})
        EXPECT_EQ(peer.post("/p", "", std::string{"Origin: "} + origin + "\r\n").response().status,
                  403)
            << origin;
    EXPECT_EQ(peer.post("/p", "", "Origin: http://localhost\r\n").response().status, 200);
}

}  // namespace
}  // namespace tradepit::common
