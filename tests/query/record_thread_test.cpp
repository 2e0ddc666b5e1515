#include "query/record_thread.h"

#include <fstream>

#include <gtest/gtest.h>

#include "common/record_tree.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

TEST(RecordThread, WritesWhatIsCommittedByItsEnd) {
    Stored stored;
    const auto records = stored.folder() / "records";
    RecordCounts counts;
    {
        zmq::context_t context;
        const RecordThread thread{
            context,
            {.database = (stored.folder() / "results.db").string(), .config_dir = {}},
            records,
            counts};
        stored.job({.id = "j"});
        stored.sql("UPDATE job_settings SET dual_write = 1");
        stored.day(stored.model("j", "m"), {"2025-10-01"});
    }
    EXPECT_TRUE(std::filesystem::exists(common::position_file(records / "j", "m")));
    EXPECT_TRUE(std::filesystem::exists(records / ".complete" / "j"));
    EXPECT_EQ(counts.failed, 0);
}

}  // namespace
}  // namespace tradepit::query
