#include "common/http/accept.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

struct Accepted {
    std::string_view field;
    ListFormat format;
};

TEST(Accept, TheBestOfWhatIsKnownIsTaken) {
    const Accepted table[] = {
        {"", ListFormat::json},
        {"*/*", ListFormat::json},
        {"text/html, */*;q=0.1", ListFormat::json},
        {"text/csv", ListFormat::csv},
        {"TEXT/CSV; charset=utf-8", ListFormat::csv},
        {"application/x-ndjson", ListFormat::jsonl},
        {"application/jsonl", ListFormat::jsonl},
        {"application/json, text/csv", ListFormat::json},
        {"application/json;q=0.5, text/csv", ListFormat::csv},
        {"text/csv;q=0, application/x-ndjson;q=0.1", ListFormat::jsonl},
        {"text/csv;q=x", ListFormat::json},
        {"text/csv;q=nan, application/x-ndjson;q=0.1", ListFormat::jsonl},
        {"text/csv;q=inf", ListFormat::json},
        {"text/csv;q=1.1", ListFormat::json},
        {"text/csv;q=-0.5", ListFormat::json},
        {"image/png", ListFormat::json},
        {",;,=", ListFormat::json},
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
