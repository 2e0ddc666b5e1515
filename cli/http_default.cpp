#include "cli/http_default.h"

#include <cstdlib>
#include <stdexcept>

#include "cli/failures.h"
#include "common/process/http_address.h"

namespace tradepit::cli {

std::string default_http() {
    const char* port = std::getenv("API_PORT");
    return std::string{"127.0.0.1:"} + (port == nullptr || *port == '\0' ? "8080" : port);
}

std::string http_or_default(const std::string& given, bool guarded) {
    const auto address = given.empty() ? default_http() : given;
    try {
        constexpr int NO_PORT = -1;  // the address has the port
        return common::checked_http(address, NO_PORT, guarded);
    } catch (const std::invalid_argument& error) {
        if (!given.empty()) throw UsageError(error.what());
        throw UsageError("API_PORT " + address.substr(address.find(':') + 1) +
                         " is not a port (0 to 65535)");
    }
}

}  // namespace tradepit::cli
