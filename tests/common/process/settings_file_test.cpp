#include "common/process/settings_file.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

/// "heading.key=value|value" of each setting, with "; " between, or "! " and the fault.
std::string told(std::string_view text) {
    const auto parsed = parse_settings(text);
    if (const auto* fault = std::get_if<FileFault>(&parsed)) return "! " + fault->message();
    std::string said;
    for (const auto& setting : std::get<std::vector<SettingLine>>(parsed)) {
        said += (said.empty() ? "" : "; ") + setting.heading + "." + setting.key + "=";
        for (std::size_t i = 0; i < setting.values.size(); ++i)
            said += (i == 0 ? "" : "|") + setting.values[i];
    }
    return said;
}

using Table = std::vector<std::pair<std::string_view, std::string_view>>;

TEST(SettingsFileText, AValueIsTextWithOrWithoutQuotes) {
    const Table table = {
        {"", ""},
        {"\n\n  \n", ""},
        {"a=1", ".a=1"},
        {"a = 1 \t", ".a=1"},
        {"  a=b=c", ".a=b=c"},
        {"a", ".a=true"},
        {"a # why", ".a=true"},
        {"a=", ".a="},
        {"a = # why", ".a="},
        {"a = \"\"", ".a="},
        {"run-dir = \"team#2\"", ".run-dir=team#2"},
        {"run-dir = 'team#2'  # why", ".run-dir=team#2"},
        {"run-dir = team#2", ".run-dir=team#2"},
        {"run-dir = team #2", ".run-dir=team"},
        {"a = \"x\"# why", ".a=x"},
        {"db = /data/my file.db", ".db=/data/my file.db"},
        {"slots = cpu=1,wait=64", ".slots=cpu=1,wait=64"},
        {"http = [::1]:8080", ".http=[::1]:8080"},
        {"http = [::1]:8080\n[up]\nworkers = 2", ".http=[::1]:8080; up.workers=2"},
        {"a = \"say \\\"x\\\" \\\\ \\t\\n\"", ".a=say \"x\" \\ \t\n"},
        {"a = \"\\u00e4\\u8305\\u0041\"", ".a=\u00e4\u8305A"},
        {"a = 'no \\n escape \"'", ".a=no \\n escape \""},
        {"a = it's", ".a=it's"},
        {"a = say \"x\"", ".a=say \"x\""},
        {"a = \"\xff\"", ".a=\xff"},
    };
    for (const auto& [text, expected] : table) EXPECT_EQ(told(text), expected) << text;
}

TEST(SettingsFileText, LinesEndInEachOfTheirWays) {
    const Table table = {
        {"a=1\nb=2", ".a=1; .b=2"},
        {"a=1\r\nb=2\r\n", ".a=1; .b=2"},
        {"a=1\rb=2\r", ".a=1; .b=2"},
        {"# why\ra=1", ".a=1"},
        {"# why\r\n; why\r\na=1", ".a=1"},
        {"\xEF\xBB\xBF# why\na=1", ".a=1"},
        {"\xEF\xBB\xBF"
         "a=1",
         ".a=1"},
    };
    for (const auto& [text, expected] : table) EXPECT_EQ(told(text), expected) << text;
}

TEST(SettingsFileText, AKeyStandsUnderTheHeadingAboveIt) {
    const Table table = {
        {"a=1\n[up]\nb=2\n[writer]\nb=3", ".a=1; up.b=2; writer.b=3"},
        {"[up] # workers of this box\nworkers=2", "up.workers=2"},
        {" [ up ] \nworkers=2", "up.workers=2"},
        {"[up]\na=1\n[default]\nb=2", "up.a=1; .b=2"},
        {"worker.slots = 2", "worker.slots=2"},
        {"[a]\nb.c = 2", "a.b.c=2"},
        {"[a.b]\nc = 2", "a.b.c=2"},
    };
    for (const auto& [text, expected] : table) EXPECT_EQ(told(text), expected) << text;
}

TEST(SettingsFileText, AListHasTextsWithQuotes) {
    const Table table = {
        {"a = []", ".a="},
        {"a = [\"x\", 'y,z']", ".a=x|y,z"},
        {"a = [ \"x\" , ] # why", ".a=x"},
        {"a = [\n  \"x\", # why\n\n  'y'\n]\nb = 1", ".a=x|y; .b=1"},
        {"a = [x, y]", ".a=[x, y]"},
        {"a = [::1]", ".a=[::1]"},
    };
    for (const auto& [text, expected] : table) EXPECT_EQ(told(text), expected) << text;
}

