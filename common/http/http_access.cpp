#include "common/http/http_access.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "common/process/http_address.h"
#include "common/text/letters.h"
#include "common/text/quoted.h"
#include "common/text/words.h"

namespace tradepit::common {

namespace {

constexpr std::string_view PORT_DIGITS = "0123456789";
/// Of a name in DNS, and of the octets of an IPv4 address.
constexpr std::string_view NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-._";
/// Of an IPv6 address between brackets.
constexpr std::string_view V6_CHARACTERS = "0123456789abcdef:.";
/// The longest name of a host in DNS.
constexpr std::size_t HOST_BYTES_MAX = 253;

/// A host with or without a port. The views point into the text that was read.
struct Authority {
    std::string_view host;  ///< an IPv6 address with its brackets
    std::string_view port;  ///< digits; empty: none is given
};

/// Reads "host" or "host:port"; nothing where the port is none.
std::optional<Authority> authority_of(std::string_view text) {
    const auto end = text.starts_with('[') ? text.find(']') + 1 : text.find(':');
    if (end >= text.size()) return Authority{text, {}};
    const auto port = text.substr(end + 1);
    if (text[end] != ':' || port.find_first_not_of(PORT_DIGITS) != port.npos) return std::nullopt;
    return Authority{text.substr(0, end), port};
}

/// Whether the text, in lower case, can be a host.
bool is_host(std::string_view text) {
    if (text.empty() || text.size() > HOST_BYTES_MAX) return false;
    if (!text.starts_with('[')) return text.find_first_not_of(NAME_CHARACTERS) == text.npos;
    if (!text.ends_with(']')) return false;
    text = text.substr(1, text.size() - 2);
    return text.find(':') != text.npos && text.find_first_not_of(V6_CHARACTERS) == text.npos;
}

bool is_port(std::string_view digits) {
    std::uint16_t port = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, port);
    return error == std::errc{} && rest == end && port > 0;
}

bool has_name(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

/// Whether `host`, a Host, names this machine by a name that cannot lead elsewhere, or is listed.
bool names_this_machine(std::string_view host, const std::vector<std::string>& hosts) {
    const auto authority = authority_of(host);
    if (!authority) return false;
    const auto name = in_small_letters(authority->host);
    return name == "localhost" || name == "[::1]" || is_loopback_ip(name) || has_name(hosts, name);
}

/// Whether a page of the site that `host`, a Host, names has this origin.
bool is_of_site(const std::string& origin, std::string_view host) {
    const auto scheme = origin.substr(0, origin.find("://") + 3);
    return normal_origin(scheme + std::string{host}) == origin;
}

using Names = std::vector<std::string>;

/// Reads a list of names. `read` makes the normal form of one, and is nothing for a wrong one;
/// `rule` says how one must be.
template <class Read>
std::variant<Names, std::string> parse_names(std::string_view text, Read read,
                                             std::string_view rule) {
    Names names;
    for (const auto word : words_of(text, ',')) {
        auto name = read(word);
        if (!name) return quoted_text(word) + ": " + std::string{rule};
        if (names.size() == ACCESS_NAMES_MAX)
            return quoted_text(word) + ": there are more than " + std::to_string(ACCESS_NAMES_MAX) +
                   " names";
        names.push_back(std::move(*name));
    }
    return names;
}

}  // namespace

std::optional<std::string> normal_origin(std::string_view text) {
    const auto origin = in_small_letters(text);
    const bool secure = origin.starts_with("https://");
    if (!secure && !origin.starts_with("http://")) return std::nullopt;
    const std::string scheme = secure ? "https://" : "http://";
    const auto authority = authority_of(std::string_view{origin}.substr(scheme.size()));
    if (!authority || !is_host(authority->host)) return std::nullopt;
    const auto& port = authority->port;
    if (port.empty() && origin.ends_with(':')) return std::nullopt;
    if (!port.empty() && !is_port(port)) return std::nullopt;
    const bool is_default = port.empty() || port == (secure ? "443" : "80");
    return scheme + std::string{authority->host} + (is_default ? "" : ":" + std::string{port});
}

std::variant<Names, std::string> parse_hosts(std::string_view text) {
    const auto read = [](std::string_view word) {
        auto host = in_small_letters(word);
        // CLI11 takes the brackets of a value away, because they could be those of a list.
        if (std::ranges::count(host, ':') > 1 && !host.starts_with('[')) host = "[" + host + "]";
        return is_host(host) ? std::optional{std::move(host)} : std::nullopt;
    };
    return parse_names(text, read, "a host is a name or an IP address, without scheme and port");
}

std::variant<Names, std::string> parse_origins(std::string_view text) {
    for (const auto word : words_of(text, ','))
        if (word == "*")
            return std::string{
                "\"*\": name each origin; with \"*\" every page that somebody opens could read "
                "and submit"};
    return parse_names(text, normal_origin,
                       "an origin is http:// or https:// and a host, with a port where it is not "
                       "that of the scheme, and nothing behind it");
}

std::optional<HttpReply> access_fault(const HttpSender& sender, HttpReach reach,
                                      const HttpAccess& access) {
    if (reach == HttpReach::loopback && sender.host &&
        !names_this_machine(*sender.host, access.hosts))
        return http_refusal(403,
                            "the field Host must name localhost, a loopback address or a host "
                            "of the setting allowed-hosts, got " +
                                quoted_text(*sender.host));
    if (sender.changes_nothing || sender.origin.empty()) return std::nullopt;
    const auto origin = normal_origin(sender.origin);
    if (origin &&
        (is_of_site(*origin, sender.host.value_or("")) || has_name(access.origins, *origin)))
        return std::nullopt;
    return http_refusal(403,
                        "the request comes from a page of another site, which the setting "
                        "allowed-origins does not name: " +
                            quoted_text(sender.origin));
}

bool is_admitted(std::string_view origin, const HttpAccess& access) {
    const auto normal = normal_origin(origin);
    return normal && has_name(access.origins, *normal);
}

}  // namespace tradepit::common
