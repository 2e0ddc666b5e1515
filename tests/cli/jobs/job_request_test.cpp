#include "cli/jobs/job_request.h"

#include <string>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/failures.h"

namespace tradepit::cli {
namespace {

using nlohmann::json;

json body_of(const JobOptions& options) {
    json body = json::object();
    add_options(body, options);
    return body;
}

TEST(JobRequest, NothingGivenAddsNothing) { EXPECT_EQ(body_of({}), json::object()); }

TEST(JobRequest, ListedDatesAreTheSeedsForm) {
    JobOptions options;
    options.dates = {"2025-10-01", "2025-10-02 11:00:00"};
    options.models = {"a"};
    EXPECT_EQ(body_of(options), json({{"date_range", {"2025-10-01", "2025-10-02 11:00:00"}},
                                      {"models", json::array({"a"})}}));
}

TEST(JobRequest, ARangeIsTheLaterForm) {
    JobOptions options;
    options.start = "2025-10-01";
    options.end = "2025-10-29";
    options.replace = true;
    EXPECT_EQ(body_of(options), json({{"start_date", "2025-10-01"},
                                      {"end_date", "2025-10-29"},
                                      {"replace_existing", true}}));
}

TEST(JobRequest, APlainEndDateCoversItsDay) {
    JobOptions options;
    options.start = "2025-10-02 10:00:00";
    options.end = "2025-10-02";
    EXPECT_EQ(body_of(options)["start_date"], "2025-10-02 10:00:00");
}

TEST(JobRequest, ARangeThatEndsBeforeItStartsIsRefused) {
    JobOptions options;
    options.start = "2025-10-02 10:00:00";
    for (const auto* end : {"2025-10-01", "2025-10-02 09:59:59"}) {
        options.end = end;
        EXPECT_THROW(body_of(options), UsageError) << end;
    }
    options.end = "2025-10-02 10:00:00";
    EXPECT_NO_THROW(body_of(options));
}

TEST(JobRequest, AResumeHasNoStartAndAnEnd) {
    JobOptions options;
    options.resume = true;
    EXPECT_THROW(body_of(options), UsageError);
    options.end = "2025-10-29";
    EXPECT_EQ(body_of(options), json({{"start_date", nullptr}, {"end_date", "2025-10-29"}}));
    options.start = "2025-10-01";
    EXPECT_THROW(body_of(options), UsageError);
    options.start.clear();
    options.replace = true;
    EXPECT_THROW(body_of(options), UsageError);
    options.replace = false;
    options.dates = {"2025-10-01"};
    EXPECT_THROW(body_of(options), UsageError);
}

TEST(JobRequest, TheRestIsPassedOn) {
    JobOptions options;
    options.market = "us-daily";
    options.settings = {
        {"label", "\"l\""}, {"order", "\"date\""}, {"priority", "-1"}, {"dual_write", "true"}};
    EXPECT_EQ(body_of(options), json({{"market", "us-daily"},
                                      {"label", "l"},
                                      {"order", "date"},
                                      {"priority", -1},
                                      {"dual_write", true}}));
}

TEST(JobRequest, EachSettingOfAJobHasAnOption) {
    CLI::App app;
    JobOptions options;
    declare_job_options(app, options);
    app.parse("--label l --order date --priority -1", false);
    EXPECT_EQ(body_of(options), json({{"label", "l"}, {"order", "date"}, {"priority", -1}}));
    EXPECT_THROW(app.parse("--order week", false), CLI::ValidationError);
}

TEST(JobRequest, DualWriteIsSentAsItWasSaidAndOnlyThen) {
    const auto body = [](const std::string& flag) {
        CLI::App app;
        JobOptions options;
        declare_job_options(app, options);
        app.parse(flag, false);
        return body_of(options);
    };
    EXPECT_EQ(body(""), json::object());
    EXPECT_EQ(body("--dual-write"), json({{"dual_write", true}}));
    EXPECT_EQ(body("--dual-write=true"), json({{"dual_write", true}}));
    EXPECT_EQ(body("--dual-write=false"), json({{"dual_write", false}}));
    EXPECT_EQ(body("--no-dual-write"), json({{"dual_write", false}}));
}

}  // namespace
}  // namespace tradepit::cli
