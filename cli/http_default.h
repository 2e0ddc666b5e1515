#pragma once

#include <string>

namespace tradepit::cli {

/// "127.0.0.1:8080", with the port from API_PORT where that is set. The port is not checked here.
std::string default_http();

/// The ADDRESS:PORT of the HTTP API: `given`, or default_http() where that is empty. ADDRESS is an
/// IP address, or localhost, which becomes 127.0.0.1. `guarded` means that HTTP asks for tokens or
/// that --insecure was given; without it only a loopback address is accepted. The check is
/// common::checked_http(), which query uses too.
/// @throws UsageError for an address that is invalid or not accepted.
std::string http_or_default(const std::string& given, bool guarded);

}  // namespace tradepit::cli
