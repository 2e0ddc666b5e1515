#include "query/api/resolve.h"

#include <gtest/gtest.h>

#include "query/api/routes.h"

namespace tradepit::query {
namespace {

ResolvedRequest resolved(const std::string& method, const std::string& path,
                         std::vector<common::Parameter> parameters = {},
                         common::ListFormat preferred_format = common::ListFormat::json) {
    return resolve(all_routes(), {.method = method,
                                  .path = path,
                                  .parameters = std::move(parameters),
                                  .key = {},
                                  .body = {},
                                  .preferred_format = preferred_format});
}

TEST(ResolveRequest, RouteArgumentAndParametersAreFoundOnce) {
    const auto request = resolved("GET", "/jobs/j-1/digest", {{"books", "1"}});
    ASSERT_NE(request.route, nullptr);
    EXPECT_EQ(request.route->name, "job_digest");
    EXPECT_EQ(&all_routes()[request.route_index], request.route);
    EXPECT_EQ(request.argument, "j-1");
    EXPECT_TRUE(request.parameters.flag("books"));
    EXPECT_FALSE(request.fault);
    EXPECT_TRUE(is_long(request));
}

TEST(ResolveRequest, PathWithoutARouteIsAFault) {
    const auto request = resolved("GET", "/nothing");
    EXPECT_EQ(request.route, nullptr);
    EXPECT_EQ(request.route_index, all_routes().size());
    EXPECT_EQ(request.fault, refused(404, "Not Found"));
    EXPECT_FALSE(is_long(request));
}

TEST(ResolveRequest, WrongMethodIsAFaultThatNamesTheOthers) {
    const auto request = resolved("POST", "/jobs");
    EXPECT_EQ(request.fault, refused(405, "Method Not Allowed"));
    EXPECT_EQ(request.allow, "GET, HEAD");
}

TEST(ResolveRequest, FaultOfAParameterLeavesTheRouteKnown) {
    const auto request = resolved("GET", "/jobs", {{"limit", "0"}});
    EXPECT_EQ(request.route->name, "jobs");
    ASSERT_TRUE(request.fault);
    EXPECT_EQ(request.fault->status, 422);
}

TEST(ResolveRequest, FormatOfAListIsTheParametersThenTheClientsThenJson) {
    EXPECT_EQ(resolved("GET", "/jobs").format, common::ListFormat::json);
    EXPECT_EQ(resolved("GET", "/jobs", {{"format", "csv"}}).format, common::ListFormat::csv);
    EXPECT_EQ(resolved("GET", "/jobs", {}, common::ListFormat::jsonl).format,
              common::ListFormat::jsonl);
    EXPECT_EQ(resolved("GET", "/jobs", {{"format", "json"}}, common::ListFormat::csv).format,
              common::ListFormat::json);
    EXPECT_EQ(resolved("GET", "/simulate/current", {}, common::ListFormat::csv).format,
              common::ListFormat::json);
}

TEST(ResolveRequest, ContentTypeOfASuccessFollowsFromTheFormatAndElseFromTheRoute) {
    const Reply success{200, "x"};
    EXPECT_EQ(content_type(resolved("GET", "/jobs"), success), JSON_TYPE);
    EXPECT_EQ(content_type(resolved("GET", "/jobs", {{"format", "csv"}}), success), CSV_TYPE);
    EXPECT_EQ(content_type(resolved("GET", "/metrics"), success), METRICS_TYPE);
    EXPECT_EQ(content_type(resolved("GET", "/metrics"), refused(500, "x")), JSON_TYPE);
}

TEST(ResolveRequest, EqualReadsHaveTheSameRouteArgumentAndParameters) {
    const auto read = resolved("GET", "/jobs/a", {{"limit", "1"}});
    EXPECT_TRUE(same_read(read, resolved("GET", "/jobs/a", {{"limit", "1"}})));
    EXPECT_FALSE(same_read(read, resolved("GET", "/jobs/b", {{"limit", "1"}})));
    EXPECT_FALSE(same_read(read, resolved("GET", "/jobs/a", {{"limit", "2"}})));
    EXPECT_FALSE(same_read(read, resolved("GET", "/simulate/status/a", {{"limit", "1"}})));
}

TEST(ResolveRequest, NextPageOfAnExportHasItsCursorAndNoHeader) {
    const auto first = resolved("GET", "/jobs", {{"format", "csv"}, {"cursor", "9"}});
    const auto next = next_page(first, "5");
    EXPECT_EQ(next.parameters.text("cursor"), "5");
    EXPECT_EQ(next.parameters.text("format"), "csv");
    EXPECT_TRUE(first.first_page);
    EXPECT_FALSE(next.first_page);
}

TEST(ResolveRequest, FilesAreRoutesOfTheTable) {
    for (const auto* path : {"/", "/docs", "/docs/", "/docs/start.js"}) {
        const auto request = resolved("GET", path, {{"any", "thing"}});
        ASSERT_NE(request.route, nullptr) << path;
        EXPECT_TRUE(request.route->is<ByFile>()) << path;
        EXPECT_EQ(request.route->scope, Scope::open) << path;
        EXPECT_FALSE(request.fault) << path;
    }
}

}  // namespace
}  // namespace tradepit::query
