#include "common/http/http_message.h"

#include <string>

#include <gtest/gtest.h>

#include "common/http/gzip.h"
#include "tests/common/http/handled_server.h"
#include "tests/common/http/unzipped.h"

namespace tradepit::common {
namespace {

class HttpBodies : public testing::Test {
protected:
    HandledServer http;
};

TEST_F(HttpBodies, WhatTheClientHasIsNotSentAgain) {
    HttpPeer peer{http.address()};
    const auto first = peer.get("/results").response();
    const auto etag = first.field("ETag");
    EXPECT_EQ(etag.size(), 34U);
    EXPECT_EQ(first.field("Cache-Control"), "private, no-cache");
    for (const auto& known : {etag, "\"x\", W/" + etag, std::string{"*"}}) {
        const auto again = peer.get("/results", "If-None-Match: " + known + "\r\n").response();
        EXPECT_EQ(again.status, 304) << known;
        EXPECT_EQ(again.field("ETag"), etag);
        EXPECT_EQ(again.body, "");
    }
    EXPECT_EQ(peer.get("/results", "If-None-Match: \"x\"\r\n").response().status, 200);
    const auto other = peer.get("/positions", "If-None-Match: " + etag + "\r\n").response();
    EXPECT_EQ(other.status, 200);
    EXPECT_NE(other.field("ETag"), etag);
}

TEST_F(HttpBodies, RefusalsAndPostsHaveNoValidator) {
    HttpPeer peer{http.address()};
    const auto refusal = peer.get("/refused").response();
    EXPECT_EQ(refusal.status, 422);
    EXPECT_EQ(refusal.field("ETag"), "");
    EXPECT_EQ(refusal.field("Cache-Control"), "no-store");
    EXPECT_EQ(peer.post("/other", "", "If-None-Match: *\r\n").response().status, 200);
}

TEST_F(HttpBodies, ALargeOneIsCompressedForWhoTakesIt) {
    HttpPeer peer{http.address()};
    const auto path = "/large?bytes=" + std::to_string(GZIP_BYTES_MIN);
    const auto plain = peer.get(path).response();
    EXPECT_EQ(plain.field("Content-Encoding"), "");
    EXPECT_EQ(plain.field("Vary"), "Accept, Accept-Encoding, Authorization");
    const auto small = peer.get(path, "Accept-Encoding: gzip\r\n").response();
    EXPECT_EQ(small.field("Content-Encoding"), "gzip");
    EXPECT_LT(small.body.size(), plain.body.size());
    EXPECT_EQ(unzipped(small.body), plain.body);
    EXPECT_NE(small.field("ETag"), plain.field("ETag"));
    const auto known = "Accept-Encoding: gzip\r\nIf-None-Match: " + small.field("ETag") + "\r\n";
    EXPECT_EQ(peer.get(path, known).response().status, 304);
}

TEST_F(HttpBodies, OneThatIsTooSmallOrTooLargeIsNot) {
    HttpPeer peer{http.address()};
    for (const auto bytes : {GZIP_BYTES_MIN - 1, GZIP_BYTES_MAX + 1}) {
        const auto path = "/large?bytes=" + std::to_string(bytes);
        const auto answer = peer.get(path, "Accept-Encoding: gzip\r\n").response();
        EXPECT_EQ(answer.field("Content-Encoding"), "");
        EXPECT_EQ(answer.body.size(), bytes);
    }
    const auto most = "/large?bytes=" + std::to_string(GZIP_BYTES_MAX);
    EXPECT_EQ(peer.get(most, "Accept-Encoding: gzip\r\n").response().field("Content-Encoding"),
              "gzip");
}

TEST_F(HttpBodies, ACompressedRequestIsThatOfItsText) {
    HttpPeer peer{http.address()};
    const std::string gzip = "Content-Encoding: gzip\r\n";
    EXPECT_EQ(peer.post("/p", gzipped("a body"), gzip).response().body, "POST /p 6 bytes");
    EXPECT_EQ(peer.post("/p", "", gzip).response().body, "POST /p 0 bytes");
    EXPECT_EQ(peer.post("/p", "torn", gzip).response().status, 400);
    EXPECT_EQ(peer.post("/p", gzipped("twice"), gzip + gzip).response().status, 415);
    const auto unknown = peer.post("/p", "x", "Content-Encoding: br\r\n").response();
    EXPECT_EQ(unknown.status, 415);
    EXPECT_EQ(unknown.field("Accept-Encoding"), "gzip");
}

class HttpCors : public testing::Test {
protected:
    /// The answer to a request with these fields, each with its line end.
    HttpResponse ask(const HandledServer& server, const std::string& line,
                     const std::string& fields) {
        return HttpPeer{server.address()}
            .send(line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n")
            .response(line.starts_with("HEAD") ? HttpPeer::Body::left_out : HttpPeer::Body::sent);
    }
    HandledServer named{echo, {}, 1, {.hosts = {}, .origins = {"https://dash.example"}}};
    HandledServer unnamed;
    const std::string dash = "Origin: https://DASH.example:443\r\n";
};

TEST_F(HttpCors, EveryAnswerToANamedOriginRepeatsIt) {
    for (const std::string line : {"GET /results", "HEAD /results", "GET /refused", "GET /%zz",
                                   "POST /p", "OPTIONS /results", "GET /large?bytes=9999999"}) {
        const auto answer = ask(named, line, dash + "Content-Length: 0\r\n");
        EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "https://DASH.example:443") << line;
        EXPECT_EQ(answer.field("Access-Control-Expose-Headers"),
                  "Allow, ETag, Location, Retry-After");
        EXPECT_EQ(answer.field("Access-Control-Allow-Methods"), "") << line;
    }
    const auto etag = ask(named, "GET /results", "").field("ETag");
    const auto known = ask(named, "GET /results", dash + "If-None-Match: " + etag + "\r\n");
    EXPECT_EQ(known.status, 304);
    EXPECT_EQ(known.field("Access-Control-Allow-Origin"), "https://DASH.example:443");
}

TEST_F(HttpCors, SoDoesTheRefusalOfARequestThatCannotBeRead) {
    for (const auto& [fields, status] : {std::pair{"Content-Length: 99999999\r\n", 413},
                                         {"Content-Length: x\r\n", 400},
                                         {"Transfer-Encoding: gzip, chunked\r\n", 400}}) {
        const auto answer = ask(named, "POST /p", dash + fields);
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "https://DASH.example:443");
        EXPECT_EQ(answer.field("Vary"), "Origin");
        EXPECT_EQ(answer.field("Connection"), "close");
    }
}

TEST_F(HttpCors, WithNamesEveryAnswerVariesByTheOrigin) {
    const std::string evil = "Origin: https://evil.example\r\n";
    for (const auto& fields : {std::string{}, evil, dash}) {
        EXPECT_EQ(ask(named, "GET /r", fields).field("Vary"),
                  "Accept, Accept-Encoding, Authorization, Origin");
        EXPECT_EQ(ask(named, "POST /p", fields + "Content-Length: 0\r\n").field("Vary"), "Origin");
    }
    EXPECT_EQ(ask(named, "GET /r", evil).field("Access-Control-Allow-Origin"), "");
    EXPECT_EQ(ask(named, "POST /p", evil + "Content-Length: 0\r\n").status, 403);
    EXPECT_EQ(ask(named, "POST /p", dash + "Content-Length: 0\r\n").status, 200);
}

TEST_F(HttpCors, WithoutNamesNoAnswerHasAFieldForPagesElsewhere) {
    const auto preflight = "Access-Control-Request-Method: POST\r\n" + dash;
    for (const std::string line : {"GET /results", "OPTIONS /results"}) {
        const auto answer = ask(unnamed, line, preflight);
        EXPECT_EQ(answer.status, 200) << "a browser blocks what has no such field";
        EXPECT_EQ(answer.header.find("Access-Control"), std::string::npos) << answer.header;
        EXPECT_EQ(answer.field("Vary").find("Origin"), std::string::npos);
    }
    EXPECT_EQ(ask(unnamed, "POST /p", dash + "Content-Length: 0\r\n").status, 403);
}

TEST_F(HttpCors, APreflightOfANamedOriginIsToldWhatItMaySend) {
    const std::string asks = "Access-Control-Request-Method: POST\r\n";
    const auto answer = ask(named, "OPTIONS /p", asks + dash);
    EXPECT_EQ(answer.field("Access-Control-Allow-Methods"), "GET, HEAD, POST, OPTIONS");
    EXPECT_NE(answer.field("Access-Control-Allow-Headers").find("Authorization"),
              std::string::npos);
    EXPECT_EQ(answer.field("Access-Control-Max-Age"), "600");
    const auto evil = ask(named, "OPTIONS /p", asks + "Origin: https://evil.example\r\n");
    EXPECT_EQ(evil.header.find("Access-Control"), std::string::npos) << evil.header;
}

TEST(HttpOptions, TheWholeServerMayBeAskedAbout) {
    HandledServer http;
    HttpPeer peer{http.address()};
    peer.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(peer.response().body, "OPTIONS * 0 bytes");
}

TEST(HttpNoContent, HasNeitherALengthNorAType) {
    HandledServer http{[](const HttpRequest&, const HttpResponder&) -> HttpReply {
        return {.status = 204, .body = {}};
    }};
    HttpPeer peer{http.address()};
    for (int i = 0; i < 2; ++i) {
        const auto answer = peer.get("/").response();
        EXPECT_EQ(answer.status, 204);
        EXPECT_EQ(answer.field("Content-Length"), "");
        EXPECT_EQ(answer.field("Content-Type"), "");
    }
}

/// A file as large as the page of the documentation, of words that can be compressed.
const std::string& file_text() {
    static const std::string text = [] {
        std::string words;
        for (int i = 0; i < 100'000; ++i) words += std::to_string(i) + " ";
        return words;
    }();
    return text;
}

class HttpFileBodies : public testing::Test {
protected:
    HandledServer http{[](const HttpRequest& request, const HttpResponder&) -> HttpReply {
        const int status = request.path == "/missing" ? 404 : 200;
        const std::string_view text = file_text();
        return {.status = status,
                .body = HttpFile{request.path == "/small" ? text.substr(0, 100) : text}};
    }};
    HttpPeer peer{http.address()};
};

TEST_F(HttpFileBodies, AreSentPlainAndCompressedAsTheClientTakesThem) {
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(peer.get("/file").response().body, file_text());
        const auto small = peer.get("/file", "Accept-Encoding: gzip\r\n").response();
        EXPECT_EQ(small.field("Content-Encoding"), "gzip");
        EXPECT_LT(small.body.size(), file_text().size() / 2);
        EXPECT_EQ(unzipped(small.body), file_text());
    }
    const auto too_small = peer.get("/small", "Accept-Encoding: gzip\r\n").response();
    EXPECT_EQ(too_small.field("Content-Encoding"), "");
    EXPECT_EQ(too_small.body, file_text().substr(0, 100));
}

TEST_F(HttpFileBodies, HaveAValidatorForEachEncoding) {
    const auto plain = peer.get("/file").response().field("ETag");
    const auto zipped = peer.get("/file", "Accept-Encoding: gzip\r\n").response().field("ETag");
    EXPECT_NE(plain, zipped);
    EXPECT_EQ(peer.get("/file", "If-None-Match: " + plain + "\r\n").response().status, 304);
    EXPECT_EQ(peer.get("/file", "If-None-Match: " + zipped + "\r\n").response().status, 200);
    const auto known =
        peer.get("/file", "Accept-Encoding: gzip\r\nIf-None-Match: " + zipped + "\r\n").response();
    EXPECT_EQ(known.status, 304);
    EXPECT_EQ(known.body, "");
    EXPECT_EQ(peer.get("/missing").response().field("ETag"), "");
}

TEST_F(HttpFileBodies, AHeadSaysTheLengthAndSendsNothing) {
    peer.send("HEAD /file HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto head = peer.response(HttpPeer::Body::left_out);
    EXPECT_EQ(head.field("Content-Length"), std::to_string(file_text().size()));
    EXPECT_EQ(peer.get("/small").response().body.size(), 100U);
}

TEST(HttpFiles, AFileIsHashedAndCompressedOnce) {
    HttpFiles files;
    const auto& first = files.of({file_text()});
    const auto* const octets = first.gzipped.data();
    static_cast<void>(files.of({"another file"}));
    const auto& again = files.of({file_text()});
    EXPECT_EQ(&first, &again);
    EXPECT_EQ(again.gzipped.data(), octets);
    EXPECT_EQ(again.plain.data(), file_text().data()) << "it is not copied";
}

}  // namespace
}  // namespace tradepit::common
