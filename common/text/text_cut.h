#pragma once

#include <cstddef>
#include <string_view>

namespace tradepit::common {

/// The beginning of `text`, `bytes_max` at most, without a piece of a UTF-8 character at its end:
/// not of one cut here, nor of one that whoever cut the text before has left. Of what is not UTF-8
/// at most three bytes more are left out.
[[nodiscard]] std::string_view clipped_utf8(std::string_view text, std::size_t bytes_max);

}  // namespace tradepit::common
