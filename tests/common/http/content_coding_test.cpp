#include "common/http/content_coding.h"

#include <string>

#include <gtest/gtest.h>

#include "common/http/gzip.h"

namespace tradepit::common {
namespace {

constexpr std::size_t LIMIT = 1'000;

/// The decoded body, or the status and the text of its refusal.
std::string decoded(const std::string& body, std::string_view coding) {
    const auto result = decoded_body(body, coding, LIMIT);
    if (const auto* text = std::get_if<std::string>(&result)) return *text;
    const auto& refusal = std::get<HttpReply>(result);
    return std::to_string(refusal.status) + " " + std::get<std::string>(refusal.body);
}

TEST(ContentCoding, GzipAndIdentityAreDecodedWhateverTheirCase) {
    for (const char* coding : {"gzip", "GZIP", "x-gzip", "X-Gzip"})
        EXPECT_EQ(decoded(gzipped("a body"), coding), "a body") << coding;
    for (const char* coding : {"", "identity", "Identity"})
        EXPECT_EQ(decoded("a body", coding), "a body") << coding;
}

TEST(ContentCoding, AnEmptyBodyIsEmpty) { EXPECT_EQ(decoded("", "gzip"), ""); }

TEST(ContentCoding, AnyOtherCodingIsRefusedByItsName) {
    for (const std::string coding : {"deflate", "br", "zstd", "gzip, gzip", "gzip,", "gzipp"})
        EXPECT_EQ(decoded(gzipped("a body"), coding), "415 {\"detail\":\"Content-Encoding is \\\"" +
                                                          coding +
                                                          "\\\"; it must be gzip or identity\"}");
    EXPECT_TRUE(decoded("", "br").starts_with("415 "));
}

TEST(ContentCoding, ABodyAtTheLimitIsTakenAndOneByteMoreRefused) {
    const std::string most(LIMIT, 'x');
    EXPECT_EQ(decoded(gzipped(most), "gzip"), most);
    EXPECT_EQ(decoded(gzipped(most + 'x'), "gzip"),
              "413 {\"detail\":\"the body has more than 1000 bytes once decompressed, the limit of "
              "a request's body\"}");
}

TEST(ContentCoding, ABodyThatIsNotGzipIsRefused) {
    EXPECT_EQ(decoded("{}", "gzip"),
              "400 {\"detail\":\"the body is not whole gzip, as Content-Encoding says\"}");
}

}  // namespace
}  // namespace tradepit::common
