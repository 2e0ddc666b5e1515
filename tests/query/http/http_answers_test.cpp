#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include <gtest/gtest.h>

#include "common/digest.h"
#include "common/process/temporary_folder.h"
#include "query/docs/docs_files.h"
#include "query/docs/docs_pages.h"
#include "tests/common/http/unzipped.h"
#include "tests/query/http/running_http.h"

namespace tradepit::query {
namespace {

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
    HttpTokens() : http({}, 2, {.tokens = std::make_shared<TokenFile>(write())}) {}

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

TEST_F(HttpTokens, OnlyAnOpenPathIsRedirectedWithoutOne) {
    EXPECT_EQ(status("GET", "/health/", ""), 308);
    EXPECT_EQ(status("GET", "/jobs/", ""), 401);
    EXPECT_EQ(status("GET", "/jobs/", "r"), 308);
    EXPECT_EQ(status("POST", "/simulate/trigger/", "r"), 403);
    EXPECT_EQ(status("POST", "/simulate/trigger/", "s"), 308);
    EXPECT_EQ(status("POST", "/health/", ""), 401);
}

TEST_F(HttpTokens, OptionsNeedsNone) {
    HttpPeer peer{http.address()};
    for (const auto& [target, status] : {std::pair{"/jobs", 204},
                                         {"/jobs/", 204},
                                         {"/simulate/trigger", 204},
                                         {"*", 204},
                                         {"/no/such/path", 404}}) {
        peer.send(std::string{"OPTIONS "} + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_EQ(peer.response().status, status) << target;
    }
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
        GTEST_SKIP() << "npm did not fetch Swagger UI, so that the program has no pages to look at";
    }
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.field("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.field("Content-Security-Policy"), DOCS_POLICY);
    for (const auto* file :
         {"/docs/start.js", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"}) {
        EXPECT_EQ(http.get(file).status, 200) << file;
        EXPECT_NE(page.body.find(std::string{file}), std::string::npos);
    }
    for (const auto* none : {"/docs/none", "/docs/../etc/passwd", "/docs/%2e%2e%2fetc%2fpasswd",
                             "/docs/%2e%2e/%2e%2e/etc/passwd"})
        EXPECT_EQ(http.get(none).status, 404) << none;
    for (const auto* twice : {"/docs//start.js", "/docs/%2fstart.js"})
        EXPECT_EQ(http.get(twice).field("Location"), "/docs/start.js") << twice;
    EXPECT_NE(http.get("/docs/swagger-ui-bundle.js").body.find("SwaggerUIBundle"),
              std::string::npos);
}

}  // namespace
}  // namespace tradepit::query
