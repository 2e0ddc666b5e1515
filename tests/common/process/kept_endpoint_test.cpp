#include "common/process/kept_endpoint.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "common/process/clock.h"
#include "common/process/sockets.h"
#include "common/process/temporary_folder.h"

namespace tradepit::common {
namespace {

namespace fs = std::filesystem;

/// A router that is bound in a folder. Time passes by look() alone.
class KeptEndpointTest : public ::testing::Test {
protected:
    /// Looks, as if a second had passed.
    void look() { kept.keep(now += KeptEndpoint::LOOK_EVERY); }
    [[nodiscard]] std::string path() const { return temporary.file("run/tasks"); }
    /// Whether a new peer reaches the router.
    bool is_found() {
        auto dealer = make_dealer(context, "ipc://" + path());
        const auto deadline = steady_now() + std::chrono::seconds{5};
        while (send(dealer, "hello") != Sent::queued)
            if (steady_now() > deadline) return false;
        while (steady_now() < deadline) {
            std::array<zmq::pollitem_t, 1> items{{{router.handle(), 0, ZMQ_POLLIN, 0}}};
            poll(items, std::chrono::milliseconds{50});
            if (receive_from(router)) return true;
        }
        return false;
    }

    TemporaryFolder temporary;
    const bool made = fs::create_directory(temporary.file("run"));
    zmq::context_t context;
    zmq::socket_t router = make_router(context, "ipc://" + path());
    KeptEndpoint kept{router};
    Instant now{0};
};

TEST_F(KeptEndpointTest, WhoseFileIsRemovedIsFoundAgain) {
    look();
    EXPECT_TRUE(is_found());
    fs::remove(path());
    look();
    EXPECT_EQ(kept.fault(), "");
    EXPECT_TRUE(is_found());
}

TEST_F(KeptEndpointTest, WhoseFolderIsRemovedIsFoundAgainInOneOfItsOwner) {
    fs::remove_all(temporary.file("run"));
    look();
    EXPECT_TRUE(is_found());
    EXPECT_EQ(fs::status(temporary.file("run")).permissions(), fs::perms::owner_all);
}

TEST_F(KeptEndpointTest, KeepsThePeersThatItHas) {
    auto dealer = make_dealer(context, "ipc://" + path());
    while (send(dealer, "hello") != Sent::queued) {
    }
    fs::remove(path());
    look();
    EXPECT_EQ(send(dealer, "again"), Sent::queued);
    std::string last;
    const auto deadline = steady_now() + std::chrono::seconds{5};
    while (last != "again" && steady_now() < deadline)
        if (auto received = receive_from(router)) last = received->frame;
    EXPECT_EQ(last, "again");
}

TEST_F(KeptEndpointTest, ThatAnotherServesIsLeftToItAndTakenBackAfterItsEnd) {
    {
        zmq::context_t other;
        const auto thief = make_router(other, "ipc://" + path());
        look();
        EXPECT_EQ(kept.fault(), "another process serves its name");
    }
    look();
    EXPECT_EQ(kept.fault(), "");
    EXPECT_TRUE(is_found());
}

TEST_F(KeptEndpointTest, DoesNotDeleteAFileOfSomebodyElse) {
    fs::remove(path());
    std::ofstream{path()} << "mine";
    look();
    EXPECT_EQ(kept.fault(), "a file that is no socket has its name");
    EXPECT_EQ(fs::file_size(path()), 4U);
    fs::remove(path());
    look();
    EXPECT_EQ(kept.fault(), "");
}

TEST_F(KeptEndpointTest, LooksOnceASecond) {
    look();
    fs::remove(path());
    kept.keep(now + KeptEndpoint::LOOK_EVERY - Duration{1});
    EXPECT_FALSE(fs::exists(path()));
    kept.keep(now + KeptEndpoint::LOOK_EVERY);
    EXPECT_TRUE(fs::exists(path()));
}

TEST_F(KeptEndpointTest, IsBoundAgainSoOftenAndNotOnceMore) {
    for (int i = 0; i < KeptEndpoint::REBINDS_MAX; ++i) {
        fs::remove(path());
        look();
    }
    EXPECT_TRUE(fs::exists(path()));
    fs::remove(path());
    EXPECT_THROW(look(), std::runtime_error);
}

TEST(IpcPath, IsTheEndpointsPathAndThatOfOthersEmpty) {
    EXPECT_EQ(ipc_path("ipc://run/tasks"), "run/tasks");
    EXPECT_EQ(ipc_path("ipc:///run/tasks"), "/run/tasks");
    EXPECT_EQ(ipc_path("tcp://127.0.0.1:5"), "");
    EXPECT_EQ(ipc_path("inproc://x"), "");
}

TEST(IsServed, IsFalseForWhatIsNotThereOrNoSocketOrTooLong) {
    const TemporaryFolder folder;
    EXPECT_FALSE(is_served(folder.file("none")));
    std::ofstream{folder.file("file")} << "x";
    EXPECT_FALSE(is_served(folder.file("file")));
    EXPECT_FALSE(is_served(std::string(200, 'x')));
}

}  // namespace
}  // namespace tradepit::common
