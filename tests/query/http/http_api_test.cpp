#include "query/http_api.h"

#include <chrono>
#include <deque>
#include <memory>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/http/gzip.h"
#include "tests/query/http/running_http.h"

namespace tradepit::query {
namespace {

using namespace std::chrono_literals;

class HttpApiTest : public testing::Test {
protected:
    RunningHttp http;
};

TEST_F(HttpApiTest, ASubmissionIsAnsweredAfterTheWriterHasCommittedIt) {
    HttpPeer peer{http.address()};
    peer.post("/simulate/trigger", "{}", "Idempotency-Key: my-key\r\n");
    EXPECT_EQ(http.loop().commit_next_job("job-1").key, "my-key");
    const auto response = peer.response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "job job-1");
}

TEST_F(HttpApiTest, ACompressedSubmissionIsThatOfItsText) {
    HttpPeer peer{http.address()};
    peer.post("/simulate/trigger", "{}", "Idempotency-Key: k\r\n");
    const auto plain = http.loop().commit_next_job("job-1");
    static_cast<void>(peer.response());
    peer.post("/simulate/trigger", common::gzipped("{}"),
              "Idempotency-Key: k\r\nContent-Encoding: gzip\r\n");
    EXPECT_EQ(http.loop().commit_next_job("job-1"), plain);
}

TEST_F(HttpApiTest, ReadsAreAnsweredWhileSubmissionsWait) {
    std::deque<HttpPeer> waiting;
    for (int i = 0; i < 20; ++i)
        waiting.emplace_back(http.address())
            .post("/simulate/trigger", "{}", "Idempotency-Key: " + std::to_string(i) + "\r\n");
    EXPECT_EQ(http.get("/quick").status, 200);
    for (auto& peer : waiting) EXPECT_EQ(peer.response().status, 503);
}

TEST_F(HttpApiTest, WithoutAWriterASubmissionIsAnswered503WithRetryAfter) {
    HttpPeer peer{http.address()};
    const auto response = peer.post("/simulate/trigger", "{}", "Idempotency-Key: k\r\n").response();
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.field("Retry-After"), "1");
}

