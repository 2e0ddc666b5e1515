#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "writer/store/store.h"

namespace tradepit::writer::tests {
namespace {

/// "name type …" of every column, check and key in a CREATE TABLE, with whitespace normalised.
std::set<std::string> parts_of(std::string sql) {
    sql = std::regex_replace(sql, std::regex{"--[^\n]*"}, "");
    sql = std::regex_replace(sql, std::regex{"\\s+"}, " ");
    std::set<std::string> parts;
    std::string part;
    int depth = 0;
    const std::size_t open = sql.find('(');
    for (const char c : sql.substr(open + 1, sql.rfind(')') - open - 1)) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c != ',' || depth > 0) {
            part += c;
            continue;
        }
        parts.insert(std::regex_replace(part, std::regex{"^ | $"}, ""));
        part.clear();
    }
    parts.insert(std::regex_replace(part, std::regex{"^ | $"}, ""));
    return parts;
}

std::string specification() {
    const char* data = std::getenv("TRADEPIT_DATA");
    const char* root = std::getenv("TRADEPIT_ROOT");
    const std::string folder =
        data != nullptr ? data : std::string{root != nullptr ? root : "."} + "/../shared/data";
    std::ifstream file{folder + "/../spec/database-enhanced-specification.md"};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(Schema, IsTheSpecificationsWithTwoStatusesMore) {
    const std::string text = specification();
    if (text.empty()) GTEST_SKIP() << "no specification beside TRADEPIT_DATA";
    const std::regex create{"CREATE TABLE IF NOT EXISTS (\\w+) \\(([^;]*)\\);"};
    const common::TemporaryFolder dir;
    Store store{dir.file("results.db"), Synchronous::normal};
    const auto sql_of = [&](const std::string& name) {
        SQLite::Statement found{store.database(), "SELECT sql FROM sqlite_schema WHERE name = ?"};
        found.bind(1, name);
        return found.executeStep() ? found.getColumn(0).getString() : std::string{};
    };
    std::size_t tables = 0;
    for (std::sregex_iterator at{text.begin(), text.end(), create}, end; at != end;
         ++at, ++tables) {
        const std::string name = (*at)[1];
        const std::string ours =
            std::regex_replace(sql_of(name), std::regex{", 'cancelled'(, 'skipped')?"}, "");
        EXPECT_EQ(parts_of(ours), parts_of((*at)[0])) << name;
    }
    EXPECT_EQ(tables, 6u);
    const std::regex index{"CREATE (UNIQUE )?INDEX IF NOT EXISTS (\\w+) ON ([^;]*);"};
    for (std::sregex_iterator at{text.begin(), text.end(), index}, end; at != end; ++at) {
        const std::string expected =
            "CREATE " + (*at)[1].str() + "INDEX " + (*at)[2].str() + " ON " + (*at)[3].str();
        EXPECT_EQ(sql_of((*at)[2]), expected);
    }
}

}  // namespace
}  // namespace tradepit::writer::tests
