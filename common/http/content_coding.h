#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/http_exchange.h"

namespace tradepit::common {

/// The body of a request without its content coding, as the field Content-Encoding names it: gzip
/// (also x-gzip) is decompressed, and identity is the body itself, as is an absent field. An empty
/// body is empty whatever the field says.
/// @param coding the value of the field; empty: it was not given
/// @param bytes_max the most octets that the result may have
/// @return the body, or its refusal: 415 for any other coding and for several of them, 400 for a
/// body that is not whole gzip, and 413 for one that decompresses to more than `bytes_max` octets.
[[nodiscard]] std::variant<std::string, HttpReply> decoded_body(std::string body,
                                                                std::string_view coding,
                                                                std::size_t bytes_max);

}  // namespace tradepit::common