TEST_F(HttpApiTest, HealthIsTheLoopsOverGetAndHead) {
    EXPECT_EQ(http.get("/health").body, "!broker !writer !workers ");
    HttpPeer peer{http.address()};
    peer.send("HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(peer.response(HttpPeer::Body::left_out).field("Content-Length"), "25");
}

TEST_F(HttpApiTest, AReadThatNeedsTheBrokersWordGetsItFromTheLoop) {
    HttpPeer peer{http.address()};
    peer.get("/waits");
    const auto question = http.loop().next_at_broker<common::WaitsRequest>();
    http.loop().broker_says(common::Waits{
        .id = question.id, .job = {}, .slots = {}, .counts = {}, .chains = {common::Wait{}}});
    EXPECT_EQ(peer.response().body, "told of 1 chains");
}

TEST_F(HttpApiTest, AnExceptionInsideIsAnAnswerAndNotAnEnd) {
    EXPECT_EQ(http.get("/broken").status, 500);
    EXPECT_EQ(http.get("/fine").status, 200);
}

TEST_F(HttpApiTest, HttpAndLookupGiveTheSameOctets) {
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

TEST(HttpApi, AMethodThatIsNotAllowedIsAnsweredWithThoseThatAre) {
    RunningHttp http;
    HttpPeer peer{http.address()};
    const auto wrong = peer.post("/health", "").response();
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.field("Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(HttpApiTest, ASlashTooManyIsRedirected) {
    const std::pair<const char*, const char*> table[] = {
        {"/health/", "/health"},
        {"/jobs/", "/jobs"},
        {"//jobs", "/jobs"},
        {"//", "/"},
        {"/jobs//j", "/jobs/j"},
        {"/simulate/status/j///", "/simulate/status/j"},
        {"/jobs/?limit=5&label=a%20b%26c", "/jobs?limit=5&label=a%20b%26c"},
        {"/jobs/a%20b/", "/jobs/a%20b"},
    };
    HttpPeer peer{http.address()};
    for (const auto& [target, location] : table) {
        const auto answer = peer.get(target).response();
        EXPECT_EQ(answer.status, 308) << target;
        EXPECT_EQ(answer.field("Location"), location) << target;
    }
    const auto posted = peer.post("/simulate/trigger/", "{}").response();
    EXPECT_EQ(posted.status, 308);
    EXPECT_EQ(posted.field("Location"), "/simulate/trigger");
    EXPECT_EQ(peer.get("/simulate/trigger/").response().status, 308) << "405 is told there";
    EXPECT_NE(peer.get("/docs/").response().status, 308) << "a path of its own";
    EXPECT_EQ(peer.get("/no/such/path/").response().status, 404);
    EXPECT_NE(http.counts().text().find("status=\"308\"} 10"), std::string::npos);
}

TEST_F(HttpApiTest, ARedirectNeverLeavesTheServer) {
    HttpPeer peer{http.address()};
    for (const char* target : {"//evil.example/", "/%5Cevil.example/", "/%2f%2fevil.example/",
                               "///%2fevil.example//", "/x%0d%0aX:y/", "/%09/evil.example/",
                               "//evil.example:80/%2e%2e/", "/http:%2f%2fevil.example/"}) {
        const auto answer = peer.get(target).response();
        if (answer.status == 404) continue;
        EXPECT_EQ(answer.status, 308) << target;
        const auto location = answer.field("Location");
        EXPECT_TRUE(location.starts_with('/')) << location;
        EXPECT_FALSE(location.starts_with("//")) << location;
        EXPECT_EQ(location.find_first_of("\\:\t"), std::string::npos) << location;
        EXPECT_EQ(answer.field("X"), "");
    }
}

TEST_F(HttpApiTest, OptionsTellsTheMethodsOfAPath) {
    HttpPeer peer{http.address()};
    const auto allowed = [&](const std::string& target) {
        peer.send("OPTIONS " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const auto answer = peer.response();
        return std::to_string(answer.status) + " " + answer.field("Allow");
    };
    EXPECT_EQ(allowed("/jobs"), "204 GET, HEAD, OPTIONS");
    EXPECT_EQ(allowed("/simulate/trigger"), "204 POST, OPTIONS");
    EXPECT_EQ(allowed("*"), "204 GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(allowed("/jobs//j/"), "204 GET, HEAD, OPTIONS") << "a preflight is not redirected";
    EXPECT_EQ(allowed("/no/such/path"), "404 ");
}

TEST(HttpApi, ALongReadIsTheServersReaders) {
    RunningHttp http{{}, 1};
    HttpPeer slow{http.address()};
    slow.get("/jobs/held/digest");
    EXPECT_EQ(http.get("/fine").status, 200);
    http.loop().gate().open.release();
    EXPECT_EQ(slow.response().body, "GET /jobs/held/digest 0 bytes");
}

TEST(HttpApi, AReadThatTakesLongIsAnsweredByAReader) {
    RunningHttp http;
    EXPECT_EQ(http.get("/slow").body, "GET /slow 0 bytes");
    EXPECT_TRUE(http.loop().gate().left);
}

TEST(HttpApi, OneCallMoreThanTheLoopsLimitIsAnswered503ByName) {
    RunningLoop loop;
    Calls calls{CALLS_MAX};
    const auto api = http_api(loop.make_api()(nullptr), calls, {});
    const common::HttpResponder nobody{std::make_shared<common::Mailbox<common::LateAnswer>>(1), 1};
    const auto post = [&] {
        common::HttpRequest request;
        request.method = "POST";
        request.path = "/p";
        return api(std::move(request), nobody);
    };
    for (std::size_t i = 0; i < CALLS_MAX; ++i)
        ASSERT_TRUE(std::holds_alternative<common::AnswerLater>(post())) << i;
    const auto refused = std::get<common::HttpReply>(post());
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(nlohmann::json::parse(std::get<std::string>(refused.body))["detail"],
              "4096 requests wait for query's loop already (CALLS_MAX)");
}

TEST(HttpApi, ALoopThatDoesNotAnswerIs503) {
    RunningHttp http{{}, 2, {.patience = 150ms}};
    http.loop().stop();
    const auto response = http.get("/health");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.field("Retry-After"), "1");
    EXPECT_EQ(http.get("/read").status, 200);
}

}  // namespace
}  // namespace tradepit::query
