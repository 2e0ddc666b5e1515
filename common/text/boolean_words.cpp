#include "common/text/boolean_words.h"

#include <algorithm>

#include "common/text/letters.h"

namespace tradepit::common {

namespace {

bool is_among(const std::array<std::string_view, 6>& words, std::string_view word) {
    return std::ranges::any_of(
        words, [&](std::string_view known) { return equal_ignoring_case(known, word); });
}

}  // namespace

std::optional<bool> boolean_of(std::string_view word) {
    if (is_among(TRUE_WORDS, word)) return true;
    if (is_among(FALSE_WORDS, word)) return false;
    return std::nullopt;
}

}  // namespace tradepit::common
