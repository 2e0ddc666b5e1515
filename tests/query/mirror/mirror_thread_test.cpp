#include "query/mirror/mirror_thread.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "common/records/record_tree.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

/// A MirrorThread over the database of `stored`.
struct Running {
    Running(const Stored& stored, const std::filesystem::path& records, MirrorCounts& counts)
        : thread{{.database = (stored.folder() / "results.db").string()}, records, counts} {}
    MirrorThread thread;
};

TEST(MirrorThread, WritesWhatIsCommittedByItsEnd) {
    Stored stored;
    const auto records = stored.folder() / "records";
    MirrorCounts counts;
    {
        const Running running{stored, records, counts};
        // In one transaction, because the thread must not see this job, which has ended, without
        // its days.
        stored.sql("BEGIN");
        stored.job({.id = "j"});
        stored.sql("UPDATE job_settings SET dual_write = 1");
        stored.day(stored.model("j", "m"), {"2025-10-01"});
        stored.sql("COMMIT");
    }
    EXPECT_TRUE(
        std::filesystem::exists(common::position_file(records / "j", common::ModelFolder{"m"})));
    EXPECT_TRUE(std::filesystem::exists(records / ".complete" / "j"));
    EXPECT_EQ(counts.failed, 0);
}

TEST(MirrorThread, EndsWithWholeDaysThoughManyModelsAreBehind) {
    Stored stored;
    const auto records = stored.folder() / "records";
    stored.job({.id = "j", .status = "running"});
    stored.sql("UPDATE job_settings SET dual_write = 1");
    constexpr int MODELS = 300;
    stored.sql("BEGIN");
    for (int model = 0; model < MODELS; ++model) {
        const auto chain = stored.model("j", "m" + std::to_string(model));
        for (const auto* date : {"2025-10-01", "2025-10-02", "2025-10-03"})
            stored.day(chain, {date});
    }
    stored.sql("COMMIT");
    MirrorCounts counts;
    { const Running running{stored, records, counts}; }
    int whole = 0;
    for (int model = 0; model < MODELS; ++model)
        if (std::filesystem::exists(common::position_file(
                records / "j", common::ModelFolder{"m" + std::to_string(model)})))
            ++whole;
    EXPECT_EQ(whole + counts.behind, MODELS);
    EXPECT_EQ(counts.failed, 0);
}

}  // namespace
}  // namespace tradepit::query
