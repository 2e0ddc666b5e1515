#include "common/http/late_answers.h"

#include <chrono>
#include <utility>  // before Asio 1.74, which forgets it
#include <vector>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

using namespace std::chrono_literals;

class LateAnswersTest : public testing::Test {
protected:
    std::int64_t expected() {
        const auto number = answers.next_number();
        answers.expect(number, [this](HttpReply reply) { taken.push_back(reply.status); });
        return number;
    }
    /// Until `count` answers are taken, and none is left in the mailbox.
    void run_until_taken(std::size_t count) {
        while (taken.size() < count && io.run_one_for(10s) > 0) continue;
        io.poll();
    }

    boost::asio::io_context io{1};
    LateAnswers answers{io, 2};
    std::vector<int> taken;
};

TEST_F(LateAnswersTest, AsManyAsTheLimitWaitAndOneMoreIsDropped) {
    const auto first = expected();
    const auto second = expected();
    const auto third = expected();
    answers.responder(first)({.status = 201, .body = ""});
    answers.responder(second)({.status = 202, .body = ""});
    answers.responder(third)({.status = 203, .body = ""});
    run_until_taken(2);
    EXPECT_EQ(taken, (std::vector{201, 202}));
    answers.responder(third)({.status = 204, .body = ""});
    run_until_taken(3);
    EXPECT_EQ(taken, (std::vector{201, 202, 204})) << "there is room again";
}

TEST_F(LateAnswersTest, OneThatIsForgottenGoesToNobody) {
    const auto forgotten = expected();
    const auto kept = expected();
    answers.forget(forgotten);
    answers.responder(forgotten)({.status = 201, .body = ""});
    answers.responder(kept)({.status = 202, .body = ""});
    run_until_taken(1);
    EXPECT_EQ(taken, std::vector{202});
}

}  // namespace
}  // namespace tradepit::common
