#include "common/names.h"

#include <string>
#include <type_traits>
#include <unordered_set>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

static_assert(!std::is_convertible_v<std::string, Symbol>);
static_assert(!std::is_convertible_v<Symbol, std::string>);
static_assert(!std::is_constructible_v<Symbol, ModelName>);

TEST(Named, OrdersByUnsignedBytes) {
    EXPECT_LT(Symbol("A"), Symbol("a"));
    EXPECT_LT(Symbol("AAPL"), Symbol("AAPL.B"));
    EXPECT_LT(Symbol("z"), Symbol("\xE4\xB8\xAD"));
}

TEST(Named, HashesByItsValue) {
    const std::unordered_set<ModelName> names = {ModelName("gpt-5"), ModelName("gpt-5")};
    EXPECT_EQ(names.size(), 1u);
    EXPECT_TRUE(ModelName().empty());
}

}  // namespace
}  // namespace tradepit::common
