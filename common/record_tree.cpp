#include "common/record_tree.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "common/limits.h"

namespace tradepit::common {

namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, std::string_view text, std::ios::openmode mode) {
    fs::create_directories(file.parent_path());
    std::ofstream out{file, std::ios::binary | mode};
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.flush();
    if (!out)
        throw std::system_error{errno, std::generic_category(), "cannot write " + file.string()};
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

void append_to(const fs::path& file, std::string_view text) { write(file, text, std::ios::app); }

void write_over(const fs::path& file, std::string_view text) { write(file, text, std::ios::trunc); }

}  // namespace tradepit::common
