#pragma once

#include <filesystem>
#include <string>

namespace tradepit::bench {

/// A new folder for one run. The destructor removes it with its content.
class ScratchFolder {
public:
    /// Makes a folder in `parent`, which must exist. Its name is short, because the paths of ipc
    /// sockets have a small limit. @throws std::system_error when it cannot be made.
    explicit ScratchFolder(const std::filesystem::path& parent);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace tradepit::bench
