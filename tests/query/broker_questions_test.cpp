#include "query/broker_questions.h"

#include <gmock/gmock.h>

namespace tradepit::query {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr common::Instant START = 1h;

std::int64_t asked(BrokerQuestions& questions, std::int64_t read, common::Instant now = START) {
    const auto question = questions.ask(read, {.job = {}, .chains = {}}, now);
    EXPECT_TRUE(question.has_value());
    return question ? question->id : 0;
}

TEST(BrokerQuestions, AnAnswerFindsItsRead) {
    BrokerQuestions questions;
    const auto first = asked(questions, 7);
    const auto second = asked(questions, 8);
    EXPECT_NE(first, second);
    EXPECT_EQ(questions.answered(second), 8);
    EXPECT_EQ(questions.answered(first), 7);
    EXPECT_EQ(questions.answered(first), std::nullopt) << "a repeat";
    EXPECT_EQ(questions.next_deadline(), std::nullopt);
}

TEST(BrokerQuestions, TheQuestionIsTheReads) {
    const auto question =
        BrokerQuestions{}.ask(7, {.job = common::JobId{"j"}, .chains = {3, 4}}, START);
    EXPECT_EQ(question->job, common::JobId{"j"});
    EXPECT_THAT(question->chains, ElementsAre(3, 4));
}

TEST(BrokerQuestions, OneWithoutAnAnswerIsGivenUpAfterItsPatience) {
    BrokerQuestions questions;
    const auto first = asked(questions, 7);
    asked(questions, 8, START + 1ms);
    EXPECT_EQ(questions.next_deadline(), START + BrokerQuestions::PATIENCE);
    EXPECT_THAT(questions.expired(START + BrokerQuestions::PATIENCE - 1us), IsEmpty());
    EXPECT_THAT(questions.expired(START + BrokerQuestions::PATIENCE), ElementsAre(7));
    EXPECT_EQ(questions.answered(first), std::nullopt) << "too late";
    EXPECT_THAT(questions.expired(START + BrokerQuestions::PATIENCE + 1ms), ElementsAre(8));
}

TEST(BrokerQuestions, OneTooManyIsNotAsked) {
    BrokerQuestions questions;
    std::int64_t last = 0;
    for (std::size_t read = 0; read < BrokerQuestions::UNDER_WAY_MAX; ++read)
        last = asked(questions, static_cast<std::int64_t>(read));
    EXPECT_FALSE(questions.ask(9, {.job = {}, .chains = {}}, START));
    EXPECT_TRUE(questions.answered(last));
    EXPECT_TRUE(questions.ask(9, {.job = {}, .chains = {}}, START));
}

}  // namespace
}  // namespace tradepit::query
