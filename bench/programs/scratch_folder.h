#pragma once

#include <filesystem>
#include <string>

namespace tradepit::bench {

/// A folder of its own for one run, gone afterwards. @throws std::system_error.
class ScratchFolder {
public:
    /// Inside `parent`, which exists. Its name is short: sockets have their paths in it.
    explicit ScratchFolder(const std::filesystem::path& parent);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace tradepit::bench
