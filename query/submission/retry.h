#pragma once

#include <string>
#include <variant>

#include "common/messages/messages.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// The job that runs an ended job's failed and cancelled days again, and what follows them: of each
/// model the dates from the first such day on, from the close before it, on the same prices with
/// the same settings; but always with order "model", since its models begin on different dates. Job
/// id, key and request hash are the caller's to fill in. 404: there is no such job; 409: it has not
/// ended, another job goes on from it already, or there is nothing to run again. Reads the caller's
/// snapshot, which an ended job never differs from.
[[nodiscard]] std::variant<common::Job, Reply> resolve_retry(const std::string& job_id,
                                                             Reader& reader);

}  // namespace tradepit::query
