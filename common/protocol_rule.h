#pragma once

#include <cstdint>

namespace tradepit::common {

/// Rules that the guarantees rest on (docs/ARCHITECTURE.md). tests/simulation builds the units that
/// hold them a second time with one of them taken out, and expects its checker to see it.
enum class ProtocolRule : std::uint8_t {
    commit_before_answer,  ///< whatever the writer answers leaves after the commit of what it shows
    fencing,               ///< what a superseded attempt sends is refused
    deduplication,         ///< a batch that was taken before changes nothing
    no_gaps,               ///< a batch is taken only after the one before it
    digest,                ///< a completed day's events are the ones that its worker counted
    boot_nonce,            ///< assignments and batches are bound to one boot of a worker
    newest_epoch,          ///< the writer hears the newest broker alone
    started_budget,        ///< attempts count against the budget once they started
    change_cursor,         ///< the broker reads the changes after its cursor
    one_key,               ///< a key belongs to one request: another one under it is refused
    only_the_writer_answers  ///< the broker never says what became of a command
};

/// Whether this unit keeps the rule: always, but where it is compiled with
/// -DTRADEPIT_WITHOUT=ProtocolRule::fencing or a list of such. Nothing of it is left in the
/// program.
static consteval bool keeps([[maybe_unused]] ProtocolRule rule) {
#ifdef TRADEPIT_WITHOUT
    for (const ProtocolRule removed : {TRADEPIT_WITHOUT})
        if (removed == rule) return false;
#endif
    return true;
}

}  // namespace tradepit::common
