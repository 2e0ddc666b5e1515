#pragma once

#include <cstdint>
#include <string>

namespace tradepit::common {

/// Whether an IP address, an IPv6 one without brackets, is of this machine alone; nothing else is.
[[nodiscard]] bool is_loopback_ip(const std::string& ip);

/// Where HTTP is served: an IP address, and a port (0: one that the system chooses).
struct HttpAddress {
    std::string ip;
    std::uint16_t port = 0;

    /// "127.0.0.1:8080", "[::1]:8080".
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool is_loopback() const { return is_loopback_ip(ip); }
    friend bool operator==(const HttpAddress&, const HttpAddress&) = default;
};

/// Reads "A:P": A an IPv4 address, an IPv6 address in brackets, or localhost (127.0.0.1).
/// @throws std::invalid_argument that says what is wrong.
[[nodiscard]] HttpAddress parse_http_address(const std::string& text);

/// What to serve HTTP at: `http` where it is given, else 127.0.0.1 with `port` where that is, else
/// nothing (empty). Beyond loopback everyone on the network may read and submit: refused unless
/// tokens are asked for or it is wanted so (`guarded`). @throws std::invalid_argument that says
/// what is wrong.
[[nodiscard]] std::string checked_http(const std::string& http, int port, bool guarded);

/// Leaves the address where callers look for it, in one piece. @throws std::runtime_error.
void write_http_address(const std::string& run_dir, const std::string& address);
/// The address that was left there; empty where none is.
[[nodiscard]] std::string read_http_address(const std::string& run_dir);
void remove_http_address(const std::string& run_dir);

}  // namespace tradepit::common
