#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "cli/channel.h"
#include "common/messages/upload_messages.h"

namespace tradepit::cli {

/// Sends `octets` (from encode_upload()) to the writer, a few parts at a time, and waits for the
/// answer that follows the commit. The upload gets a new random key.
///
/// A writer that restarts has lost the parts that it got. So all parts are sent again, under the
/// same key, when the writer asks for them or answers nothing for 5 s.
/// @param progress is called with (parts answered, all parts) after each answer but the last. The
/// first number falls to 0 when all parts are sent again because the writer asked for them.
/// @return the answer. More than upload_bytes_max(kind) octets are not sent; the answer is made
/// here then, with status 422.
/// @throws Unreachable when the writer answers nothing for 10 s at the beginning, or for 60 s after
/// its last answer; also what the channel's watched descriptors throw (channel.h).
common::UploadAnswer send_upload(
    Channel& writer, common::UploadKind kind, const std::string& octets,
    const std::function<void(std::size_t, std::size_t)>& progress = [](std::size_t, std::size_t) {
    });

}  // namespace tradepit::cli
