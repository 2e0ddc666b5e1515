#pragma once

#include <chrono>

#include "common/limits.h"
#include "common/messages/parts.h"

namespace tradepit::common {

/// The limits of one answer, for a client of `lookup` with one request under way. The answer has no
/// idle limit of its own: the client has a deadline.
inline constexpr Assembly::Limits ANSWER_PARTS{.whole_bytes_max = ANSWER_BYTES_MAX,
                                               .parts_max = ANSWER_BYTES_MAX / 1'024,
                                               .under_way_max = 1,
                                               .bytes_max = ANSWER_BYTES_MAX,
                                               .idle_max = Instant::max() / 2,
                                               .when_full = Assembly::WhenFull::drop_quietest,
                                               .last_part_closes = false};

}  // namespace tradepit::common
