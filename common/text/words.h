#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace tradepit::common {

/// The pieces of `text` between separators, without the spaces around them. Pieces that are then
/// empty are left out. The pieces point into `text`.
[[nodiscard]] inline std::vector<std::string_view> words_of(std::string_view text,
                                                            char separator = ' ') {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        auto word = text.substr(0, text.find(separator));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        while (word.starts_with(' ')) word.remove_prefix(1);
        while (word.ends_with(' ')) word.remove_suffix(1);
        if (!word.empty()) words.push_back(word);
    }
    return words;
}

/// The text without the spaces and tabs at either end. It points into `text`.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view BLANKS = " \t";
    const auto first = text.find_first_not_of(BLANKS);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(BLANKS) - first + 1);
}

}  // namespace tradepit::common