TEST(SettingsFileText, AFaultNamesItsLine) {
    const Table table = {
        {"a=1\ndb = \"/data/my file.db", "! line 2: the quote is not closed"},
        {"a=1\r\n\r\ndb = '/data\nb=2", "! line 3: the quote is not closed"},
        {"a = \"x\\", "! line 1: the quote is not closed"},
        {"a = \"x\" y", "! line 1: there is text behind the closing quote: \"y\""},
        {"a = 'it''s'", "! line 1: there is text behind the closing quote: \"'s'\""},
        {"a = \"\"\"x\"\"\"",
         "! line 1: there is text behind the closing quote: \"\\\"x\\\"\\\"\\\"\""},
        {"a = \"C:\\data\"",
         "! line 1: the escape \\d is unknown; write \\\\ for a backslash, or the text between "
         "single quotes"},
        {"a = \"\\u00g0\"",
         "! line 1: the escape \\u is unknown; write \\\\ for a backslash, or the text between "
         "single quotes"},
        {"a = \"\\ud800\"",
         "! line 1: the escape \\u is unknown; write \\\\ for a backslash, or the text between "
         "single quotes"},
        {"workers = 2\n\nworkers = 3", "! line 3: workers is set in line 1 already"},
        {"[up]\nworkers = 2\n[x]\nworkers = 2\n[up]\nworkers = 3",
         "! line 6: workers is set in line 2 already"},
        {"up.a = 1\n[up]\na = 1", "! line 3: a is set in line 1 already"},
        {"a = [\"x\"\n\n", "! line 1: the list is not closed"},
        {"a = [\"x\" \"y\"]", "! line 1: there is no comma behind an item of the list"},
        {"a = [\"x\",\ny]", "! line 2: an item of the list has no quotes"},
        {"a = [\"x\"] y", "! line 1: there is text behind the list: \"y\""},
        {"[up\na=1", "! line 1: \"[up\" is no heading: a heading is [NAME]"},
        {"[]", "! line 1: \"[]\" is no heading: a heading is [NAME]"},
        {"[up] x", "! line 1: \"[up] x\" is no heading: a heading is [NAME]"},
        {"[[up]]", "! line 1: \"[[up]]\" is no heading: a heading is [NAME]"},
        {"= 1", "! line 1: \"\" is no name of a setting"},
        {"a b = 1", "! line 1: \"a b\" is no name of a setting"},
        {"\"a\" = 1", "! line 1: \"\\\"a\\\"\" is no name of a setting"},
        {"\xC2\xA0"
         "a = 1",
         "! line 1: \"\xC2\xA0"
         "a\" is no name of a setting"},
        {"\xFF\xFE"
         "a=1",
         "! is UTF-16; save it as UTF-8"},
        {"\xFE\xFF", "! is UTF-16; save it as UTF-8"},
        {std::string_view{"a=\0", 3}, "! has a NUL, which no text has"},
    };
    for (const auto& [text, expected] : table) EXPECT_EQ(told(text), expected) << text;
}

TEST(SettingsFileText, ATextAtTheLimitIsReadAndOneByteMoreRefused) {
    const std::string most = "a=" + std::string(SETTINGS_BYTES_MAX - 2, 'x');
    EXPECT_FALSE(told(most).starts_with('!'));
    EXPECT_EQ(told(most + "x"), "! has more than 1048576 bytes, the limit of a settings file");
}

TEST(SettingsFileText, EveryPrefixOfAFileEndsInAnAnswer) {
    const std::string text =
        "\xEF\xBB\xBF# why\r\na = \"x\\u00e4\\\"\" # why\n[up] # why\nb = ['x', \"y\"]\n"
        "c = [::1]:80\rd\n[ w ]\ne.f = 'z'\n";
    EXPECT_FALSE(told(text).starts_with('!')) << told(text);
    for (std::size_t bytes = 0; bytes < text.size(); ++bytes)
        EXPECT_LT(told(text.substr(0, bytes)).size(), 200U) << bytes;
    for (std::size_t from = 0; from < text.size(); ++from)
        EXPECT_LT(told(text.substr(from)).size(), 200U) << from;
}

}  // namespace
}  // namespace tradepit::common
