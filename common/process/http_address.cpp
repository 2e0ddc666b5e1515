#include "common/process/http_address.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace tradepit::common {

namespace {

constexpr const char* FILE_NAME = "http.address";

bool is_ip(int family, const std::string& text) {
    in6_addr octets{};  // large enough for an IPv4 address, too
    return ::inet_pton(family, text.c_str(), &octets) == 1;
}

std::filesystem::path address_file(const std::string& run_dir) {
    return std::filesystem::path{run_dir} / FILE_NAME;
}

}  // namespace

std::string HttpAddress::text() const {
    const bool v6 = ip.find(':') != std::string::npos;
    return (v6 ? "[" + ip + "]" : ip) + ":" + std::to_string(port);
}

bool is_loopback_ip(const std::string& ip) {
    return ip == "::1" || (ip.starts_with("127.") && is_ip(AF_INET, ip));
}

HttpAddress parse_http_address(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos)
        throw std::invalid_argument("--http " + text + " is not ADDRESS:PORT");
    HttpAddress address{.ip = text.substr(0, colon), .port = 0};
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (error != std::errc{} || rest != end)
        throw std::invalid_argument("--http " + text + ": \"" + text.substr(colon + 1) +
                                    "\" is no port (0 to 65535)");
    std::string& ip = address.ip;
    if (ip == "localhost") ip = "127.0.0.1";
    if (ip.size() > 2 && ip.front() == '[' && ip.back() == ']') {
        ip = ip.substr(1, ip.size() - 2);
        if (is_ip(AF_INET6, ip)) return address;
    } else if (is_ip(AF_INET, ip)) {
        return address;
    }
    throw std::invalid_argument("--http " + text + ": \"" + text.substr(0, colon) +
                                "\" is no IP address (an IPv6 one stands in brackets)");
}

std::string checked_http(const std::string& http, int port, bool guarded) {
    if (http.empty() && port < 0) return "";
    const HttpAddress address =
        parse_http_address(http.empty() ? "127.0.0.1:" + std::to_string(port) : http);
    if (!address.is_loopback() && !guarded)
        throw std::invalid_argument(
            "--http " + address.text() +
            " is not a loopback address, and whoever reaches it may read and submit: with --tokens "
            "FILE tradepit up and tradepit-query ask for tokens, and --insecure allows it");
    return address.text();
}

void write_http_address(const std::string& run_dir, const std::string& address) {
    const auto file = address_file(run_dir);
    const auto fresh = file.string() + ".new";
    std::ofstream out{fresh};
    out << address << '\n';
    out.close();
    if (!out) throw std::runtime_error("cannot write " + fresh);
    std::filesystem::rename(fresh, file);
}

void keep_http_address(const std::string& run_dir, const std::string& address) {
    try {
        if (read_http_address(run_dir) != address) write_http_address(run_dir, address);
    } catch (const std::runtime_error&) {
        // The folder is gone, or the disk is full.
    }
}

std::string read_http_address(const std::string& run_dir) {
    std::ifstream file{address_file(run_dir)};
    std::string address;
    std::getline(file, address);
    return address;
}

void remove_http_address(const std::string& run_dir) {
    std::error_code ignored;
    std::filesystem::remove(address_file(run_dir), ignored);
}

}  // namespace tradepit::common
