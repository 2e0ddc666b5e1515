#include "common/text/boolean_words.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(BooleanWords, AreThoseOfPydanticWhateverTheirCase) {
    for (const char* word :
         {"1", "true", "True", "TRUE", "t", "T", "yes", "Yes", "y", "Y", "on", "ON", "oN"})
        EXPECT_EQ(boolean_of(word), true) << word;
    for (const char* word :
         {"0", "false", "False", "FALSE", "f", "F", "no", "No", "n", "N", "off", "Off", "OFF"})
        EXPECT_EQ(boolean_of(word), false) << word;
    for (const char* word : {"", "maybe", "2", "-1", "1.0", "00", "tru", "truee", " true", "true ",
                             "ja", "none", "null"})
        EXPECT_EQ(boolean_of(word), std::nullopt) << word;
}

}  // namespace
}  // namespace tradepit::common
