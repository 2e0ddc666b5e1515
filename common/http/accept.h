#pragma once

#include <string_view>

/// Which formats and encodings a client accepts (RFC 9110, sections 12.5.1 and 12.5.3). Pure.
namespace tradepit::common {

/// Chooses "json", "csv" or "jsonl" by an Accept field: the format with the highest quality, and of
/// equal ones the first. Returns "json" where the field names none of them.
[[nodiscard]] std::string_view accepted_format(std::string_view accept);

/// Whether an Accept-Encoding field allows gzip.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

}  // namespace tradepit::common
