#include "writer/intake/job_check.h"

#include <functional>
#include <span>

#include <gtest/gtest.h>

#include "common/limits.h"
#include "tests/writer/worker_script.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;

Job sound() {
    Job submitted = job("j1", {D1, D2, D3}, {model("alpha"), model("beta", D2)});
    submitted.skipped = {{D3, "no prices"}};
    return submitted;
}

TEST(JobCheck, ASoundJobHasNoFault) { EXPECT_FALSE(fault_of(sound())); }

TEST(JobCheck, DaysAreCountedFromEachModelsFirstDate) {
    const JobDays days = days_of(sound());
    EXPECT_EQ(days.total, 5);
    EXPECT_EQ(days.skipped, 2);
}

struct FaultRow {
    std::function<void(Job&)> spoil;
    int status;
    const char* detail;
};

void expect_faults(std::span<const FaultRow> table) {
    for (const FaultRow& row : table) {
        Job spoilt = sound();
        row.spoil(spoilt);
        const auto fault = fault_of(spoilt);
        ASSERT_TRUE(fault) << row.detail;
        EXPECT_EQ(fault->status, row.status);
        EXPECT_EQ(fault->detail, row.detail);
    }
}

TEST(JobCheck, EachFaultOfAJobIsNamed) {
    const FaultRow table[] = {
        {[](Job& j) { j.job = {}; }, 400, "job must not be empty"},
        {[](Job& j) { j.market = MarketName{"a\x01"}; }, 400,
         "market \"a\\x01\" has control characters"},
        {[](Job& j) {
             j.dates = {D2, D1};
         },
         400, "dates must ascend: 2025-10-01 follows 2025-10-02"},
        {[](Job& j) {
             j.dates = {D1, D1};
         },
         400, "dates must ascend: 2025-10-01 follows 2025-10-01"},
        {[](Job& j) {
             j.skipped = {{D2, ""}, {D1, ""}};
         },
         400, "skipped dates must ascend: 2025-10-01 follows 2025-10-02"},
        {[](Job& j) {
             j.skipped = {{day("2026-01-01"), ""}};
         },
         400, "the skipped date 2026-01-01 is not among the job's dates"},
        {[](Job& j) {
             j.models = {model("b"), model("a")};
         },
         400, "models must ascend: \"a\" follows \"b\""},
        {[](Job& j) { j.models = {model("")}; }, 400, "model must not be empty"},
        {[](Job& j) { j.models = {}; }, 400, "no model-day to run"},
        {[](Job& j) { j.models = {model("beta", D3)}; }, 400, "no model-day to run"},
    };
    expect_faults(table);
}

TEST(JobCheck, EachFaultOfAModelIsNamed) {
    const FaultRow table[] = {
        {[](Job& j) { j.models[0].first_date = day("2026-01-01"); }, 400,
         "model alpha: its first date 2026-01-01 is not among the job's dates"},
        {[](Job& j) { j.models[0].needs.clear(); }, 400,
         "model alpha: needs: no resource is named"},
        {[](Job& j) { j.models[0].lease_days_max = 0; }, 400,
         "model alpha: lease_days_max must be 1 to 64, got 0"},
        {[](Job& j) { j.models[0].lease_days_max = 65; }, 400,
         "model alpha: lease_days_max must be 1 to 64, got 65"},
        {[](Job& j) {
             j.models[0].orders = {{D2, ""}, {D1, ""}};
         },
         400, "model alpha: the dates of its orders must ascend: 2025-10-01 follows 2025-10-02"},
        {[](Job& j) {
             j.models[0].orders = {{day("2026-01-01"), ""}};
         },
         400, "model alpha: its orders of 2026-01-01 are on no date of the job"},
        {[](Job& j) {
             j.models[0].orders = {{D1, std::string(DAY_ORDERS_BYTES_MAX + 1, 'x')}};
         },
         507, "262145 bytes of orders on one day where 262144 are the limit of a job"},
        {[](Job& j) { j.models[0].opening.cash = money("-1"); }, 400,
         "model alpha: cash must be 0 to 8589934592, got -1"},
        {[](Job& j) { j.models[0].opening.value = money("-1"); }, 400,
         "model alpha: opening value must be 0 to 8589934592, got -1"},
        {[](Job& j) { j.models[0].opening.holdings = {held("A", "416666666.66666667")}; }, 400,
         "model alpha: holding of \"A\" 416666666.66666667 has 8 decimals; with 8 decimals a "
         "quantity is at most 67108864"},
    };
    expect_faults(table);
}

std::vector<Stamp> dates(std::size_t count) {
    std::vector<Stamp> all;
    for (int hour = 0; all.size() < count; ++hour) {
        char text[32];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:00:00", 2000 + hour / 8064,
                      hour / 672 % 12 + 1, hour / 24 % 28 + 1, hour % 24);
        all.push_back(day(text));
    }
    return all;
}

TEST(JobCheck, DatesAreLimited) {
    std::vector<Stamp> all = dates(JOB_DATES_MAX + 1);
    const Stamp first = all[0];
    EXPECT_EQ(fault_of(job("j", all, {model("a", first)}))->status, 507);
    all.pop_back();
    EXPECT_FALSE(fault_of(job("j", all, {model("a", first)})));
}

TEST(JobCheck, ModelsAreLimited) {
    std::vector<JobModel> models;
    for (std::size_t i = 0; i <= JOB_MODELS_MAX; ++i)
        models.push_back(model(("m" + std::to_string(10'000 + i)).c_str()));
    EXPECT_EQ(fault_of(job("j", {D1}, models))->status, 507);
    models.pop_back();
    EXPECT_FALSE(fault_of(job("j", {D1}, models)));
}

TEST(JobCheck, ModelDaysAreLimited) {
    std::vector<Stamp> all = dates(JOB_MODEL_DAYS_MAX / 1000 + 1);
    const Stamp first = all[0];
    std::vector<JobModel> models;
    for (std::size_t i = 0; i < 1000; ++i)
        models.push_back(model(("m" + std::to_string(10'000 + i)).c_str(), first));
    EXPECT_EQ(fault_of(job("j", all, models))->status, 507);
    all.pop_back();
    EXPECT_FALSE(fault_of(job("j", all, models)));
}

TEST(JobCheck, AgentsSettingsAreLimited) {
    Job large = sound();
    large.models[0].agent = std::string(SETTINGS_BYTES_MAX, ' ');
    EXPECT_FALSE(fault_of(large));
    large.models[0].agent += ' ';
    EXPECT_EQ(fault_of(large)->detail,
              "524289 bytes of agent settings where 524288 are the limit of a job");
}

TEST(JobCheck, RulesAreLimited) {
    Job large = sound();
    large.rules = std::string(SETTINGS_BYTES_MAX, ' ');
    EXPECT_FALSE(fault_of(large));
    large.rules += ' ';
    EXPECT_EQ(fault_of(large)->status, 507);
}

TEST(JobCheck, HoldingsAreLimited) {
    Job large = sound();
    auto& holdings = large.models[0].opening.holdings;
    for (std::size_t i = 0; i <= HOLDINGS_MAX; ++i)
        holdings.push_back(held(("S" + std::to_string(10'000 + i)).c_str(), "1"));
    EXPECT_EQ(fault_of(large)->status, 507);
    holdings.pop_back();
    EXPECT_FALSE(fault_of(large));
}

}  // namespace
}  // namespace tradepit::writer::tests
