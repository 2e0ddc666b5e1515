#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/messages/maintenance_messages.h"
#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

/// Maintenance as the surface has it: what the writer is asked to do, and what it is at.
namespace tradepit::query {

/// What POST of that path asks for; nothing for every other path.
[[nodiscard]] std::optional<common::MaintenanceKind> maintenance_of(std::string_view path);

/// The body of such a POST: {"days": 90} (default 90), {"full": false}, {"file": "/a/path",
/// "force": false}; empty is {}. The request has no key yet. The alternative is a 422 that lists
/// what is wrong.
[[nodiscard]] std::variant<common::MaintenanceRequest, Reply> read_maintenance(
    common::MaintenanceKind kind, std::string_view body);

/// GET /maintenance: how large the database is, what is left of jobs that were cleaned up, and the
/// newest chores with their progress and results.
Reply maintenance(Reader& reader, Parameters& parameters);

/// GET /maintenance/chores/{chore}: that one.
Reply chore(Reader& reader, const std::string& number);

}  // namespace tradepit::query
