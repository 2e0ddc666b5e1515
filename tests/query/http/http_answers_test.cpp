#include <array>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <zlib.h>

#include "common/digest.h"
#include "common/http/gzip.h"
#include "common/http/http_message.h"
#include "query/docs/docs_files.h"
#include "query/docs/docs_pages.h"
#include "common/process/temporary_folder.h"
#include "tests/query/http/running_http.h"

namespace tradepit::query {
namespace {

std::string unzipped(const std::string& octets) {
    z_stream stream{};
    EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
    std::string in = octets;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    std::string out;
    std::array<char, 4'096> room;
    int status = Z_OK;
    while (status == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = room.size();
        status = ::inflate(&stream, Z_NO_FLUSH);
        out.append(room.data(), room.size() - stream.avail_out);
    }
    EXPECT_EQ(status, Z_STREAM_END);
    ::inflateEnd(&stream);
    return out;
}

std::string expected_pages(int count) {
    std::string text;
    for (int page = 1; page <= count; ++page)
        for (int i = 0; i < 1'000; ++i) text += std::to_string(page) + "\n";
    return text;
}

class HttpAnswers : public testing::Test {
protected:
    RunningHttp http;
};

TEST_F(HttpAnswers, WhatTheClientHasIsNotSentAgain) {
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

TEST_F(HttpAnswers, RefusalsAndPostsHaveNoValidator) {
    HttpPeer peer{http.address()};
    const auto refusal = peer.get("/health?x=1").response();
    EXPECT_EQ(refusal.status, 422);
    EXPECT_EQ(refusal.field("ETag"), "");
    EXPECT_EQ(refusal.field("Cache-Control"), "no-store");
    EXPECT_EQ(peer.post("/other", "", "If-None-Match: *\r\n").response().status, 200);
}

TEST_F(HttpAnswers, ALargeOneIsCompressedForWhoTakesIt) {
    HttpPeer peer{http.address()};
    const auto path = "/large?bytes=" + std::to_string(common::GZIP_BYTES_MIN);
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

TEST_F(HttpAnswers, OneThatIsTooSmallOrTooLargeIsNot) {
    HttpPeer peer{http.address()};
    for (const auto bytes : {common::GZIP_BYTES_MIN - 1, common::GZIP_BYTES_MAX + 1}) {
        const auto path = "/large?bytes=" + std::to_string(bytes);
        const auto answer = peer.get(path, "Accept-Encoding: gzip\r\n").response();
        EXPECT_EQ(answer.field("Content-Encoding"), "");
        EXPECT_EQ(answer.body.size(), bytes);
    }
    const auto most = "/large?bytes=" + std::to_string(common::GZIP_BYTES_MAX);
    EXPECT_EQ(peer.get(most, "Accept-Encoding: gzip\r\n").response().field("Content-Encoding"),
              "gzip");
}

TEST_F(HttpAnswers, AnExportComesInChunksAndTheConnectionGoesOn) {
    HttpPeer peer{http.address()};
    const auto head = peer.get("/pages?count=5").response();
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.field("Transfer-Encoding"), "chunked");
    EXPECT_EQ(head.field("Content-Type"), CSV_TYPE);
    const auto [body, whole] = peer.chunks();
    EXPECT_TRUE(whole);
    EXPECT_EQ(body, expected_pages(5));
    EXPECT_EQ(peer.get("/").response().status, 200);
}

TEST_F(HttpAnswers, AnExportIsCompressedAsOneStream) {
    HttpPeer peer{http.address()};
    const auto head = peer.get("/pages?count=5", "Accept-Encoding: gzip\r\n").response();
    EXPECT_EQ(head.field("Content-Encoding"), "gzip");
    const auto [body, whole] = peer.chunks();
    EXPECT_TRUE(whole);
    EXPECT_EQ(unzipped(body), expected_pages(5));
}

TEST_F(HttpAnswers, AnExportOfOnePageHasALength) {
    const auto answer = http.get("/pages?count=1");
    EXPECT_EQ(answer.body, expected_pages(1));
}

TEST_F(HttpAnswers, AnExportThatCannotGoOnLacksItsLastChunk) {
    HttpPeer peer{http.address()};
    EXPECT_EQ(peer.get("/pages?count=20").response().status, 200);
    const auto [body, whole] = peer.chunks();
    EXPECT_FALSE(whole);
    EXPECT_EQ(body, expected_pages(12));
}

TEST_F(HttpAnswers, BeforeHttp11AnExportEndsWithTheConnection) {
    HttpPeer peer{http.address()};
    peer.send("GET /pages?count=3 HTTP/1.0\r\n\r\n");
    const auto head = peer.response();
    EXPECT_EQ(head.field("Transfer-Encoding"), "");
    EXPECT_EQ(peer.to_the_end(), expected_pages(3));
}

TEST_F(HttpAnswers, TheHeadOfAnExportIsItsHeaderAlone) {
    HttpPeer peer{http.address()};
    peer.send("HEAD /pages?count=3 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(peer.response(HttpPeer::Body::left_out).status, 200);
    EXPECT_EQ(peer.get("/").response().body, "GET / 0 bytes");
}

TEST_F(HttpAnswers, AcceptChoosesTheFormatOfAList) {
    HttpPeer peer{http.address()};
    const auto asked = [&](const std::string& target, const std::string& accept) {
        return peer.get(target, "Accept: " + accept + "\r\n").response().body;
    };
    EXPECT_EQ(asked("/jobs", "text/csv"), "GET /jobs format=csv 0 bytes");
    EXPECT_EQ(asked("/jobs", "application/x-ndjson"), "GET /jobs format=jsonl 0 bytes");
    EXPECT_EQ(asked("/jobs", "*/*"), "GET /jobs 0 bytes");
    EXPECT_EQ(asked("/jobs?format=json", "text/csv"), "GET /jobs format=json 0 bytes");
    EXPECT_EQ(asked("/simulate/current", "text/csv"), "GET /simulate/current 0 bytes");
}

class HttpTokens : public testing::Test {
protected:
    HttpTokens() : http({}, 2, {.tokens = write()}) {}

    std::string write() {
        const auto path = folder.path() / "tokens";
        std::ofstream{path} << "reader read " << common::sha256_hex("r") << "\nsubmitter submit "
                            << common::sha256_hex("s") << "\nroot admin " << common::sha256_hex("a")
                            << "\n";
        std::filesystem::permissions(path, std::filesystem::perms{0600});
        return path;
    }
    int status(const std::string& method, const std::string& target, const std::string& token) {
        HttpPeer peer{http.address()};
        const auto field = token.empty() ? "" : "Authorization: Bearer " + token + "\r\n";
        if (method == "GET") return peer.get(target, field).response().status;
        return peer.post(target, "", field).response().status;
    }
    common::TemporaryFolder folder;
    RunningHttp http;
};

TEST_F(HttpTokens, WithoutAKnownOneNothingReachesTheSurface) {
    for (const auto* target : {"/results", "/nothing", "/jobs/j/digest", "/workers", "/metrics"}) {
        EXPECT_EQ(status("GET", target, ""), 401) << target;
        EXPECT_EQ(status("GET", target, "x"), 401) << target;
    }
    EXPECT_EQ(status("POST", "/simulate/retry/j", ""), 401);
    const auto refusal = http.get("/results");
    EXPECT_EQ(refusal.field("WWW-Authenticate"), "Bearer");
    EXPECT_EQ(refusal.field("Cache-Control"), "no-store");
}

TEST_F(HttpTokens, EachAdmitsItsScope) {
    EXPECT_EQ(status("GET", "/results", "r"), 200);
    EXPECT_EQ(status("GET", "/results", "s"), 403);
    EXPECT_EQ(status("GET", "/results", "a"), 200);
    EXPECT_EQ(status("POST", "/simulate/retry/j", "r"), 403);
    EXPECT_EQ(status("POST", "/simulate/retry/j", "s"), 200);
    EXPECT_EQ(status("POST", "/simulate/retry/j", "a"), 200);
}

TEST_F(HttpTokens, WhatIsNotLetInIsCounted) {
    EXPECT_EQ(status("GET", "/results", ""), 401);
    EXPECT_EQ(status("GET", "/results", "s"), 403);
    const auto text = http.counts().text();
    for (const auto* code : {"401", "403"})
        EXPECT_NE(text.find("path=\"/results\",status=\"" + std::string{code} + "\"} 1"), text.npos)
            << text;
}

TEST_F(HttpTokens, HealthAndTheDocumentAreOpen) {
    EXPECT_EQ(status("GET", "/health", ""), 200);
    EXPECT_EQ(status("GET", "/openapi.json", ""), 200);
    EXPECT_NE(status("GET", "/docs", ""), 401);
    EXPECT_EQ(status("GET", "/docsx", ""), 401);
}

TEST_F(HttpTokens, OneThatIsTakenOutIsRefusedFromThenOn) {
    EXPECT_EQ(status("GET", "/results", "r"), 200);
    std::filesystem::remove(folder.path() / "tokens");
    EXPECT_EQ(status("GET", "/results", "r"), 401);
}

TEST(HttpDocs, ArePagesOfTheProgramOrSayWhyNot) {
    RunningHttp http;
    const auto page = http.get("/docs");
    if (docs_files().empty()) {
        EXPECT_EQ(page.status, 404);
        EXPECT_NE(page.body.find("npm"), std::string::npos);
        return;
    }
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.field("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.field("Content-Security-Policy"), DOCS_POLICY);
    for (const auto* file :
         {"/docs/start.js", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"}) {
        EXPECT_EQ(http.get(file).status, 200) << file;
        EXPECT_NE(page.body.find(std::string{file}), std::string::npos);
    }
    for (const auto* none : {"/docs/none", "/docs/../etc/passwd", "/docs//index.html"})
        EXPECT_EQ(http.get(none).status, 404) << none;
    EXPECT_NE(http.get("/docs/swagger-ui-bundle.js").body.find("SwaggerUIBundle"),
              std::string::npos);
}

TEST(Gzip, PiecesAreOneStream) {
    common::Gzip stream;
    std::string octets;
    std::string all;
    for (int i = 0; i < 100; ++i) {
        const std::string piece(static_cast<std::size_t>(i) * 1'000,
                                static_cast<char>('a' + i % 26));
        octets += stream.add(piece);
        all += piece;
    }
    octets += stream.finish();
    EXPECT_EQ(unzipped(octets), all);
    EXPECT_EQ(unzipped(common::gzipped("")), "");
}

}  // namespace
}  // namespace tradepit::query
