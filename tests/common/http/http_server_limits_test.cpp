#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>
#include <string>

#include <gtest/gtest.h>

#include "common/http/gzip.h"
#include "common/http/http_target.h"
#include "common/limits.h"
#include "tests/common/http/handled_server.h"

namespace tradepit::common {
namespace {

using namespace std::chrono_literals;

/// A GET of `bytes` bytes in all: request line, fields and the empty line.
std::string request_of(std::size_t bytes) {
    const std::string before = "GET / HTTP/1.1\r\nHost: localhost\r\nPadding: ";
    return before + std::string(bytes - before.size() - 4, 'x') + "\r\n\r\n";
}

std::string chunked(std::size_t bytes) {
    std::string request =
        "POST /p HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t left = bytes; left > 0;) {
        const std::size_t size = std::min<std::size_t>(left, 65'536);
        char line[32];
        std::snprintf(line, sizeof line, "%zx\r\n", size);
        request += line + std::string(size, 'x') + "\r\n";
        left -= size;
    }
    return request + "0\r\n\r\n";
}

class HttpLimitsTest : public testing::Test {
protected:
    int status_of(const std::string& request) {
        return HttpPeer{http.address()}.send(request).response().status;
    }
    HandledServer http;
};

TEST_F(HttpLimitsTest, AHeaderAtTheLimitIsTakenAndOneByteMoreRefused) {
    EXPECT_EQ(status_of(request_of(HttpLimits{}.header_bytes_max)), 200);
    const auto refused =
        HttpPeer{http.address()}.send(request_of(HttpLimits{}.header_bytes_max + 1)).response();
    EXPECT_EQ(refused.status, 431);
    EXPECT_EQ(refused.body,
              R"({"detail":"the request line and the header fields have more than 16384 bytes, )"
              R"(the limit of a header"})");
}

TEST_F(HttpLimitsTest, AHeaderWithoutEndIsRefusedAndClosed) {
    HttpPeer peer{http.address()};
    peer.send("GET / HTTP/1.1\r\nA: " + std::string(1 << 20, 'x'));
    EXPECT_EQ(peer.response().status, 431);
    EXPECT_TRUE(peer.is_closed());
}

