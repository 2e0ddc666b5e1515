#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/common/file_text.h"
#include "tests/edges/edge_roles.h"

namespace tradepit::edges {
namespace {

std::vector<EdgeRow> table() {
    const char* root = std::getenv("TRADEPIT_ROOT");
    std::ifstream file{std::string{root == nullptr ? "." : root} + "/tests/edges/edge_values.txt"};
    std::vector<EdgeRow> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream words{line};
        EdgeRow row;
        words >> row.role >> row.kind >> row.decimals >> row.value >> std::ws;
        std::getline(words, row.outcome);
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Whether `got` is the outcome of a row. Of a refusal the table has the last words.
bool is_expected(const std::string& expected, const std::string& got) {
    const std::string refused = "refused ";
    if (!expected.starts_with(refused)) return got == expected;
    return got.starts_with(refused) && got.ends_with(expected.substr(refused.size()));
}

TEST(EdgeValues, HaveTheOutcomesOfTheTable) {
    for (const auto& row : table()) {
        const auto got = outcome_of(row);
        EXPECT_TRUE(is_expected(row.outcome, got))
            << row.role << ' ' << row.kind << ' ' << row.decimals << ' ' << row.value
            << "\n  should be: " << row.outcome << "\n         is: " << got;
    }
}

TEST(EdgeValues, AreAtLeastTwoHundredAndInEveryRole) {
    const auto rows = table();
    EXPECT_GE(rows.size(), 200U);
    std::set<std::string> roles;
    std::set<std::string> kinds;
    for (const auto& row : rows) {
        roles.insert(row.role);
        kinds.insert(row.kind);
    }
    for (const auto& name : role_names()) EXPECT_TRUE(roles.contains(name)) << name;
    EXPECT_EQ(roles.size(), role_names().size());
    EXPECT_EQ(kinds, (std::set<std::string>{"money", "price", "quantity"}));
}

}  // namespace
}  // namespace tradepit::edges
