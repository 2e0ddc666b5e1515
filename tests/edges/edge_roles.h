#pragma once

#include <string>
#include <vector>

/// What happens to one number in one part of the programs.
namespace tradepit::edges {

/// A line of edge_values.txt.
struct EdgeRow {
    std::string role;  ///< one of role_names()
    std::string kind;  ///< "quantity", "money" or "price"
    int decimals = 0;  ///< that the market allows, for the role portfolio; else of no meaning
    std::string value;
    std::string outcome;  ///< see outcome_of(); of a refusal its last words are enough
};

/// The roles that edge_values.txt has, in its order.
[[nodiscard]] const std::vector<std::string>& role_names();

/// Takes the value of the row through the row's role. @return "kept" where it comes back as it was,
/// "changed to VALUE" where it comes back as another one, and "refused WHY" where the role refuses
/// it. CHECKs that the role takes values of that kind.
[[nodiscard]] std::string outcome_of(const EdgeRow& row);

}  // namespace tradepit::edges
