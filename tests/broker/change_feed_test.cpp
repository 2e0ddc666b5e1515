#include "broker/change_feed.h"

#include <gtest/gtest.h>

namespace tradepit::broker {
namespace {

using namespace std::chrono_literals;
using common::Instant;

class Feed : public ::testing::Test {
protected:
    ChangeFeed feed{{.nonce = 5, .resend = 250ms}};
    Instant now{1h};

    /// The only request that is due; fails the test when there is another number of them.
    template <class Question>
    Question asked() {
        const auto questions = feed.due(now);
        EXPECT_EQ(questions.size(), 1U);
        if (questions.size() != 1) return {};
        EXPECT_TRUE(std::holds_alternative<Question>(questions[0]));
        const auto* question = std::get_if<Question>(&questions[0]);
        return question ? *question : Question{};
    }
    bool silent() { return feed.due(now).empty(); }
    void go_live(std::int64_t cursor = 40) {
        feed.granted({.nonce = 5, .epoch = 3, .cursor = cursor}, now);
        static_cast<void>(feed.due(now));
        feed.page({.after = 0}, now);
    }
    static common::Page page(std::int64_t after, std::vector<std::int64_t> chains) {
        common::Page page{.after = after};
        for (const auto chain : chains) page.chains.emplace_back().state.chain = chain;
        return page;
    }
};

TEST_F(Feed, AsksForAnEpochWithItsNonceUntilItIsAnswered) {
    EXPECT_EQ(asked<common::EpochRequest>().nonce, 5U);
    EXPECT_TRUE(silent());
    now += 250ms;
    EXPECT_EQ(asked<common::EpochRequest>().nonce, 5U);
    now += 499ms;
    EXPECT_TRUE(silent());
    now += 1ms;
    EXPECT_EQ(asked<common::EpochRequest>().nonce, 5U);
    EXPECT_EQ(feed.phase(), ChangeFeed::Phase::epoch);
}

TEST_F(Feed, RepeatsAtMostTwoSecondsApart) {
    for (int i = 0; i < 8; ++i) {
        static_cast<void>(feed.due(now));
        now = feed.next_deadline().value();
    }
    static_cast<void>(feed.due(now));
    EXPECT_EQ(feed.next_deadline().value() - now, RESEND_MAX);
}

TEST_F(Feed, AnotherBootsEpochIsNotOurs) {
    EXPECT_FALSE(feed.granted({.nonce = 6, .epoch = 3, .cursor = 40}, now));
    EXPECT_EQ(feed.epoch(), 0);
}

TEST_F(Feed, AnEpochGrantedTwiceIsNewsOnce) {
    EXPECT_TRUE(feed.granted({.nonce = 5, .epoch = 3, .cursor = 40}, now));
    EXPECT_FALSE(feed.granted({.nonce = 5, .epoch = 3, .cursor = 41}, now));
    EXPECT_EQ(feed.cursor(), 40);
}

TEST_F(Feed, ReadsPagesByKeyUntilOneIsEmpty) {
    feed.granted({.nonce = 5, .epoch = 3, .cursor = 40}, now);
    EXPECT_EQ(asked<common::PageRequest>().after, 0);
    EXPECT_TRUE(feed.page(page(0, {2, 9}), now));
    EXPECT_FALSE(feed.page(page(0, {2, 9}), now)) << "an answer to what was asked before";
    EXPECT_EQ(asked<common::PageRequest>().after, 9);
    EXPECT_EQ(feed.phase(), ChangeFeed::Phase::pages);
    EXPECT_TRUE(feed.page(page(9, {}), now));
    EXPECT_EQ(feed.phase(), ChangeFeed::Phase::live);
}

TEST_F(Feed, APageBeforeTheEpochIsNothing) { EXPECT_FALSE(feed.page(page(0, {1}), now)); }

TEST_F(Feed, ChangesAreNotMergedBeforeItIsLive) {
    EXPECT_FALSE(feed.changes({.from = 0, .upto = 1}, now));
    feed.granted({.nonce = 5, .epoch = 3, .cursor = 0}, now);
    EXPECT_FALSE(feed.changes({.from = 0, .upto = 1}, now));
    EXPECT_EQ(feed.cursor(), 0);
}

TEST_F(Feed, ReadsTheChangesAfterTheCursorOfBeforeTheFirstPage) {
    go_live(40);
    const auto question = asked<common::ChangesRequest>();
    EXPECT_EQ(question.cursor, 40);
    EXPECT_EQ(question.epoch, 3);
}

TEST_F(Feed, ReadsOnWhileAnswersBringSomething) {
    go_live(40);
    static_cast<void>(feed.due(now));
    EXPECT_TRUE(feed.changes({.from = 40, .upto = 50}, now));
    EXPECT_EQ(asked<common::ChangesRequest>().cursor, 50);
    EXPECT_TRUE(feed.changes({.from = 50, .upto = 50}, now));
    EXPECT_TRUE(silent());
}

TEST_F(Feed, ReadsTheChangesEverySecond) {
    go_live(40);
    static_cast<void>(feed.due(now));
    feed.changes({.from = 40, .upto = 40}, now);
    now += 999ms;
    EXPECT_TRUE(silent());
    now += 1ms;
    EXPECT_EQ(asked<common::ChangesRequest>().cursor, 40);
}

TEST_F(Feed, PushedChangesInOrderMoveTheCursor) {
    go_live(40);
    static_cast<void>(feed.due(now));
    feed.changes({.from = 40, .upto = 40}, now);
    feed.changes({.from = 40, .upto = 41}, now);
    feed.changes({.from = 41, .upto = 45}, now);
    feed.changes({.from = 30, .upto = 44}, now);
    EXPECT_EQ(feed.cursor(), 45);
    EXPECT_TRUE(silent());
}

TEST_F(Feed, AGapIsReadAtOnceAndLeavesTheCursor) {
    go_live(40);
    static_cast<void>(feed.due(now));
    feed.changes({.from = 40, .upto = 40}, now);
    EXPECT_TRUE(feed.changes({.from = 42, .upto = 43}, now)) << "states are merged all the same";
    EXPECT_EQ(feed.cursor(), 40);
    EXPECT_EQ(asked<common::ChangesRequest>().cursor, 40);
    feed.changes({.from = 43, .upto = 44}, now);
    EXPECT_TRUE(silent()) << "one question at a time";
    now += 250ms;
    EXPECT_EQ(asked<common::ChangesRequest>().cursor, 40);
}

TEST_F(Feed, AnUnknownChainIsReadFromAPageAtOnce) {
    go_live();
    static_cast<void>(feed.due(now));
    feed.look_for_chain(7, 41, now);
    EXPECT_EQ(asked<common::PageRequest>().after, 0);
    EXPECT_TRUE(feed.page(page(0, {6, 7}), now));
    EXPECT_EQ(asked<common::PageRequest>().after, 7);
    EXPECT_TRUE(feed.page(page(7, {}), now));
    EXPECT_TRUE(silent());
    EXPECT_EQ(feed.phase(), ChangeFeed::Phase::live);
}

TEST_F(Feed, AChainOfAJobThatEndedIsNotReadAgain) {
    go_live();
    static_cast<void>(feed.due(now));
    feed.look_for_chain(7, 41, now);
    static_cast<void>(feed.due(now));
    feed.page(page(0, {7}), now);
    static_cast<void>(feed.due(now));
    feed.page(page(7, {}), now);
    feed.look_for_chain(5, 41, now);
    EXPECT_TRUE(silent());
}

TEST_F(Feed, AnUnknownChainIsLookedForUntilAPageThatShowsItsChange) {
    go_live(40);
    static_cast<void>(feed.due(now));
    feed.changes({.from = 40, .upto = 40}, now);
    feed.look_for_chain(7, 42, now);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(asked<common::PageRequest>().after, 0) << i;
        feed.page(common::Page{.after = 0, .chains = {}, .cursor = 41}, now);
        EXPECT_TRUE(silent()) << "an old answer is no reason for haste";
        now += 250ms;
    }
    EXPECT_EQ(asked<common::PageRequest>().after, 0);
    feed.page(common::Page{.after = 0, .chains = {}, .cursor = 42}, now);
    now += 249ms;
    EXPECT_TRUE(silent()) << "its job has ended";
}

TEST_F(Feed, WaitsForTheEarlierOfItsQuestions) {
    EXPECT_EQ(feed.next_deadline(), Instant::min());
    go_live();
    static_cast<void>(feed.due(now));
    EXPECT_EQ(feed.next_deadline(), now + 250ms);
    feed.changes({.from = 40, .upto = 40}, now);
    EXPECT_EQ(feed.next_deadline(), now + 1s);
    feed.look_for_chain(7, 41, now);
    EXPECT_EQ(feed.next_deadline(), now);
}

}  // namespace
}  // namespace tradepit::broker
