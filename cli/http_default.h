#pragma once

#include <string>

namespace tradepit::cli {

/// "127.0.0.1:8080", the port from API_PORT where that is set.
std::string default_http();

/// What is wrong with `text` as ADDRESS:PORT, or nothing (empty).
std::string http_fault(const std::string& text);

}  // namespace tradepit::cli
