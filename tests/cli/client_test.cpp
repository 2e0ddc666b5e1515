#include "cli/client.h"

#include <atomic>
#include <map>
#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/failures.h"
#include "common/limits.h"
#include "common/process/clock.h"
#include "common/process/temporary_folder.h"
#include "tests/cli/peer.h"

namespace tradepit::cli {
namespace {

using common::Answer;
using common::Lookup;
using common::Message;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::ThrowsMessage;

std::string answer_to(const Lookup& lookup, int status, const std::string& body, int part = 0,
                      int parts = 1) {
    return common::encode(
        Answer{.id = lookup.id, .status = status, .part = part, .parts = parts, .body = {body}});
}

class ClientTest : public testing::Test {
protected:
    using Script = std::function<std::vector<std::string>(const Lookup&)>;

    Peer query(Script script) {
        return {context, endpoint, [script = std::move(script)](const Message& message) {
                    return script(std::get<Lookup>(message));
                }};
    }
    Response ask(const Request& request,
                 Client::Patience patience = {.total = seconds{10},
                                              .repeat_after = milliseconds{100},
                                              .pause_when_busy = milliseconds{10}}) {
        Channel channel{context, endpoint};
        Client client{channel, patience};
        return client.ask(request);
    }

    common::TemporaryFolder folder;
    zmq::context_t context;
    std::string endpoint = "ipc://" + (folder.path() / "lookup").string();
};

TEST_F(ClientTest, AnswerComesBackWithItsStatus) {
    const auto peer = query([](const Lookup& lookup) {
        return std::vector{answer_to(lookup, 404, lookup.method + " " + lookup.path)};
    });
    const auto response = ask({.path = "/jobs"});
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body, "GET /jobs");
}

TEST_F(ClientTest, PartsOfAnAnswerAreJoinedInAnyOrderAndEachOnce) {
    const auto peer = query([](const Lookup& lookup) {
        return std::vector{answer_to(lookup, 200, "c", 2, 3), answer_to(lookup, 200, "a", 0, 3),
                           answer_to(lookup, 200, "a", 0, 3), answer_to(lookup, 200, "b", 1, 3)};
    });
    EXPECT_EQ(ask({.path = "/results"}).body, "abc");
}

TEST_F(ClientTest, AnswersToOtherQuestionsAreNotOurs) {
    const auto peer = query([](const Lookup& lookup) {
        auto other = lookup;
        other.id += 1'000;
        return std::vector{answer_to(other, 200, "other"), answer_to(lookup, 200, "ours")};
    });
    EXPECT_EQ(ask({.path = "/jobs"}).body, "ours");
}

TEST_F(ClientTest, LargeBodyTravelsInPartsThatRepeatTheRest) {
    std::map<int, std::string> parts;
    const auto peer = query([&](const Lookup& lookup) -> std::vector<std::string> {
        EXPECT_EQ(lookup.key, "k");
        EXPECT_EQ(lookup.parts, 2);
        EXPECT_LE(lookup.body.octets.size(), common::PART_BYTES_MAX);
        parts[lookup.part] = lookup.body.octets;
        if (parts.size() < 2) return {};
        return {answer_to(lookup, 200, parts[0] + parts[1])};
    });
    const std::string body(common::PART_BYTES_MAX + 1, 'x');
    EXPECT_EQ(ask({.method = "POST", .path = "/simulate/trigger", .key = "k", .body = body}).body,
              body);
}

TEST_F(ClientTest, BodyOfExactlyOnePartIsOnePart) {
    const auto peer = query([](const Lookup& lookup) {
        return std::vector{answer_to(lookup, 200, std::to_string(lookup.parts))};
    });
    EXPECT_EQ(ask({.path = "/x", .body = std::string(common::PART_BYTES_MAX, 'x')}).body, "1");
}

TEST_F(ClientTest, BodyAboveTheLimitIsAUsageError) {
    EXPECT_THROW(ask({.path = "/x", .body = std::string(common::REQUEST_BYTES_MAX + 1, 'x')}),
                 UsageError);
}

TEST_F(ClientTest, SilenceIsAskedAgainUnderTheSameKey) {
    std::atomic<int> asked = 0;
    const auto peer = query([&](const Lookup& lookup) -> std::vector<std::string> {
        EXPECT_EQ(lookup.key, "k");
        if (++asked < 3) return {};
        return {answer_to(lookup, 200, "at last")};
    });
    EXPECT_EQ(ask({.method = "POST", .path = "/simulate/trigger", .key = "k"}).body, "at last");
    EXPECT_EQ(asked, 3);
}

TEST_F(ClientTest, BusyIsAskedAgain) {
    std::atomic<int> asked = 0;
    const auto peer = query([&](const Lookup& lookup) {
        return std::vector{answer_to(lookup, ++asked < 3 ? 503 : 200, "{}")};
    });
    EXPECT_EQ(ask({.path = "/jobs"}).status, 200);
    EXPECT_EQ(asked, 3);
}

TEST_F(ClientTest, APeerThatComesUpLaterIsWaitedFor) {
    Channel channel{context, endpoint};
    Client client{channel};
    std::optional<Peer> peer;
    client.on_wait([&](const std::string&) {
        peer.emplace(context, endpoint, [](const Message& message) {
            return std::vector{answer_to(std::get<Lookup>(message), 200, "here")};
        });
    });
    EXPECT_EQ(client.ask({.path = "/health"}).body, "here");
}

TEST_F(ClientTest, ALongQuestionIsRepeatedUnderItsNumberBeyondTheUsualPatience) {
    std::vector<std::int64_t> ids;
    Response response;
    {
        const auto peer = query([&](const Lookup& lookup) -> std::vector<std::string> {
            ids.push_back(lookup.id);
            if (ids.size() < 4) return {};
            return {answer_to(lookup, 200, "digest")};
        });
        response = ask({.path = "/jobs/j/digest", .is_long = true},
                       {.total = milliseconds{20}, .long_repeat_after = milliseconds{50}});
    }
    EXPECT_EQ(response.body, "digest");
    EXPECT_EQ(ids, std::vector<std::int64_t>(4, ids.at(0)));
}

TEST_F(ClientTest, ALongQuestionThatNobodyTakesIsUnreachable) {
    EXPECT_THROW(ask({.path = "/jobs/j/digest", .is_long = true}, {.total = milliseconds{200}}),
                 Unreachable);
}

TEST_F(ClientTest, NobodyWithinThePatienceIsUnreachable) {
    EXPECT_THAT(
        [&] {
            ask({.path = "/jobs"}, {.total = milliseconds{200}, .repeat_after = milliseconds{50}});
        },
        ThrowsMessage<Unreachable>(HasSubstr(endpoint)));
}

TEST_F(ClientTest, OtherDescriptorsAreServedWhileItWaits) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    ASSERT_EQ(::write(ends[1], "x", 1), 1);
    Channel channel{context, endpoint, {{ends[0], [] { throw Stopped{}; }}}};
    EXPECT_THROW(Client{channel}.ask({.path = "/jobs"}), Stopped);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(DetailOf, ShowsTheTextOfAnError) {
    EXPECT_EQ(detail_of({404, R"({"detail":"Job X not found"})"}), "Job X not found");
}

TEST(DetailOf, JoinsTheFaultsOfAValidationByTheFlagsThatTheyComeFrom) {
    EXPECT_EQ(detail_of({422, R"({"detail":[{"loc":["body","models",0],"msg":"not text"},
                                            {"loc":["query","start_date"],"msg":"missing"}]})"}),
              "--models.0: not text; --start-date: missing");
}

TEST(DetailOf, AFieldOfAnyBodyIsNamedByItsOption) {
    const auto text = [](const std::string& field) {
        return detail_of({422, R"({"detail":[{"loc":["body",")" + field + R"("],"msg":"no"}]})"});
    };
    EXPECT_EQ(text("start_date"), "--start: no");
    EXPECT_EQ(text("replace_existing"), "--replace: no");
    EXPECT_EQ(text("days"), "--days: no");
    EXPECT_EQ(text("file"), "FILE: no");
    EXPECT_EQ(text("nonsense"), "body.nonsense: no");
}

TEST(DetailOf, ShowsWhatIsNoErrorBodyAsItIs) {
    EXPECT_EQ(detail_of({500, "oops"}), "answered 500: oops");
}

}  // namespace
}  // namespace tradepit::cli