TEST_F(HttpLimitsTest, ABodyAtTheLimitIsTakenAndOneByteMoreRefused) {
    const std::size_t limit = HttpLimits{}.body_bytes_max;
    HttpPeer peer{http.address()};
    EXPECT_EQ(peer.post("/p", std::string(limit, 'x')).response().body,
              "POST /p " + std::to_string(limit) + " bytes");
    const auto refused = peer.post("/p", std::string(limit + 1, 'x')).response();
    EXPECT_EQ(refused.status, 413);
    EXPECT_EQ(
        refused.body,
        R"({"detail":"the body has more than 1048576 bytes, the limit of a request's body"})");
    EXPECT_TRUE(peer.is_closed());
}

TEST_F(HttpLimitsTest, AChunkedBodyAtTheLimitIsTakenAndOneByteMoreRefused) {
    const std::size_t limit = HttpLimits{}.body_bytes_max;
    EXPECT_EQ(status_of(chunked(limit)), 200);
    EXPECT_EQ(status_of(chunked(limit + 1)), 413);
}

TEST_F(HttpLimitsTest, ACompressedBodyIsLimitedByWhatItHolds) {
    HttpPeer peer{http.address()};
    const auto status = [&](std::size_t bytes) {
        return peer.post("/p", gzipped(std::string(bytes, 'b')), "Content-Encoding: gzip\r\n")
            .response()
            .status;
    };
    const auto most = HttpLimits{}.body_bytes_max;
    EXPECT_EQ(status(most), 200);
    EXPECT_EQ(status(most + 1), 413);
    EXPECT_EQ(status(1), 200) << "the connection goes on";
}

TEST_F(HttpLimitsTest, AHugeDeclaredBodyIsRefusedBeforeItComes) {
    EXPECT_EQ(
        status_of("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"),
        413);
    EXPECT_EQ(status_of("POST /p HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
                        "chunked\r\n\r\nfffffff\r\n"),
              413);
}

TEST_F(HttpLimitsTest, ATargetAtTheLimitIsTakenAndOneByteMoreRefused) {
    HttpPeer peer{http.address()};
    const std::string target = "/" + std::string(TARGET_BYTES_MAX - 1, 'a');
    EXPECT_EQ(peer.get(target).response().status, 200);
    EXPECT_EQ(peer.get(target + "a").response().status, 414);
    EXPECT_EQ(peer.get("/").response().status, 200);
}

TEST_F(HttpLimitsTest, AKeyAtTheLimitIsTakenAndOneByteMoreRefused) {
    const std::string key(NAME_BYTES_MAX, 'k');
    HttpPeer peer{http.address()};
    EXPECT_EQ(peer.post("/p", "", "Idempotency-Key: " + key + "\r\n").response().body,
              "POST /p key " + key + " 0 bytes");
    EXPECT_EQ(peer.post("/p", "", "Idempotency-Key: " + key + "k\r\n").response().status, 400);
    EXPECT_EQ(peer.post("/p", "", "Idempotency-Key: \xc3\xa4\r\n").response().status, 400);
    EXPECT_EQ(peer.post("/p", "", "Idempotency-Key: a\r\nIdempotency-Key: a\r\n").response().status,
              400);
}

TEST_F(HttpLimitsTest, WhatAnotherServerMightReadInAnotherWayIsRefusedAndClosed) {
    const std::string post = "POST /p HTTP/1.1\r\nHost: localhost\r\n";
    const std::string chunk = "\r\n0\r\n\r\n";
    for (const std::string& request : {
             post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + chunk,
             post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" + chunk,
             post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
             post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
             post + "Content-Length: 5, 5\r\n\r\nabcde",
             post + "Content-Length: +5\r\n\r\nabcde",
             post + "Content-Length: -1\r\n\r\n",
             post + "Content-Length: 0x5\r\n\r\nabcde",
             post + "Content-Length: 18446744073709551616\r\n\r\n",
             post + "Content-Length:\r\n\r\n",
             post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" + chunk,
             post + "Transfer-Encoding: chunked, chunked\r\n" + chunk,
             post + "Transfer-Encoding: gzip, chunked\r\n" + chunk,
             post + "Transfer-Encoding: chunked, identity\r\n" + chunk,
             post + "Transfer-Encoding: xchunked\r\n" + chunk,
             post +
                 "Transfer-Encoding:\x0b"
                 "chunked\r\n" +
                 chunk,
             post + "Transfer-Encoding : chunked\r\n" + chunk,
             std::string("POST /p HTTP/1.0\r\nTransfer-Encoding: chunked\r\n") + chunk,
             post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
             post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
             post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
             post + "Host: i\r\n\r\n",
             std::string("GET / HTTP/1.1\r\n\r\n"),
             std::string("GET / HTTP/1.1\r\nHost: localhost\r\n bad name: x\r\n\r\n\r\n"),
             std::string("GET / HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n"),
             std::string("GET / HTTP/1.1\nHost: h\n\n"),
             std::string("GET / HTTP/1.1\r\nHost: localhost\r\nA: \0\r\n\r\n", 41),
             std::string("GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
             std::string("GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n"),
             std::string("GET /\r\n\r\n"),
             std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15),
         }) {
        HttpPeer peer{http.address()};
        EXPECT_EQ(peer.send(request + "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n")
                      .response()
                      .status,
                  400)
            << request;
        EXPECT_TRUE(peer.is_closed()) << request;
    }
}

TEST_F(HttpLimitsTest, OtherVersionsAndExpectationsAreRefused) {
    EXPECT_EQ(status_of("GET / HTTP/1.2\r\nHost: localhost\r\n\r\n"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\n\r\n"), 417);
}

TEST_F(HttpLimitsTest, AMalformedTargetIsRefusedAndTheConnectionGoesOn) {
    HttpPeer peer{http.address()};
    for (const char* target : {"/%zz", "/%00", "/r?a=%ff", "/r?a=1&a=2", "*"})
        EXPECT_EQ(peer.get(target).response().status, 400) << target;
    EXPECT_EQ(peer.get("/fine").response().status, 200);
}

HttpLimits short_limits() {
    HttpLimits limits;
    limits.idle = limits.header = limits.body = 150ms;
    return limits;
}

/// The status of the first answer that is not 503; 503 when there is none within 10 s.
int status_once_there_is_room(const HandledServer& http) {
    int status = 503;
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (status == 503 && std::chrono::steady_clock::now() < until) status = http.get("/").status;
    return status;
}

TEST(HttpTimeouts, AConnectionThatSaysNothingIsClosed) {
    const HandledServer http{echo, short_limits()};
    HttpPeer fresh{http.address()};
    EXPECT_TRUE(fresh.is_closed());
    HttpPeer used{http.address()};
    EXPECT_EQ(used.get("/").response().status, 200);
    EXPECT_TRUE(used.is_closed());
}

TEST(HttpTimeouts, AHeaderThatDoesNotEndInTimeIsClosed) {
    auto limits = short_limits();
    limits.idle = 60s;
    const HandledServer http{echo, limits};
    HttpPeer peer{http.address()};
    peer.send("GET / HTTP/1.1\r\nHost:");
    EXPECT_TRUE(peer.is_closed());
}

TEST(HttpTimeouts, ABodyThatDoesNotEndInTimeIsClosed) {
    auto limits = short_limits();
    limits.idle = limits.header = 60s;
    const HandledServer http{echo, limits};
    HttpPeer peer{http.address()};
    peer.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_TRUE(peer.is_closed());
}

TEST(HttpTimeouts, AnAnswerThatIsNotTakenInTimeIsGivenUp) {
    HttpLimits limits;
    limits.write = 150ms;
    limits.connections_max = 1;
    const HandledServer http{echo, limits};
    HttpPeer deaf{http.address()};
    deaf.get("/large?bytes=30000000");
    EXPECT_EQ(status_once_there_is_room(http), 200);
}

TEST(HttpConnections, OneMoreThanTheLimitIsAnswered503AndServedWhenThereIsRoom) {
    HttpLimits limits;
    limits.connections_max = 3;
    const HandledServer http{echo, limits};
    std::deque<HttpPeer> peers;
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(peers.emplace_back(http.address()).get("/").response().status, 200);
    HttpPeer fourth{http.address()};
    const auto response = fourth.response();
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.body,
              R"({"detail":"there are more than 3 connections, the limit of this server"})");
    EXPECT_EQ(response.field("Retry-After"), "1");
    EXPECT_TRUE(fourth.is_closed());
    EXPECT_EQ(peers.front().get("/").response().status, 200);
    peers.pop_front();
    EXPECT_EQ(status_once_there_is_room(http), 200);
}

TEST(HttpConnections, ARefusalAtItsLimitIsAnsweredAndOneMoreIsClosedWithoutAnAnswer) {
    HttpLimits limits;
    limits.connections_max = 1;
    limits.refusals_max = 2;
    limits.linger = 60s;  // a refused connection counts until its client closes
    const HandledServer http{echo, limits};
    HttpPeer served{http.address()};
    EXPECT_EQ(served.get("/").response().status, 200);
    std::deque<HttpPeer> refused;
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(refused.emplace_back(http.address()).response().status, 503);
    HttpPeer beyond{http.address()};
    EXPECT_TRUE(beyond.is_closed());
    refused.pop_front();
    bool answered = false;
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!answered && std::chrono::steady_clock::now() < until)
        answered = HttpPeer{http.address()}.to_the_end().starts_with("HTTP/1.1 503");
    EXPECT_TRUE(answered) << "there is room again";
}

TEST(HttpConnections, HalfSentRequestsShutNobodyOut) {
    const HandledServer http;
    std::deque<HttpPeer> slow;
    for (int i = 0; i < 200; ++i)
        slow.emplace_back(http.address())
            .send(i % 2 == 0 ? "GET / HTTP/1.1\r\nHost: localhost\r\nX"
                             : "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nx");
    for (int i = 0; i < 20; ++i) {
        const auto before = std::chrono::steady_clock::now();
        EXPECT_EQ(http.get("/").status, 200);
        EXPECT_LT(std::chrono::steady_clock::now() - before, 2s);
    }
}

}  // namespace
}  // namespace tradepit::common
