#include "common/record_tree.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "common/limits.h"

namespace tradepit::common {

namespace fs = std::filesystem;

namespace {

/// With fopen, whose failures POSIX has say why.
void write(const fs::path& file, std::string_view text, const char* mode) {
    fs::create_directories(file.parent_path());
    std::FILE* out = std::fopen(file.c_str(), mode);
    bool written = out != nullptr && std::fwrite(text.data(), 1, text.size(), out) == text.size();
    int reason = errno;
    if (out != nullptr && std::fclose(out) != 0 && written) {
        reason = errno;
        written = false;
    }
    if (!written)
        throw std::system_error{reason, std::generic_category(), "cannot write " + file.string()};
}

}  // namespace

bool is_folder_name(std::string_view name) {
    return !name.empty() && name.size() <= NAME_BYTES_MAX && name != "." && name != ".." &&
           name.find('/') == name.npos && name.find('\0') == name.npos;
}

fs::path position_file(const fs::path& folder, const std::string& model) {
    return folder / model / "position" / "position.jsonl";
}

fs::path log_file(const fs::path& folder, const std::string& model, const std::string& date) {
    return folder / model / "log" / date / "log.jsonl";
}

void append_to(const fs::path& file, std::string_view text) { write(file, text, "ab"); }

void write_over(const fs::path& file, std::string_view text) { write(file, text, "wb"); }

}  // namespace tradepit::common
