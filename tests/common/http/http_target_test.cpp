#include "common/http/http_target.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

/// The parsed target as "path name=value …", or "! status" when it is refused.
std::string text(std::string_view target) {
    const auto parsed = parse_target(target);
    if (const auto* fault = std::get_if<TargetFault>(&parsed))
        return "! " + std::to_string(fault->status);
    const auto& [path, parameters] = std::get<Target>(parsed);
    std::string said = path;
    for (const auto& [name, value] : parameters) said += " " + name + "=" + value;
    return said;
}

TEST(HttpTarget, ReadsPathsAndParameters) {
    const std::pair<const char*, const char*> table[] = {
        {"/", "/"},
        {"/results", "/results"},
        {"/results?", "/results"},
        {"/results?date=2025-10-02&model=gpt-5", "/results date=2025-10-02 model=gpt-5"},
        {"/r?a", "/r a="},
        {"/r?a=", "/r a="},
        {"/r?a=b=c", "/r a=b=c"},
        {"/r?a=1&&b=2&", "/r a=1 b=2"},
        {"/r?date=2025-10-02+11:00:00", "/r date=2025-10-02 11:00:00"},
        {"/r?date=2025-10-02%2011%3A00%3a00", "/r date=2025-10-02 11:00:00"},
        {"/a+b", "/a+b"},
        {"/r?a=%2B", "/r a=+"},
        {"/r?%61=%E8%8C%85", "/r a=茅"},
        {"/r?a=?", "/r a=?"},
        {"/r?a=1&A=2", "/r a=1 A=2"},
        {"http://host:80/r?a=1", "/r a=1"},
        {"http://host", "/"},
        {"https://host/r?a=1", "/r a=1"},
        {"HTTP://host:80/r", "/r"},
        {"HttpS://host", "/"},
    };
    for (const auto& [target, expected] : table) EXPECT_EQ(text(target), expected) << target;
}

TEST(HttpTarget, RefusesWhatIsNotStrictlyEncoded) {
    for (const char* target : {"",
                               "*",
                               "results",
                               "http://host?a=1",
                               "https:/host/",
                               "ftp://host/",
                               "/r#part",
                               "/%",
                               "/%2",
                               "/%zz",
                               "/%+1",
                               "/r?a=%",
                               "/r?a=%4",
                               "/r?a=%g0",
                               "/r?%=1",
                               "/%00",
                               "/r?a=%00",
                               "/r?a=%ff",
                               "/%C0%80",
                               "/r?a=%ED%A0%80",
                               "/r?a=%F4%90%80%80",
                               "/r?a=%E8%8C",
                               "/r?=1",
                               "/r?a=1&a=1",
                               "/r?a=1&%61=2"})
        EXPECT_EQ(text(target), "! 400") << target;
}

TEST(HttpTarget, ATextMadeOfOneIsReadAsTheSame) {
    EXPECT_EQ(target_text({"/jobs", {}}), "/jobs");
    EXPECT_EQ(target_text({"/a b/%5C\\\r\n", {{"model", "gpt-5 mini"}, {"a&b", "+="}}}),
              "/a%20b/%255C%5C%0D%0A?model=gpt-5%20mini&a%26b=%2B%3D");
    std::string octets = "/";
    for (int c = 1; c < 128; ++c) octets += static_cast<char>(c);
    octets += "茅";
    const Target every{octets, {{octets, octets}, {"b", ""}}};
    const auto text = target_text(every);
    EXPECT_EQ(text.find_first_of("\r\n \"<>\\"), text.npos);
    const auto read = std::get<Target>(parse_target(text));
    EXPECT_EQ(read.path, every.path);
    EXPECT_EQ(read.parameters, every.parameters);
}

TEST(HttpTarget, NothingIsNeverRead) {
    EXPECT_EQ(text(std::string_view{"/\0", 2}), "! 400");
    EXPECT_EQ(text(std::string_view{"/r?a=\0", 6}), "! 400");
}

TEST(HttpTarget, ATargetAtTheLimitIsReadAndOneByteMoreRefused) {
    const std::string longest = "/" + std::string(TARGET_BYTES_MAX - 1, 'a');
    EXPECT_EQ(text(longest), longest);
    EXPECT_EQ(text(longest + "a"), "! 414");
}

TEST(HttpTarget, ParametersAtTheLimitAreReadAndOneMoreRefused) {
    std::string target = "/r?a0=";
    for (std::size_t i = 1; i < PARAMETERS_MAX; ++i) target += "&a" + std::to_string(i) + "=";
    EXPECT_EQ(std::get<Target>(parse_target(target)).parameters.size(), PARAMETERS_MAX);
    EXPECT_EQ(text(target + "&more="), "! 400");
}

}  // namespace
}  // namespace tradepit::common
