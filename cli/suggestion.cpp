#include "cli/suggestion.h"

#include <algorithm>

namespace tradepit::cli {

namespace {

/// A longer word is not compared: it cannot be a mistyped name, and the time for one distance grows
/// with the product of both lengths.
constexpr std::size_t TYPED_BYTES_MAX = 64;

/// The optimal string alignment distance: Levenshtein's, with a swap of two neighbours as one edit.
/// `cost[i][j]` is the distance of the first i bytes of `a` to the first j of `b`.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1,
                                   cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& names) {
    if (typed.size() > TYPED_BYTES_MAX) return std::nullopt;
    std::optional<std::string> best;
    std::size_t best_distance = 0;
    for (const auto& name : names) {
        const auto edits = distance(typed, name);
        const auto limit = std::max<std::size_t>(1, name.size() / 3);
        if (edits > limit || (best && edits >= best_distance)) continue;
        best = name;
        best_distance = edits;
    }
    return best;
}

}  // namespace tradepit::cli
