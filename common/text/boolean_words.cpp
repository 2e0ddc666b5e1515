#include "common/text/boolean_words.h"

#include <algorithm>

namespace tradepit::common {

namespace {

bool is_among(const std::array<std::string_view, 6>& words, std::string_view word) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::ranges::any_of(words, [&](std::string_view known) {
        return std::ranges::equal(known, word, {}, {}, lower);
    });
}

}  // namespace

std::optional<bool> boolean_of(std::string_view word) {
    if (is_among(TRUE_WORDS, word)) return true;
    if (is_among(FALSE_WORDS, word)) return false;
    return std::nullopt;
}

}  // namespace tradepit::common
