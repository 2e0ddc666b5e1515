#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/messages/upload_messages.h"
#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Why a file is not imported. `status` is that of the UploadAnswer, as in HTTP.
struct ImportRefusal {
    std::int32_t status = 0;
    std::string detail;
};

/// The status of a file whose content, or a name in it, breaks a rule.
inline constexpr std::int32_t CONTENT_REFUSED = 422;

/// The import of one file: the operations of its transaction, and the outcome that its sender is
/// told after the commit.
struct ImportPlan {
    std::vector<Operation> operations;
    common::ImportDone done;
};

using PlannedImport = std::variant<ImportPlan, ImportRefusal>;

}  // namespace tradepit::writer
