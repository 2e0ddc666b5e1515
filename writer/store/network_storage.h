#pragma once

#include <string>

namespace tradepit::writer {

/// Whether a file or folder is on a network file system. False where that is not known, and for
/// FUSE, which may be local or not.
[[nodiscard]] bool is_on_network(const std::string& path);

}  // namespace tradepit::writer
