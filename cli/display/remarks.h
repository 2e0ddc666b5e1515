#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "cli/folder_walk.h"

namespace tradepit::cli {

/// A line for each remark: "left out: PATH: Permission denied", or "note: PATH is a link to …". A
/// last line counts those that are not listed.
[[nodiscard]] std::string remarks_text(const Remarks& remarks);
/// One {"path", "reason", "kind": "missing" or "note"} for each listed remark.
[[nodiscard]] nlohmann::ordered_json remarks_json(const Remarks& remarks);

}  // namespace tradepit::cli
