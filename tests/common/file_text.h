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

/// Makes the file, and the folders above it, with this text. @return its path.
inline std::filesystem::path write_text(const std::filesystem::path& file,
                                        const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << text;
    return file;
}

}  // namespace tradepit
