#include "cli/http_default.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "cli/failures.h"

namespace tradepit::cli {

namespace {

constexpr int PORT_MAX = 65'535;

bool is_port(std::string_view text) {
    int port = -1;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, port);
    return read.ec == std::errc{} && read.ptr == end && port >= 0 && port <= PORT_MAX;
}

bool is_ip(int family, const std::string& text) {
    in6_addr octets{};
    return ::inet_pton(family, text.c_str(), &octets) == 1;
}

/// The IP address in the host part of ADDRESS:PORT; empty when it is not one. An IPv6 address must
/// be in brackets and is given back without them.
std::string ip_of(const std::string& host) {
    if (host == "localhost") return "127.0.0.1";
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (!brackets) return is_ip(AF_INET, host) ? host : "";
    const auto inner = host.substr(1, host.size() - 2);
    return is_ip(AF_INET6, inner) ? inner : "";
}

}  // namespace

std::string default_http() {
    const char* port = std::getenv("API_PORT");
    return std::string{"127.0.0.1:"} + (port == nullptr || *port == '\0' ? "8080" : port);
}

std::string checked_http(const std::string& given, bool guarded) {
    const auto address = given.empty() ? default_http() : given;
    const auto colon = address.rfind(':');
    if (colon == std::string::npos || !is_port(std::string_view{address}.substr(colon + 1))) {
        if (given.empty())
            throw UsageError("API_PORT " + address.substr(address.find(':') + 1) +
                             " is not a port (0 to " + std::to_string(PORT_MAX) + ")");
        throw UsageError("--http " + address + " is not ADDRESS:PORT with a port up to " +
                         std::to_string(PORT_MAX));
    }
    const auto ip = ip_of(address.substr(0, colon));
    if (ip.empty())
        throw UsageError("--http " + address + ": \"" + address.substr(0, colon) +
                         "\" is no IP address (an IPv6 one stands in brackets)");
    if (!ip.starts_with("127.") && ip != "::1" && !guarded)
        throw UsageError("--http " + address +
                         " is not a loopback address, and whoever reaches it may read and submit; "
                         "tradepit up --tokens FILE asks for tokens, and --insecure allows it");
    return address;
}

}  // namespace tradepit::cli
