#pragma once

#include <filesystem>
#include <string>

#include <stdlib.h>

namespace tradepit::writer::tests {

/// A temporary folder, removed with everything in it at the end of its lifetime.
class TempDir {
public:
    explicit TempDir(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
        std::string form = (parent / "tradepit-XXXXXX").string();
        if (::mkdtemp(form.data()) == nullptr)
            throw std::filesystem::filesystem_error{
                "mkdtemp", form, std::error_code{errno, std::generic_category()}};
        path_ = form;
    }
    ~TempDir() {
        std::error_code ignored;  // a leftover folder harms no other test
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

}  // namespace tradepit::writer::tests
