#pragma once

#include <cstdint>

namespace tradepit::common {

/// Rules of the protocol that the guarantees depend on (docs/ARCHITECTURE.md). tests/simulation
/// compiles the source files that implement a rule a second time, without the rule, and expects the
/// simulation to find a fault. This shows that the simulation tests the rule.
enum class ProtocolRule : std::uint8_t {
    commit_before_answer,  ///< the writer answers only after the commit of what the answer shows
    fencing,               ///< events of a superseded attempt are refused
    deduplication,         ///< a batch that was already accepted changes nothing
    no_gaps,               ///< a batch is accepted only after the one before it
    digest,          ///< a day is completed only with the events that its worker counted and hashed
    boot_nonce,      ///< leases and batches are valid for one boot of a worker only
    newest_epoch,    ///< the writer accepts messages of the newest broker only
    started_budget,  ///< an attempt counts against max_attempts only if it has started
    change_cursor,   ///< the broker reads every change after its cursor
    /// A worker that has heard the new broker's epoch and does not list what an earlier broker
    /// claimed for it has let it go.
    inherited_leases_are_let_go,
    one_worker_has_a_name,   ///< a second worker of a name does not replace one that is connected
    one_key,                 ///< a key belongs to one request: another request under it is refused
    only_the_writer_answers  ///< the broker never says what became of a command
};

/// Whether this translation unit keeps the rule: true unless it is compiled with
/// -DTRADEPIT_WITHOUT=ProtocolRule::fencing (or several rules, separated by commas). The answer is
/// known at compile time, so the programs contain no switch for it. It differs between translation
/// units, so the function is static.
static consteval bool keeps([[maybe_unused]] ProtocolRule rule) {
#ifdef TRADEPIT_WITHOUT
    for (const ProtocolRule removed : {TRADEPIT_WITHOUT})
        if (removed == rule) return false;
#endif
    return true;
}

}  // namespace tradepit::common
