#include "query/requests/parameters.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tradepit::query {
namespace {

constexpr ParameterRule ANY{.name = "p*", .description = {}};
constexpr std::array<const ParameterRule*, 1> RULES{&ANY};

int status_of(const std::vector<common::Parameter>& given) {
    const Parameters parameters{given, RULES};
    const auto fault = parameters.fault();
    return fault ? fault->status : 200;
}

TEST(Parameters, AreAtMostSoMany) {
    std::vector<common::Parameter> given;
    while (given.size() < common::PARAMETERS_MAX)
        given.push_back({"p" + std::to_string(given.size()), "x"});
    EXPECT_EQ(status_of(given), 200);
    given.push_back({"p-one-more", "x"});
    EXPECT_EQ(status_of(given), 400);
}

TEST(Parameters, StandThereOnce) {
    const std::vector<common::Parameter> given{{"pa", "1"}, {"pb", "2"}, {"pa", "1"}};
    const Parameters parameters{given, RULES};
    ASSERT_TRUE(parameters.fault());
    EXPECT_EQ(parameters.fault()->status, 400);
    EXPECT_NE(parameters.fault()->text().find("pa"), std::string::npos);
}

TEST(Parameters, ThatKeepCachesAwayMeanNothing) {
    EXPECT_EQ(status_of({{"_", "1712345678"}}), 200);
    EXPECT_EQ(status_of({{"__", "1"}}), 422);
}

TEST(Parameters, ThatAreUnknownAreListedWithThoseThatAreKnown) {
    EXPECT_EQ(status_of({{"q", "x"}}), 422);
}

}  // namespace
}  // namespace tradepit::query
