#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tradepit::common {

/// The most bytes of a text from outside that a message repeats.
inline constexpr size_t QUOTED_BYTES_MAX = 80;

/// `text` between double quotes, safe in any message. At most its first QUOTED_BYTES_MAX bytes are
/// repeated, and "…" stands for the rest; no character is split. A quote becomes \", and what
/// cannot be seen is escaped as by visible_text() (visible.h). (The name is not "quoted", because
/// for a std::string argument std::quoted would be found, too.)
[[nodiscard]] std::string quoted_text(std::string_view text);

/// The same without the quotes, for a message in which the text stands alone; a quote stays as it
/// is. At most the first `bytes_max` bytes are repeated.
[[nodiscard]] std::string printable_text(std::string_view text,
                                         size_t bytes_max = QUOTED_BYTES_MAX);

}  // namespace tradepit::common
