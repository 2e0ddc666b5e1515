#include "common/http/accept.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

struct Accepted {
    std::string_view field;
    std::string_view format;
};

TEST(Accept, TheBestOfWhatIsKnownIsTaken) {
    const Accepted table[] = {
        {"", "json"},
        {"*/*", "json"},
        {"text/html, */*;q=0.1", "json"},
        {"text/csv", "csv"},
        {"TEXT/CSV; charset=utf-8", "csv"},
        {"application/x-ndjson", "jsonl"},
        {"application/jsonl", "jsonl"},
        {"application/json, text/csv", "json"},
        {"application/json;q=0.5, text/csv", "csv"},
        {"text/csv;q=0, application/x-ndjson;q=0.1", "jsonl"},
        {"text/csv;q=x", "json"},
        {"image/png", "json"},
        {",;,=", "json"},
    };
    for (const auto& row : table) EXPECT_EQ(accepted_format(row.field), row.format) << row.field;
}

TEST(Accept, GzipIsTakenWhereItIsAdmitted) {
    for (const auto* yes : {"gzip", "br, gzip;q=0.2", "*", "GZIP", "x-gzip"})
        EXPECT_TRUE(accepts_gzip(yes)) << yes;
    for (const auto* no : {"", "br", "gzip;q=0", "*;q=0", "*, gzip;q=0", "identity"})
        EXPECT_FALSE(accepts_gzip(no)) << no;
}

}  // namespace
}  // namespace tradepit::common
