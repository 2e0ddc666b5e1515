#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "cli/channel.h"
#include "common/messages/upload_messages.h"

namespace tradepit::cli {

/// Sends an encoded file (encode_upload()) to the writer, a few parts at a time, and waits for the
/// answer after the commit. Every part is sent again, under the same key, when the writer asks for
/// it or falls silent: it keeps no part over a restart. `progress(parts answered, parts)` is called
/// as they are. What is above upload_bytes_max() is refused here, with 422.
/// @throws Unreachable when the writer is silent for longer than a restart and a large commit take.
common::UploadAnswer send_upload(
    Channel& writer, common::UploadKind what, const std::string& octets,
    const std::function<void(std::size_t, std::size_t)>& progress = [](std::size_t, std::size_t) {
    });

}  // namespace tradepit::cli
