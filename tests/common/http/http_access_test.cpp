#include "common/http/http_access.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

/// The names of a list, separated by spaces, or "! " and what is wrong.
std::string told(const std::variant<std::vector<std::string>, std::string>& read) {
    if (const auto* fault = std::get_if<std::string>(&read)) return "! " + *fault;
    std::string text;
    for (const auto& name : std::get<std::vector<std::string>>(read))
        text += (text.empty() ? "" : " ") + name;
    return text;
}

TEST(HttpAccess, AnOriginIsASchemeAHostAndAPortThatIsNotTheSchemes) {
    const std::pair<const char*, const char*> table[] = {
        {"https://dash.example", "https://dash.example"},
        {"HTTPS://Dash.Example", "https://dash.example"},
        {"https://dash.example:443", "https://dash.example"},
        {"http://dash.example:80", "http://dash.example"},
        {"https://dash.example:80", "https://dash.example:80"},
        {"http://dash.example:443", "http://dash.example:443"},
        {"http://10.0.0.7:3000", "http://10.0.0.7:3000"},
        {"http://[::1]:8080", "http://[::1]:8080"},
        {"http://[2001:DB8::7]", "http://[2001:db8::7]"},
        {"http://dash.example:65535", "http://dash.example:65535"},
    };
    for (const auto& [text, origin] : table) EXPECT_EQ(normal_origin(text), origin) << text;
    for (const char* text : {"",
                             "null",
                             "*",
                             "dash.example",
                             "https://",
                             "https:///",
                             "ftp://dash.example",
                             "https://dash.example/",
                             "https://dash.example/a",
                             "https://dash.example?a",
                             "https://dash.example:",
                             "https://dash.example:0",
                             "https://dash.example:65536",
                             "https://dash.example:x",
                             "https://dash example",
                             "https://user@dash.example",
                             "http://[::1",
                             "http://::1",
                             "http://[dash]",
                             "https://*.example",
                             "https://d\xc3\xa4sh"})
        EXPECT_EQ(normal_origin(text), std::nullopt) << text;
}

TEST(HttpAccess, HostsAreNamesAndAddressesWithCommasBetween) {
    EXPECT_EQ(told(parse_hosts("")), "");
    EXPECT_EQ(told(parse_hosts(" API.example.com , 10.0.0.7,[2001:DB8::7],, box_1, ::1")),
              "api.example.com 10.0.0.7 [2001:db8::7] box_1 [::1]");
    for (const std::string word : {"http://a", "a:80", "*", "a/b", "[x]", ":::x", "a b"})
        EXPECT_EQ(told(parse_hosts("good," + word)),
                  "! \"" + word + "\": a host is a name or an IP address, without scheme and port");
}

TEST(HttpAccess, OriginsHaveCommasBetweenAndNoStar) {
    EXPECT_EQ(told(parse_origins("https://A.example:443, http://b.example:3000")),
              "https://a.example http://b.example:3000");
    EXPECT_EQ(told(parse_origins("https://a.example,dash.example")),
              "! \"dash.example\": an origin is http:// or https:// and a host, with a port where "
              "it is not that of the scheme, and nothing behind it");
    EXPECT_EQ(told(parse_origins("https://a.example,*")),
              "! \"*\": name each origin; with \"*\" every page that somebody opens could read and "
              "submit");
}

TEST(HttpAccess, NamesAtTheLimitAreTakenAndOneMoreRefused) {
    std::string list;
    for (std::size_t i = 0; i < ACCESS_NAMES_MAX; ++i) list += "host" + std::to_string(i) + ",";
    EXPECT_FALSE(told(parse_hosts(list)).starts_with('!'));
    EXPECT_EQ(told(parse_hosts(list + "more")), "! \"more\": there are more than 64 names");
    EXPECT_FALSE(told(parse_hosts("h" + std::string(252, 'x'))).starts_with('!'));
    EXPECT_TRUE(told(parse_hosts("h" + std::string(253, 'x'))).starts_with('!'));
}

const HttpAccess NAMED{.hosts = {"api.example.com", "[2001:db8::7]"},
                       .origins = {"https://dash.example", "http://dash.example:3000"}};

