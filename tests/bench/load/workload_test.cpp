#include "bench/load/workload.h"

#include <gtest/gtest.h>

namespace tradepit::bench {
namespace {

constexpr WorkloadSize SMALL{.models = 3, .dates = 40, .day_positions = 10};

TEST(Workload, HasTheShapeThatWasAskedFor) {
    const auto work = make_workload(SMALL, 1);
    EXPECT_EQ(work.models.size(), 3);
    EXPECT_EQ(work.dates.size(), 40);
    EXPECT_EQ(work.positions(), 3 * 40 * 10);
}

TEST(Workload, EveryRowHasFiveHoldings) {
    const auto work = make_workload(SMALL, 1);
    for (const auto& day : work.models[0].days)
        for (const auto& row : day.positions) EXPECT_EQ(row.holdings.size(), 5);
}

TEST(Workload, EveryRowFollowsFromTheOneBefore) {
    const auto work = make_workload(SMALL, 1);
    for (const auto& day : work.models[0].days) {
        common::Books books{day.opening.cash, day.opening.holdings};
        for (const auto& row : day.positions) {
            const common::ActionRow action{row.action, row.symbol,
                                           row.amount.value_or(common::Quantity{}),
                                           row.price.value_or(common::Price{})};
            const common::Books after{row.cash, row.holdings};
            EXPECT_EQ(common::transition_fault(books, action, after), std::nullopt);
            books = after;
        }
    }
}

TEST(Workload, EveryDayOpensWithTheCloseOfTheDayBefore) {
    const auto work = make_workload(SMALL, 1);
    const auto& days = work.models[0].days;
    for (std::size_t i = 1; i < days.size(); ++i) EXPECT_EQ(days[i].opening, days[i - 1].close);
}

TEST(Workload, AnotherNumberIsAnotherJobWithTheSameBooks) {
    const auto one = make_workload(SMALL, 1);
    const auto two = make_workload(SMALL, 2);
    EXPECT_NE(one.job, two.job);
    EXPECT_EQ(one.models[2].days.back().close, two.models[2].days.back().close);
}

}  // namespace
}  // namespace tradepit::bench
