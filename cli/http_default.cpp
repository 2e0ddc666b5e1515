#include "cli/http_default.h"

#include <charconv>
#include <cstdlib>

namespace tradepit::cli {

namespace {

constexpr int PORT_MAX = 65'535;

}  // namespace

std::string default_http() {
    const char* port = std::getenv("API_PORT");
    return std::string{"127.0.0.1:"} + (port == nullptr || *port == '\0' ? "8080" : port);
}

std::string http_fault(const std::string& text) {
    const auto colon = text.rfind(':');
    int port = -1;
    if (colon != std::string::npos && colon > 0) {
        const char* const end = text.data() + text.size();
        const auto read = std::from_chars(text.data() + colon + 1, end, port);
        if (read.ec != std::errc{} || read.ptr != end) port = -1;
    }
    if (port >= 0 && port <= PORT_MAX) return {};
    return text + " is not ADDRESS:PORT with a port up to " + std::to_string(PORT_MAX);
}

}  // namespace tradepit::cli
