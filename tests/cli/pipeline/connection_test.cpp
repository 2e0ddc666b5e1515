#include "cli/pipeline/connection.h"

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "common/process/temporary_folder.h"
#include "common/shapes/long_reads.h"
#include "query/api/routes.h"
#include "tests/cli/peer.h"

namespace tradepit::cli {
namespace {

class ConnectionTest : public testing::Test {
protected:
    /// A query that answers every request with this status and body.
    Peer query(int status, const std::string& body) {
        return {context, endpoint, [this, status, body](const common::Message& message) {
                    asked = std::get<common::Lookup>(message);
                    return std::vector{common::encode(
                        common::Answer{.id = asked.id, .status = status, .body = {body}})};
                }};
    }
    nlohmann::ordered_json post() {
        Connection connection{endpoint, {}};
        return connection.post("/simulate/cancel/j", "key");
    }

    common::TemporaryFolder folder;
    zmq::context_t context;
    std::string endpoint = "ipc://" + (folder.path() / "lookup").string();
    common::Lookup asked;
};

TEST_F(ConnectionTest, APostCarriesItsKeyAndGivesTheAnswer) {
    const auto peer = query(200, R"({"status":"cancelled"})");
    EXPECT_EQ(post()["status"], "cancelled");
    EXPECT_EQ(asked.method, "POST");
    EXPECT_EQ(asked.path, "/simulate/cancel/j");
    EXPECT_EQ(asked.key, "key");
}

TEST_F(ConnectionTest, ARefusalKeepsItsStatusAndReason) {
    const auto peer = query(409, R"({"detail":"Job j is cancelled already"})");
    try {
        post();
        FAIL() << "not refused";
    } catch (const Refused& refused) {
        EXPECT_EQ(refused.status, 409);
        EXPECT_STREQ(refused.what(), "Job j is cancelled already");
    }
}

TEST_F(ConnectionTest, WhatQueryDoesNotUnderstandIsAUsageError) {
    const auto peer = query(422, R"({"detail":[{"msg":"no","loc":["body","x"]}]})");
    EXPECT_THROW(post(), UsageError);
}

TEST(LongReads, AreTheRoutesThatQueryReadsWithoutATimeLimit) {
    for (const auto& route : query::all_routes()) {
        std::string path{route.path};
        if (const auto open = path.find('{'); open != path.npos)
            path.replace(open, path.find('}') + 1 - open, "x");
        EXPECT_EQ(common::is_long_read(path),
                  std::holds_alternative<query::ByLongRead>(route.answered_by))
            << route.path << ": see common/shapes/long_reads.h";
    }
    for (const auto* path : {"/jobs//digest", "/jobs/a/b/digest", "/digest", "/checks"})
        EXPECT_FALSE(common::is_long_read(path)) << path;
}

}  // namespace
}  // namespace tradepit::cli
