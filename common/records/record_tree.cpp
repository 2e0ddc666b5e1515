#include "common/records/record_tree.h"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "common/limits.h"
#include "common/process/descriptor.h"

namespace tradepit::common {

namespace fs = std::filesystem;

namespace {

/// Throws std::system_error for errno. `what` is a verb: "cannot open PATH".
[[noreturn]] void fail(const std::string& what, const fs::path& path) {
    const int reason = errno;
    throw std::system_error{reason, std::generic_category(),
                            "cannot " + what + " " + path.string()};
}

/// An open file, closed by the destructor at the latest.
class File {
public:
    File(const fs::path& path, int flags)
        : path_{path}, descriptor_{::open(path.c_str(), flags | O_CLOEXEC, 0666)} {
        if (descriptor_ < 0) fail("open", path);
    }
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }

    /// Writes the whole text and closes the file.
    void write(std::string_view text) {
        if (!write_all(descriptor_, text)) fail("write", path_);
        // Some file systems report a full disk only when a file is closed.
        if (::close(std::exchange(descriptor_, -1)) != 0) fail("write", path_);
    }

private:
    const fs::path& path_;
    int descriptor_;
};

/// Makes the file and its folders where they do not exist. `flags` says where the text goes:
/// O_APPEND or O_TRUNC.
void write(const fs::path& path, std::string_view text, int flags) {
    fs::create_directories(path.parent_path());
    File{path, flags | O_WRONLY | O_CREAT | O_NOFOLLOW}.write(text);
}

}  // namespace

fs::path position_file(const fs::path& folder, const ModelFolder& model) {
    return folder / model.value() / "position" / "position.jsonl";
}

fs::path log_file(const fs::path& folder, const ModelFolder& model, const std::string& date) {
    return folder / model.value() / "log" / date / "log.jsonl";
}

void append_to(const fs::path& file, std::string_view text) { write(file, text, O_APPEND); }

void write_over(const fs::path& file, std::string_view text) { write(file, text, O_TRUNC); }

void cut_to(const fs::path& file, std::uintmax_t bytes) {
    if (!fs::exists(fs::symlink_status(file))) return;
    const File opened{file, O_WRONLY | O_NOFOLLOW};
    if (::ftruncate(opened.descriptor(), static_cast<off_t>(bytes)) != 0) fail("cut", file);
}

void sync_file_system(const fs::path& folder) {
    const File opened{folder, O_RDONLY | O_DIRECTORY};
    if (::syncfs(opened.descriptor()) != 0) fail("sync", folder);
}

}  // namespace tradepit::common
