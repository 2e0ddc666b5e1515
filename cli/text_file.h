#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace tradepit::cli {

/// The content of the file. A pipe or a terminal is read to its end, and a pipe without a writer is
/// empty. Of a file that never ends no more than `bytes_max` bytes and one are read.
/// @throws UsageError when it cannot be read, is a folder, a socket or a disk, or has more than
/// `bytes_max` bytes. The error's text begins with `what` and the file's name; `what` is the
/// argument that named the file ("CONFIG"), or empty. @throws Stopped when SIGTERM or SIGINT came
/// while it waited for a pipe or a terminal.
std::string read_text(const std::filesystem::path& file, const std::string& what,
                      std::size_t bytes_max);

/// What a file of this mode (stat's st_mode) is, where it is neither a regular file nor a link: "a
/// folder", "a FIFO", "a socket", "a device".
[[nodiscard]] const char* kind_of_file(unsigned mode);

}  // namespace tradepit::cli
