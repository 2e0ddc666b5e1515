#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace tradepit {

/// All that a file has; empty where there is none.
inline std::string text_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

}  // namespace tradepit
