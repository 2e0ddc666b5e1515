#pragma once

#include <filesystem>
#include <string>

namespace tradepit::common {

/// A folder of its own, gone with its owner unless it is kept. Its name is short, because paths of
/// sockets have at most 107 bytes.
class TemporaryFolder {
public:
    /// In the system's folder for temporary files. @throws std::system_error.
    TemporaryFolder();
    /// In `parent`, which exists. @throws std::system_error.
    explicit TemporaryFolder(const std::filesystem::path& parent);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// The path of a file in it, which need not be there.
    [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }
    void keep() { kept_ = true; }
    void let_go() { kept_ = false; }

private:
    std::filesystem::path path_;
    bool kept_ = false;
};

}  // namespace tradepit::common
