// Checks that the schema and the SQL statements use the same words for statuses and other enums as
// the C++ enums.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "common/chain.h"
#include "common/events.h"
#include "common/schema/schema.h"
#include "common/statuses.h"

namespace tradepit::common {
namespace {

namespace fs = std::filesystem;

template <class Enum>
std::set<std::string> words() {
    std::set<std::string> words;
    for (const auto word : names_of(Enum{})) words.emplace(word);
    return words;
}

/// The words in single quotes in a text, such as 'running' and 'done'.
std::set<std::string> quoted_words(const std::string& text) {
    static const std::regex WORD{"'(\\w*)'"};
    std::set<std::string> words;
    for (std::sregex_iterator at{text.begin(), text.end(), WORD}, end; at != end; ++at)
        words.insert((*at)[1]);
    return words;
}

/// The words that the table's CHECK allows in the column.
std::set<std::string> checked(const std::string& table, const std::string& column) {
    SQLite::Database database{":memory:", SQLite::OPEN_READWRITE};
    make_schema(database);
    SQLite::Statement query{database, "SELECT sql FROM sqlite_schema WHERE name = ?"};
    query.bind(1, table);
    if (!query.executeStep()) return {};
    const std::string sql = query.getColumn(0).getString();
    std::smatch found;
    std::regex_search(sql, found, std::regex{"CHECK\\(" + column + " IN \\(([^)]*)\\)"});
    return quoted_words(found[1]);
}

TEST(EnumWords, AreThoseThatTheSchemaAllows) {
    EXPECT_EQ(checked("jobs", "status"), words<JobStatus>());
    EXPECT_EQ(checked("job_details", "status"), words<DayStatus>());
    EXPECT_EQ(checked("attempts", "state"), words<AttemptState>());
    EXPECT_EQ(checked("positions", "action_type"), words<Action>());
    EXPECT_EQ(checked("reasoning_logs", "role"), words<Role>());
    EXPECT_EQ(checked("job_settings", "day_order"), words<Order>());
}

TEST(EnumWords, LeadThereAndBack) {
    for (const auto word : names_of(JobStatus{}))
        EXPECT_EQ(to_text(*from_text<JobStatus>(word)), word);
    EXPECT_EQ(from_text<JobStatus>("skipped"), std::nullopt);
    EXPECT_EQ(from_text<JobStatus>(""), std::nullopt);
    EXPECT_EQ(to_text(DayStatus::skipped), "skipped");
}

/// A statement may compare with a status literal where a parameter would change the query plan.
/// Such a literal must be a word of the enums.
TEST(EnumWords, AreThoseThatStatementsCompareWith) {
    std::set<std::string> known{""};
    known.merge(words<JobStatus>());
    known.merge(words<DayStatus>());
    known.merge(words<AttemptState>());
    known.merge(words<MaintenanceState>());
    const std::regex comparison{
        "(?:status|state)\\s*(?:=|<>|NOT IN|IN)[\\s\"]*(\\([^)]*\\)|'\\w*')|THEN ('\\w*')"};
    const char* root = std::getenv("TRADEPIT_ROOT");
    const fs::path tree = root != nullptr ? root : ".";
    std::size_t compared = 0;
    for (const char* folder : {"common", "writer", "query", "cli"}) {
        for (const auto& entry : fs::recursive_directory_iterator{tree / folder}) {
            if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
            std::ifstream file{entry.path()};
            const std::string text{std::istreambuf_iterator<char>{file}, {}};
            for (std::sregex_iterator at{text.begin(), text.end(), comparison}, end; at != end;
                 ++at) {
                for (const auto& word : quoted_words(at->str())) {
                    ++compared;
                    EXPECT_TRUE(known.contains(word)) << entry.path() << ": " << at->str();
                }
            }
        }
    }
    EXPECT_GT(compared, 10U);
}

}  // namespace
}  // namespace tradepit::common
