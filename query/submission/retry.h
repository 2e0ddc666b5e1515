#pragma once

#include <string>
#include <variant>

#include "common/messages/messages.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// Makes the job that runs an ended job's failed and cancelled days again, with all days after
/// them. Each model runs the dates from its first such day on, from the close before that day, or
/// from its old opening where it has completed none before. A model without such a day is left out,
/// with a warning. Prices and settings are those of the ended job. The caller fills in job id, key
/// and request hash. A Reply is a 404 for an unknown job, or a 409 where the job has not ended or
/// was imported, another job continues from it already, or there is nothing to run again. Reads the
/// database in the caller's snapshot.
[[nodiscard]] std::variant<common::Job, Reply> resolve_retry(const std::string& job_id,
                                                             Reader& reader);

}  // namespace tradepit::query
