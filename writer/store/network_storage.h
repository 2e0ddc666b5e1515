#pragma once

#include <string>

namespace tradepit::writer {

/// Whether a file or folder lies on a file system that another machine keeps. False where that
/// cannot be told, and of FUSE, which may be either.
[[nodiscard]] bool is_on_network(const std::string& path);

}  // namespace tradepit::writer
