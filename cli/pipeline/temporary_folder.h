#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace tradepit::cli {

/// A new folder in the system's temporary folder. The destructor removes it, unless keep() was
/// called. The constructor throws std::system_error when it cannot be made.
class TemporaryFolder {
public:
    TemporaryFolder()
        : path_((std::filesystem::temp_directory_path() / "tradepit-XXXXXX").string()) {
        if (::mkdtemp(path_.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;  // a folder left in the temporary folder does no harm
        if (!kept_) std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    void keep() { kept_ = true; }
    void let_go() { kept_ = false; }

private:
    std::string path_;
    bool kept_ = false;
};

}  // namespace tradepit::cli
