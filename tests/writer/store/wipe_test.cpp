#include "writer/store/wipe.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "writer/store/database_lock.h"

namespace tradepit::writer::tests {
namespace {

class Wipe : public ::testing::Test {
protected:
    void make(const char* name) { std::ofstream{dir.file(name)} << "old"; }
    [[nodiscard]] bool exists(const char* name) const {
        return std::filesystem::exists(dir.file(name));
    }
    common::TemporaryFolder dir;
};

TEST_F(Wipe, RemovesTheDatabaseWithItsLogAndNothingElse) {
    for (const auto* name : {"r.db", "r.db-wal", "r.db-shm", "results.db"}) make(name);
    wipe(dir.file("r.db"));
    for (const auto* name : {"r.db", "r.db-wal", "r.db-shm"}) EXPECT_FALSE(exists(name)) << name;
    EXPECT_TRUE(exists("results.db"));
}

TEST_F(Wipe, ADatabaseThatIsNotThereIsEmptyAlready) {
    wipe(dir.file("r.db"));
    EXPECT_FALSE(exists("r.db"));
}

TEST_F(Wipe, ADatabaseThatAWriterHasIsLeftAlone) {
    make("r.db");
    const DatabaseLock lock{dir.file("r.db")};
    EXPECT_THROW(wipe(dir.file("r.db")), std::runtime_error);
    EXPECT_TRUE(exists("r.db"));
}

}  // namespace
}  // namespace tradepit::writer::tests
