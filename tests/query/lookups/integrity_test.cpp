#include "query/lookups/integrity.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

class IntegrityCheck : public Stored, public testing::Test {};

TEST_F(IntegrityCheck, AWholeFileIsSound) {
    job({"j"});
    EXPECT_EQ(get("/check").body,
              Json::parse(R"({"sound":true,"integrity":[],"foreign_keys":[]})"));
}

TEST_F(IntegrityCheck, ARowWithoutItsParentIsNamed) {
    sql("PRAGMA foreign_keys=OFF");
    open_day("nobody", "a", "2025-10-01", "pending");
    EXPECT_EQ(get("/check").body, Json::parse(R"({"sound":false,"integrity":[],
        "foreign_keys":[{"table":"job_details","rowid":1,"parent":"jobs"}]})"));
}

TEST_F(IntegrityCheck, NoMoreThanAHundredFaultsAreListed) {
    sql("PRAGMA foreign_keys=OFF");
    sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 101)"
        " INSERT INTO job_details (job_id, date, model, status)"
        " SELECT 'j', '2025-10-01', 'm' || i, 'pending' FROM n");
    EXPECT_EQ(get("/check").body["foreign_keys"].size(), std::size_t{FAULTS_MAX});
}

TEST_F(IntegrityCheck, AFileThatDoesNotAddUpIsNotSound) {
    sql("CREATE TABLE t (x INTEGER NOT NULL); INSERT INTO t VALUES (1)");
    sql("PRAGMA writable_schema=ON;"
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (x INTEGER NOT NULL, y NOT NULL)'"
        " WHERE name = 't'; PRAGMA writable_schema=OFF");
    const auto body = get("/check").body;
    EXPECT_EQ(body["sound"], false);
    EXPECT_EQ(body["integrity"].size(), 1u) << body.dump();
}

}  // namespace
}  // namespace tradepit::query
