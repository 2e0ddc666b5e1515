#pragma once

#include <cstdint>
#include <string>

namespace tradepit::common {

/// Whether `ip` is a loopback address: of 127.0.0.0/8, or "::1" (without brackets). False for any
/// other text.
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

/// The address to serve HTTP at: `http` where it is given, else 127.0.0.1 with `port` where that is
/// not negative, else an empty text for no HTTP. Beyond loopback everyone on the network may read
/// and submit, so such an address is refused unless it is `guarded`: tokens are required, or the
/// user allowed it. @throws std::invalid_argument that says what is wrong.
[[nodiscard]] std::string checked_http(const std::string& http, int port, bool guarded);

/// Writes the address to a file of the run folder, where clients look for it; the file is replaced
/// in one step. @throws std::runtime_error.
void write_http_address(const std::string& run_dir, const std::string& address);
/// The address in that file; empty where there is none.
[[nodiscard]] std::string read_http_address(const std::string& run_dir);
/// Removes that file, and ignores errors.
void remove_http_address(const std::string& run_dir);

}  // namespace tradepit::common
