#include "common/http/http_server.h"

#include <chrono>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

#include "tests/query/http/http_peer.h"

namespace tradepit::common {
namespace {

using namespace std::chrono_literals;
using query::HttpPeer;

/// A server with one thread that calls the test's handler.
class HandledServer {
public:
    explicit HandledServer(HttpHandler handler)
        : server_({.address = {"127.0.0.1", 0}, .threads = 1},
                  [handler = std::move(handler)] { return handler; }) {}

    [[nodiscard]] const std::string& address() const { return server_.address(); }

private:
    HttpServer server_;
};

HttpReply text_reply(std::string text) { return {.status = 200, .body = std::move(text)}; }

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

TEST(HttpHandlers, ResponderMayOutliveTheServer) {
    std::promise<HttpResponder> asked;
    std::optional<HandledServer> server{
        std::in_place, [&](const HttpRequest&, const HttpResponder& respond) {
            asked.set_value(respond);
            return AnswerLater{10s, http_refusal(503, "nobody answered")};
        }};
    HttpPeer peer{server->address()};
    peer.get("/");
    const auto respond = asked.get_future().get();
    server.reset();
    respond(text_reply("nobody listens"));
    EXPECT_TRUE(peer.is_closed());
}

}  // namespace
}  // namespace tradepit::common
