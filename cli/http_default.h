#pragma once

#include <string>

namespace tradepit::cli {

/// "127.0.0.1:8080", the port from API_PORT where that is set, whatever stands there.
std::string default_http();

/// Where the HTTP API is served: `given`, or the default where it is empty; a loopback address
/// unless `guarded`: tokens are asked for, or it is wanted so. The rule is query's
/// (common/process/http_address.h). @return "A:P", A an IP address.
/// @throws UsageError naming --http or API_PORT, for what query would refuse.
std::string checked_http(const std::string& given, bool guarded);

}  // namespace tradepit::cli
