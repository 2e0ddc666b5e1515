#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace tradepit {

/// The content of a file; empty when it does not exist.
inline std::string text_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

}  // namespace tradepit
