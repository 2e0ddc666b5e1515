#include "common/process/mailbox.h"

#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>

namespace tradepit::common {
namespace {

using Numbers = Mailbox<int>;
using Put = Numbers::Put;

template <class Value>
bool is_readable(const Mailbox<Value>& mailbox) {
    pollfd item{mailbox.descriptor(), POLLIN, 0};
    return ::poll(&item, 1, 0) == 1;
}

TEST(Mailbox, ValuesAreTakenInTheOrderInWhichTheyWerePut) {
    Numbers mailbox{3};
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(mailbox.put(int{i}), Put::taken);
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(mailbox.take(), i);
    EXPECT_EQ(mailbox.take(), std::nullopt);
}

TEST(Mailbox, DescriptorIsReadableExactlyWhileAValueWaits) {
    Numbers mailbox{2};
    EXPECT_FALSE(is_readable(mailbox));
    EXPECT_EQ(mailbox.put(1), Put::taken);
    EXPECT_EQ(mailbox.put(2), Put::taken);
    EXPECT_TRUE(is_readable(mailbox));
    EXPECT_EQ(mailbox.take(), 1);
    EXPECT_TRUE(is_readable(mailbox));
    EXPECT_EQ(mailbox.take(), 2);
    EXPECT_FALSE(is_readable(mailbox));
}

TEST(Mailbox, OneValueMoreThanTheLimitIsRefusedAndStaysWithTheCaller) {
    Mailbox<std::unique_ptr<int>> mailbox{1};
    EXPECT_EQ(mailbox.put(std::make_unique<int>(1)), decltype(mailbox)::Put::taken);
    auto second = std::make_unique<int>(2);
    EXPECT_EQ(mailbox.put(std::move(second)), decltype(mailbox)::Put::full);
    ASSERT_NE(second, nullptr);
    EXPECT_TRUE(mailbox.take());
    EXPECT_EQ(mailbox.put(std::move(second)), decltype(mailbox)::Put::taken);
}

TEST(Mailbox, ClosedMailboxTakesNoMoreAndGivesOutWhatWaits) {
    Numbers mailbox{2};
    EXPECT_EQ(mailbox.put(1), Put::taken);
    mailbox.close();
    EXPECT_EQ(mailbox.put(2), Put::closed);
    EXPECT_EQ(mailbox.wait(), 1);
    EXPECT_EQ(mailbox.wait(), std::nullopt);
    EXPECT_TRUE(is_readable(mailbox)) << "a loop that polls it sees the end";
}

TEST(Mailbox, ClosingWakesAThreadThatWaits) {
    Numbers mailbox{1};
    std::thread receiver{[&] { EXPECT_EQ(mailbox.wait(), std::nullopt); }};
    mailbox.close();
    receiver.join();
}

TEST(Mailbox, EveryValueOfManyThreadsArrivesOnce) {
    constexpr int THREADS = 4;
    constexpr int EACH = 5'000;
    Numbers mailbox{16};
    std::vector<std::thread> senders;
    for (int sender = 0; sender < THREADS; ++sender)
        senders.emplace_back([&mailbox, sender] {
            for (int i = 0; i < EACH; ++i)
                while (mailbox.put(sender * EACH + i) != Put::taken) std::this_thread::yield();
        });
    std::vector<int> last(THREADS, -1);
    for (int taken = 0; taken < THREADS * EACH; ++taken) {
        const auto value = mailbox.wait();
        ASSERT_TRUE(value);
        auto& before = last.at(static_cast<std::size_t>(*value / EACH));
        EXPECT_EQ(*value % EACH, before + 1);
        before = *value % EACH;
    }
    for (auto& sender : senders) sender.join();
    EXPECT_FALSE(is_readable(mailbox));
}

}  // namespace
}  // namespace tradepit::common
