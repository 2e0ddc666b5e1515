#pragma once

#include <vector>

#include "common/messages/messages.h"

namespace tradepit::common {

/// One example of every message, no field at its default: what tests/golden freezes.
std::vector<Message> example_messages();
std::vector<Event> example_events();
Job example_job();
/// One example of every command and of every kind of upload.
std::vector<Command> example_commands();
std::vector<UploadContent> example_uploads();

}  // namespace tradepit::common
