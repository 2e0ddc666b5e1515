#pragma once

#include <string>

namespace tradepit::cli {

/// "127.0.0.1:8080", with the port from API_PORT where that is set. The port is not checked here.
std::string default_http();

/// The ADDRESS:PORT of the HTTP API: `given`, or the default where it is empty; ADDRESS is an IP
/// address. `guarded` means that HTTP asks for tokens or that --insecure was given; without it only
/// a loopback address is accepted. The rule is common::checked_http().
/// @throws UsageError with --http or API_PORT for an address that query would refuse.
std::string checked_http(const std::string& given, bool guarded);

}  // namespace tradepit::cli
