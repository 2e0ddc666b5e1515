#include "cli/display/remarks.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::cli {
namespace {

TEST(Remarks, SayWhatIsLostAndWhatIsNot) {
    Remarks remarks;
    EXPECT_EQ(remarks_text(remarks), "");
    remarks.add({Remark::Kind::missing, "a/b", "Permission denied"});
    remarks.add({Remark::Kind::note, "c", "is a link to a folder, and is followed"});
    EXPECT_EQ(remarks_json(remarks).dump(),
              R"([{"path":"a/b","reason":"Permission denied","kind":"missing"},)"
              R"({"path":"c","reason":"is a link to a folder, and is followed","kind":"note"}])");
    for (std::size_t i = 0; i < REMARKS_MAX; ++i) remarks.add({Remark::Kind::note, "d", "is d"});
    const auto text = remarks_text(remarks);
    EXPECT_TRUE(
        text.starts_with("left out: a/b: Permission denied\n"
                         "note: c is a link to a folder, and is followed\n"))
        << text;
    EXPECT_TRUE(text.ends_with("note: d is d\nand 1 more remarks\n")) << text;
}

}  // namespace
}  // namespace tradepit::cli
