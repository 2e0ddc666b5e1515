#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/http/http_exchange.h"

/// Who may send requests to an HTTP server, by the fields Host and Origin. Pure.
namespace tradepit::common {

/// The names that a server allows beside its own.
struct HttpAccess {
    /// Names and IP addresses that Host may have on loopback, in lower case, without a port. A
    /// proxy on the same machine passes such a Host on.
    std::vector<std::string> hosts = {};
    /// Origins, in the form of normal_origin(), whose pages may read answers and submit.
    std::vector<std::string> origins = {};
};

/// The most names in each of the lists of HttpAccess.
inline constexpr std::size_t ACCESS_NAMES_MAX = 64;

/// The origin of a web page, "scheme://host[:port]", in lower case and without the default port of
/// the scheme; nothing for a text that is no origin of http or https ("null", "https://a/b").
[[nodiscard]] std::optional<std::string> normal_origin(std::string_view text);

/// Reads HttpAccess::hosts from a list that is separated by commas: "api.example.com, 10.0.0.7". An
/// IPv6 address may stand in brackets. A string as the result says what is wrong with which name.
[[nodiscard]] std::variant<std::vector<std::string>, std::string> parse_hosts(
    std::string_view text);

/// Reads HttpAccess::origins from a list that is separated by commas: "https://dash.example,
/// http://10.0.0.7:3000". A string as the result says what is wrong with which origin. "*" is
/// refused: it would let every page that somebody opens read and submit.
[[nodiscard]] std::variant<std::vector<std::string>, std::string> parse_origins(
    std::string_view text);

/// What a request says of who sends it.
struct HttpSender {
    bool changes_nothing = false;          ///< the method is GET, HEAD or OPTIONS
    std::optional<std::string_view> host;  ///< the field Host; nothing: it is absent (HTTP/1.0)
    std::string_view origin = {};          ///< the field Origin; empty: it is absent
};

/// Where a server listens: for this machine alone, or for the network.
enum class HttpReach : std::uint8_t { loopback, network };

/// The refusal with 403 of a request that must not be served; nothing for any other request.
///
/// A server on loopback serves only requests to localhost, to a loopback address or to one of
/// `access.hosts`. Where only this machine can reach the server, any other Host comes from a page
/// whose host name was made to resolve to this machine (DNS rebinding).
///
/// A request that may change something and comes from a page of another site must come from one of
/// `access.origins`. A browser lets a page send simple requests to other sites, though it hides the
/// answer from the page. Such a page must not submit jobs.
[[nodiscard]] std::optional<HttpReply> access_fault(const HttpSender& sender, HttpReach reach,
                                                    const HttpAccess& access);

/// Whether `origin`, a field Origin, is one of `access.origins`: a browser lets the page read the
/// answer only where the answer repeats its origin.
[[nodiscard]] bool is_admitted(std::string_view origin, const HttpAccess& access);

}  // namespace tradepit::common
