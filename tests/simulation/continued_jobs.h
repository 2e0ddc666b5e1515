#pragma once

#include "tests/simulation/tables.h"
#include "tests/simulation/world.h"

namespace tradepit::simulation {

/// Jobs whose models go on from chains of earlier jobs, as query makes them from what is committed.
/// Query makes no other checks here: the writer refuses what does not hold any more.

/// A retry of a job: its models from their first day on that failed or was cancelled. Without any
/// model where there is no such day.
[[nodiscard]] common::Job retry_of(const common::Job& old, const History& history, Tables& tables);
/// `wanted`, with each model from the day after its last completed close on, if there is such a
/// close. A model without a date after it is left out.
[[nodiscard]] common::Job resume_of(const common::Job& wanted, const History& history,
                                    Tables& tables);
/// What a chain has before a date: the close of its last completed day, else its opening.
[[nodiscard]] common::Close close_before(const StoredChain& chain, common::Stamp from,
                                         const History& history);

}  // namespace tradepit::simulation