TEST(HttpAccess, OnLoopbackAHostMustBeThisMachineOrNamed) {
    const auto is_refused = [](const char* host, HttpReach reach, const HttpAccess& access) {
        return access_fault({.changes_nothing = true, .host = host}, reach, access).has_value();
    };
    for (const char* host : {"localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.2:8080", "[::1]",
                             "[::1]:8080", "localhost:"}) {
        EXPECT_FALSE(is_refused(host, HttpReach::loopback, {})) << host;
        EXPECT_FALSE(is_refused(host, HttpReach::loopback, NAMED)) << host;
    }
    for (const char* host :
         {"api.example.com", "API.Example.COM:443", "[2001:DB8::7]", "[2001:db8::7]:8080"}) {
        EXPECT_TRUE(is_refused(host, HttpReach::loopback, {})) << host;
        EXPECT_FALSE(is_refused(host, HttpReach::loopback, NAMED)) << host;
        EXPECT_FALSE(is_refused(host, HttpReach::network, {})) << host;
    }
    for (const char* host :
         {"evil.example", "api.example.com.evil.example", "xapi.example.com", "api.example.com:x",
          "[2001:db8::8]", "localhost:evil", "128.0.0.1", "127.0.0.1.", "[::1]evil", "[", ""})
        EXPECT_TRUE(is_refused(host, HttpReach::loopback, NAMED)) << host;
    const HttpSender old{.changes_nothing = true, .host = std::nullopt};
    EXPECT_FALSE(access_fault(old, HttpReach::loopback, {})) << "HTTP/1.0 has no Host";
}

struct Sent {
    const char* host;
    const char* origin;
    bool alone;  ///< whether the request is served without names
    bool named;  ///< whether it is served with NAMED
};

TEST(HttpAccess, APageMayChangeSomethingWhereItIsOfThisSiteOrNamed) {
    const Sent table[] = {
        {"localhost:8080", "", true, true},
        {"localhost:8080", "http://localhost:8080", true, true},
        {"localhost", "http://localhost", true, true},
        {"localhost:80", "http://localhost", true, true},
        {"localhost", "https://localhost:443", true, true},
        {"LOCALHOST:8080", "http://localhost:8080", true, true},
        {"[::1]:8080", "http://[::1]:8080", true, true},
        {"API.example.com:443", "https://api.example.com", true, true},
        {"api.example.com", "https://api.example.com", true, true},
        {"api.example.com:8443", "https://api.example.com:8443", true, true},
        {"localhost:8080", "http://localhost:8081", false, false},
        {"localhost:8080", "http://localhost", false, false},
        {"localhost:443", "http://localhost", false, false},
        {"localhost:8080", "https://localhost.evil.example:8080", false, false},
        {"127.0.0.1:8080", "http://localhost:8080", false, false},
        {"127.0.0.1:8080", "https://api.example.com", false, false},
        {"127.0.0.1:8080", "https://dash.example", false, true},
        {"127.0.0.1:8080", "HTTPS://DASH.example:443", false, true},
        {"127.0.0.1:8080", "http://dash.example:3000", false, true},
        {"127.0.0.1:8080", "http://dash.example", false, false},
        {"127.0.0.1:8080", "https://dash.example:3000", false, false},
        {"127.0.0.1:8080", "https://sub.dash.example", false, false},
        {"127.0.0.1:8080", "https://dash.example.evil.example", false, false},
        {"127.0.0.1:8080", "null", false, false},
        {"null", "null", false, false},
        {"127.0.0.1:8080", "file://", false, false},
        {"", "http://", false, false},
    };
    for (const auto& [host, origin, alone, named] : table) {
        const auto is_served = [&](const HttpAccess& access) {
            return !access_fault({.host = host, .origin = origin}, HttpReach::network, access);
        };
        EXPECT_EQ(is_served({}), alone) << host << " " << origin;
        EXPECT_EQ(is_served(NAMED), named) << host << " " << origin;
        EXPECT_FALSE(access_fault({.changes_nothing = true, .host = host, .origin = origin},
                                  HttpReach::network, {}))
            << "a read changes nothing: " << origin;
        EXPECT_FALSE(is_admitted(origin, {})) << origin;
    }
}

TEST(HttpAccess, AnOriginIsAdmittedWhereItIsNamed) {
    for (const char* origin : {"https://dash.example", "https://DASH.example:443"})
        EXPECT_TRUE(is_admitted(origin, NAMED)) << origin;
    for (const char* origin : {"", "null", "http://dash.example", "https://dash.example/"})
        EXPECT_FALSE(is_admitted(origin, NAMED)) << origin;
}

}  // namespace
}  // namespace tradepit::common
