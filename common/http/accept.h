#pragma once

#include <string_view>

/// What a client says that it takes (RFC 9110, sections 12.5.1 and 12.5.3). Pure.
namespace tradepit::common {

/// The best of "json", "csv" and "jsonl" by an Accept field: that with the highest quality, of
/// equal ones the first. "json" where it names none of them.
[[nodiscard]] std::string_view accepted_format(std::string_view accept);

/// Whether an Accept-Encoding field admits gzip.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

}  // namespace tradepit::common
