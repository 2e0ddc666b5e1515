#pragma once

#include <filesystem>
#include <string>

namespace tradepit::common {

/// Makes a new folder. The destructor removes it with everything in it, unless it is to be kept.
/// Its name is short, because a run folder may be in it, and paths of sockets have at most 107
/// bytes.
class TemporaryFolder {
public:
    /// Makes it in the system's folder for temporary files. @throws std::system_error.
    TemporaryFolder();
    /// Makes it in `parent`, which exists. @throws std::system_error.
    explicit TemporaryFolder(const std::filesystem::path& parent);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// The path of a file in the folder. The file need not exist.
    [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }
    /// From now on the destructor leaves the folder; after let_go() it removes the folder again.
    void keep() { kept_ = true; }
    void let_go() { kept_ = false; }

private:
    std::filesystem::path path_;
    bool kept_ = false;
};

}  // namespace tradepit::common
