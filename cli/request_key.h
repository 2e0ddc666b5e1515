#pragma once

#include <string>

namespace tradepit::cli {

/// A random UUID (version 4): the key under which a request is made once, however often it is sent.
std::string make_request_key();

}  // namespace tradepit::cli
