#pragma once

#include <filesystem>
#include <string>

#include <stdlib.h>

namespace tradepit::writer::tests {

/// A folder that is gone with everything in it when this is.
class TempDir {
public:
    TempDir() {
        std::string form = (std::filesystem::temp_directory_path() / "tradepit-XXXXXX").string();
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
