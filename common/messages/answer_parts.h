#pragma once

#include <chrono>

#include "common/limits.h"
#include "common/messages/parts.h"

namespace tradepit::common {

/// The limits with which a client of the socket `lookup` joins the parts of an answer (Answer in
/// lookup_messages.h). The client waits for one answer at a time, until a deadline of its own. So
/// an incomplete answer never expires, and the first part of a new answer displaces the old one. A
/// client cannot ask for missing parts, so it waits for them also after the part with the highest
/// number has come.
inline constexpr Assembly::Limits ANSWER_PART_LIMITS{.whole_bytes_max = ANSWER_BYTES_MAX,
                                                     // Enough for parts of 1 KiB.
                                                     .parts_max = ANSWER_BYTES_MAX / 1'024,
                                                     .under_way_max = 1,
                                                     .bytes_max = ANSWER_BYTES_MAX,
                                                     // Half, so that it can be added to an Instant.
                                                     .idle_max = Duration::max() / 2,
                                                     .when_full = Assembly::WhenFull::drop_quietest,
                                                     .refuses_gaps = false};

}  // namespace tradepit::common
