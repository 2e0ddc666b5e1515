#include "common/http/http_server.h"

#include <chrono>
#include <deque>
#include <thread>

#include <gtest/gtest.h>

#include "tests/query/http/running_http.h"

namespace tradepit::query {
namespace {

using namespace std::chrono_literals;

class HttpServerTest : public testing::Test {
protected:
    RunningHttp http;
};

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

TEST_F(HttpServerTest, AReadThatTakesLongIsAnsweredByAReader) {
    EXPECT_EQ(http.get("/slow").body, "GET /slow 0 bytes");
    EXPECT_TRUE(http.loop().gate().left);
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

TEST_F(HttpServerTest, ASubmissionIsAnsweredAfterTheWriterHasCommittedIt) {
    HttpPeer peer{http.address()};
    peer.post("/simulate/trigger", "{}", "Idempotency-Key: my-key\r\n");
    EXPECT_EQ(http.loop().commit_next_job("job-1").key, "my-key");
    const auto response = peer.response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "job job-1");
}

TEST_F(HttpServerTest, ReadsAreAnsweredWhileSubmissionsWait) {
    std::deque<HttpPeer> waiting;
    for (int i = 0; i < 20; ++i)
        waiting.emplace_back(http.address())
            .post("/simulate/trigger", "{}", "Idempotency-Key: " + std::to_string(i) + "\r\n");
    EXPECT_EQ(http.get("/quick").status, 200);
    for (auto& peer : waiting) EXPECT_EQ(peer.response().status, 503);
}

TEST_F(HttpServerTest, WithoutAWriterASubmissionIsAnswered503WithRetryAfter) {
    HttpPeer peer{http.address()};
    const auto response = peer.post("/simulate/trigger", "{}", "Idempotency-Key: k\r\n").response();
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.field("Retry-After"), "1");
}

TEST_F(HttpServerTest, HealthIsTheLoopsOverGetAndHead) {
    EXPECT_EQ(http.get("/health").body, "!broker !writer !workers ");
    HttpPeer peer{http.address()};
    peer.send("HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(peer.response(HttpPeer::Body::left_out).field("Content-Length"), "25");
}

TEST_F(HttpServerTest, AReadThatNeedsTheBrokersWordGetsItFromTheLoop) {
    HttpPeer peer{http.address()};
    peer.get("/waits");
    const auto question = http.loop().next_at_broker<common::WaitsRequest>();
    http.loop().broker_says(common::Waits{
        .id = question.id, .job = {}, .slots = {}, .counts = {}, .chains = {common::Wait{}}});
    EXPECT_EQ(peer.response().body, "told of 1 chains");
}

TEST_F(HttpServerTest, AnExceptionInsideIsAnAnswerAndNotAnEnd) {
    EXPECT_EQ(http.get("/broken").status, 500);
    EXPECT_EQ(http.get("/fine").status, 200);
}

TEST_F(HttpServerTest, HttpAndLookupGiveTheSameOctets) {
    zmq::socket_t client = http.loop().client();
    for (const std::string path : {"/leaderboard", "/health", "/workers", "/large"}) {
        const bool large = path == "/large";
        common::Lookup lookup{
            .id = 1, .method = "GET", .path = path, .parameters = {}, .key = {}, .body = {}};
        if (large) lookup.parameters = {{"bytes", "1500000"}};
        ASSERT_EQ(common::send(client, common::encode(lookup)), common::Sent::queued);
        std::string body;
        common::Answer part;
        do {
            const auto frame =
                RunningLoop::wait_for(client, [&] { return common::receive(client); });
            auto decoded = common::decode(frame);
            part = std::get<common::Answer>(std::get<common::Message>(decoded));
            body += part.body.octets;
        } while (part.part + 1 < part.parts);
        const auto response = http.get(large ? path + "?bytes=1500000" : path);
        EXPECT_EQ(response.body, body) << path;
        EXPECT_EQ(response.status, part.status) << path;
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

TEST_F(HttpServerTest, AnotherSitesPageMayNotSubmit) {
    HttpPeer peer{http.address()};
    EXPECT_EQ(peer.post("/p", "x", "Origin: http://evil.example\r\n").response().status, 403);
    EXPECT_EQ(peer.post("/p", "x", "Origin: null\r\n").response().status, 403);
    EXPECT_EQ(peer.post("/p", "x", "Origin: http://localhost\r\n").response().status, 200);
}

TEST(HttpServerStop, IdleConnectionsAreClosedAtOnce) {
    RunningHttp http;
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
    RunningHttp http;
    HttpPeer peer{http.address()};
    peer.post("/simulate/trigger", "{}", "Idempotency-Key: k\r\n");
    const auto part = http.loop().next_at_broker<common::CommandPart>();
    http.server().stop();
    http.loop().broker_says(
        common::CommandAnswer{.key = part.key,
                              .request_hash = part.request_hash,
                              .outcome = common::JobDone{common::JobId{"job-1"}}});
    const auto response = peer.response();
    EXPECT_EQ(response.body, "job job-1");
    EXPECT_EQ(response.field("Connection"), "close");
    EXPECT_TRUE(peer.is_closed());
    EXPECT_TRUE(http.ended());
}

TEST(HttpServerStop, AConnectionThatDoesNotFinishIsGivenUp) {
    common::HttpLimits limits;
    limits.drain = 100ms;
    RunningHttp http{limits};
    HttpPeer peer{http.address()};
    peer.send("GET / HTTP/1.1\r\nHo");
    HttpPeer other{http.address()};
    EXPECT_EQ(other.get("/").response().status, 200);
    http.server().stop();
    EXPECT_TRUE(http.ended());
}

TEST(HttpServerStop, WithoutConnectionsItEndsAtOnce) {
    RunningHttp http;
    http.server().stop();
    EXPECT_TRUE(http.ended());
}

TEST(HttpServerStop, ItEndsWithoutStopWithConnectionsOpen) {
    std::optional<RunningHttp> http{std::in_place};
    HttpPeer idle{http->address()};
    HttpPeer waiting{http->address()};
    waiting.post("/simulate/trigger", "{}", "Idempotency-Key: k\r\n");
    static_cast<void>(http->loop().next_at_broker<common::CommandPart>());
    http.reset();
    EXPECT_TRUE(idle.is_closed());
}

TEST(HttpServer, AnAddressInUseIsSaid) {
    RunningHttp http;
    const auto address = common::parse_http_address(http.address());
    EXPECT_THROW((common::HttpServer{{.address = address, .threads = 1},
                                     [] { return common::HttpHandler{}; }}),
                 std::runtime_error);
}

TEST(HttpServer, OnLoopbackOnlyItsOwnNamesAreServed) {
    RunningHttp http;
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
    RunningHttp http;
    HttpPeer peer{http.address()};
    for (const auto* origin : {"http://evil.example", "null", "http://localhost.evil.example"})
        EXPECT_EQ(peer.post("/p", "", std::string{"Origin: "} + origin + "\r\n").response().status,
                  403)
            << origin;
}

TEST(HttpServer, AMethodThatIsNotAllowedIsAnsweredWithThoseThatAre) {
    RunningHttp http;
    HttpPeer peer{http.address()};
    const auto wrong = peer.post("/health", "").response();
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.field("Allow"), "GET, HEAD");
}

TEST(HttpServer, ALongReadIsTheServersReaders) {
    RunningHttp http{{}, 1};
    HttpPeer slow{http.address()};
    slow.get("/jobs/held/digest");
    EXPECT_EQ(http.get("/fine").status, 200);
    http.loop().gate().open.release();
    EXPECT_EQ(slow.response().body, "GET /jobs/held/digest 0 bytes");
}

}  // namespace
}  // namespace tradepit::query
