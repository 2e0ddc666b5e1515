#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "cli/channel.h"
#include "common/messages/upload_messages.h"

namespace tradepit::cli {

/// Sends `octets` (from encode_upload()) to the writer, a few parts at a time, and waits for the
/// answer after the commit. All parts are sent again under the same key when the writer asks for it
/// or is silent for 5 s, because the writer loses the parts when it restarts. `progress(parts
/// answered, parts)` is called after each answer to a part. Octets above upload_bytes_max() are not
/// sent; the answer is 422 then.
/// @throws Unreachable when the writer does not answer within 10 s, or is silent for 60 s after an
/// answer.
common::UploadAnswer send_upload(
    Channel& writer, common::UploadKind what, const std::string& octets,
    const std::function<void(std::size_t, std::size_t)>& progress = [](std::size_t, std::size_t) {
    });

}  // namespace tradepit::cli
