#pragma once

#include <vector>

#include "common/messages/messages.h"

namespace tradepit::common {

/// One example of every message. tests/golden has the encoded bytes of these examples, so a change
/// of them is a change of the protocol. No field has its default value, so that a field which is
/// not encoded is noticed.
std::vector<Message> example_messages();
std::vector<Event> example_events();
Job example_job();

}  // namespace tradepit::common
