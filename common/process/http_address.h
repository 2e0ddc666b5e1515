#pragma once

#include <cstdint>
#include <string>

namespace tradepit::common {

/// Whether `ip` is a loopback address: of 127.0.0.0/8, or "::1" (without brackets). False for any
/// other text.
[[nodiscard]] bool is_loopback_ip(const std::string& ip);

/// Where HTTP is served: an IP address, and a port (0: one that the system chooses).
struct HttpAddress {
    std::string ip;  ///< IPv6 without brackets
    std::uint16_t port = 0;

    /// The form that parse_http_address() reads: "127.0.0.1:8080", "[::1]:8080".
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool is_loopback() const { return is_loopback_ip(ip); }
    friend bool operator==(const HttpAddress&, const HttpAddress&) = default;
};

/// Reads "ADDRESS:PORT". The address is an IPv4 address, an IPv6 address in brackets, or localhost,
/// which stands for 127.0.0.1. @throws std::invalid_argument that says what is wrong.
[[nodiscard]] HttpAddress parse_http_address(const std::string& text);

/// The address to serve HTTP at: `http` where it is not empty, else 127.0.0.1 with `port` where
/// that is not negative, else an empty text for no HTTP. Beyond loopback everyone on the network
/// may read and submit, so such an address is refused unless it is `guarded`.
/// @param guarded clients need tokens, or the user has allowed access without them (--insecure)
/// @throws std::invalid_argument that says what is wrong.
[[nodiscard]] std::string checked_http(const std::string& http, int port, bool guarded);

/// Writes the address to the file http.address of the run folder, where clients look for it. The
/// file is replaced in one step. @throws std::runtime_error.
void write_http_address(const std::string& run_dir, const std::string& address);
/// Writes the file again where it is gone or has another address. Ignores errors: a later call
/// tries again.
void keep_http_address(const std::string& run_dir, const std::string& address);
/// The address in that file; empty where there is none.
[[nodiscard]] std::string read_http_address(const std::string& run_dir);
/// Removes that file, and ignores errors.
void remove_http_address(const std::string& run_dir);

}  // namespace tradepit::common
