#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "cli/channel.h"
#include "common/messages/upload_messages.h"

namespace tradepit::cli {

/// Sends `octets` (from encode_upload()) to the writer, a few parts at a time, and waits for the
/// answer that follows the commit. The upload has a key, which this function draws.
///
/// A restart of the writer loses the parts that it has. So all parts are sent again, under the same
/// key, when the writer asks for them or sends nothing for 5 s.
/// @param progress is called with (parts acknowledged, all parts) after each acknowledgement.
/// @return the answer. More than upload_bytes_max() octets are not sent at all; its status is 422
/// then.
/// @throws Unreachable when the writer sends nothing for 10 s at the beginning, or for 60 s after
/// it has acknowledged a part.
common::UploadAnswer send_upload(
    Channel& writer, common::UploadKind what, const std::string& octets,
    const std::function<void(std::size_t, std::size_t)>& progress = [](std::size_t, std::size_t) {
    });

}  // namespace tradepit::cli
