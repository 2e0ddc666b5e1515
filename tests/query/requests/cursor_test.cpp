#include "query/requests/cursor.h"

#include <array>

#include <gtest/gtest.h>

namespace tradepit::query {
namespace {

constexpr ParameterRule CURSOR{.name = "cursor", .description = "Where the page begins"};
constexpr std::array CURSOR_RULES{&CURSOR};

struct Read {
    std::vector<std::string> key;
    bool refused = false;
};

Read read(const std::string& cursor, std::size_t count) {
    const std::vector<common::Parameter> given{{"cursor", cursor}};
    Parameters parameters{given, CURSOR_RULES};
    auto key = cursor_key(parameters, count);
    return {std::move(key), parameters.fault().has_value()};
}

TEST(Cursor, AKeyIsReadBackWhateverCommasAndPercentSignsItsValuesHave) {
    for (const std::vector<std::string>& key :
         {std::vector<std::string>{"2025-10-01", "gpt-5", "buy"},
          std::vector<std::string>{"a,b", "%2C,%25", "c,d%2C"},
          std::vector<std::string>{"", "", ""}}) {
        const auto text = cursor_text({key[0], key[1], key[2]});
        EXPECT_EQ(read(text, 3).key, key) << text;
        EXPECT_FALSE(read(text, 3).refused) << text;
    }
}

TEST(Cursor, TheLongestOneIsAsLongAsTheLimit) {
    const std::string escaped(common::NAME_BYTES_MAX, ',');
    const std::string plain(common::NAME_BYTES_MAX, 'x');
    EXPECT_EQ(cursor_text({"2025-10-01 11:00:00", escaped, plain}).size(), CURSOR_BYTES_MAX);
}

TEST(Cursor, ATextWithTooFewValuesIsRefused) {
    EXPECT_TRUE(read("2025-10-01", 2).refused);
    EXPECT_TRUE(read("2025-10-01,a", 3).refused);
    EXPECT_FALSE(read("2025-10-01,a", 2).refused);
}

TEST(Cursor, WithoutOneEveryValueIsEmpty) {
    EXPECT_EQ(read("", 2).key, (std::vector<std::string>{"", ""}));
    EXPECT_FALSE(read("", 2).refused);
}

TEST(Cursor, ANumberThatIsNoneIsRefused) {
    const std::vector<common::Parameter> given;
    for (const auto& [text, number, refused] :
         {std::tuple{"12", 12, false}, std::tuple{"", -1, false}, std::tuple{"1x", 1, true},
          std::tuple{"x", -1, true}}) {
        Parameters parameters{given, CURSOR_RULES};
        EXPECT_EQ(cursor_number(parameters, text), number) << text;
        EXPECT_EQ(parameters.fault().has_value(), refused) << text;
    }
}

}  // namespace
}  // namespace tradepit::query
