#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/chain.h"
#include "common/events.h"
#include "common/messages/command.h"
#include "common/messages/legs.h"
#include "common/names.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

/// Messages to and from the writer, on the socket `events`: the broker's, commands, and the
/// workers' batches.
namespace tradepit::common {

/// A broker that starts asks for its epoch.
struct EpochRequest {
    static constexpr std::uint8_t kind = 20;
    static constexpr std::string_view name = "epoch_request";
    static constexpr Leg legs[] = {{PeerRole::broker, Socket::events, PeerRole::writer}};
    /// Drawn at the broker's start; the same nonce always gets the same epoch.
    std::uint64_t nonce = 0;
    TRADEPIT_FIELDS(nonce)
    friend bool operator==(const EpochRequest&, const EpochRequest&) = default;
};

struct EpochGranted {
    static constexpr std::uint8_t kind = 21;
    static constexpr std::string_view name = "epoch_granted";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::broker}};
    std::uint64_t nonce = 0;
    std::int64_t epoch = 0;
    std::int64_t cursor = 0;        ///< the newest change number when the epoch was given
    std::int32_t max_attempts = 0;  ///< started attempts after which a model-day fails
    TRADEPIT_FIELDS(nonce, epoch, cursor, max_attempts)
    friend bool operator==(const EpochGranted&, const EpochGranted&) = default;
};

/// The broker's epoch is not the newest one, so the broker exits.
struct StaleEpoch {
    static constexpr std::uint8_t kind = 22;
    static constexpr std::string_view name = "stale_epoch";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::broker}};
    std::int64_t epoch = 0;  ///< the newest
    TRADEPIT_FIELDS(epoch)
    friend bool operator==(const StaleEpoch&, const StaleEpoch&) = default;
};

/// Asks for the chains of unfinished jobs with a number above `after`, in order.
struct PageRequest {
    static constexpr std::uint8_t kind = 23;
    static constexpr std::string_view name = "page_request";
    static constexpr Leg legs[] = {{PeerRole::broker, Socket::events, PeerRole::writer}};
    std::int64_t epoch = 0;
    std::int64_t after = 0;
    TRADEPIT_FIELDS(epoch, after)
    friend bool operator==(const PageRequest&, const PageRequest&) = default;
};

/// Some of those chains, as many as fit. An empty page is the end.
struct Page {
    static constexpr std::uint8_t kind = 24;
    static constexpr std::string_view name = "page";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::broker}};
    std::int64_t after = 0;
    std::vector<Chain> chains;
    std::int64_t cursor = 0;  ///< the page shows every change up to this one
    TRADEPIT_FIELDS(after, chains, cursor)
    friend bool operator==(const Page&, const Page&) = default;
};

/// Asks for the changes after `cursor`.
struct ChangesRequest {
    static constexpr std::uint8_t kind = 25;
    static constexpr std::string_view name = "changes_request";
    static constexpr Leg legs[] = {{PeerRole::broker, Socket::events, PeerRole::writer}};
    std::int64_t epoch = 0;
    std::int64_t cursor = 0;
    TRADEPIT_FIELDS(epoch, cursor)
    friend bool operator==(const ChangesRequest&, const ChangesRequest&) = default;
};

/// The states of all chains that changed in (from, upto]. Also sent unasked after a commit; that is
/// only a hint, which may be lost.
struct Changes {
    static constexpr std::uint8_t kind = 26;
    static constexpr std::string_view name = "changes";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::broker}};
    std::int64_t from = 0;
    std::int64_t upto = 0;
    std::vector<ChainState> chains;
    TRADEPIT_FIELDS(from, upto, chains)
    friend bool operator==(const Changes&, const Changes&) = default;
};

/// Asks the writer to record that the worker is to run these days.
struct Claim {
    static constexpr std::uint8_t kind = 28;
    static constexpr std::string_view name = "claim";
    static constexpr Leg legs[] = {{PeerRole::broker, Socket::events, PeerRole::writer}};
    std::int64_t epoch = 0;
    std::string request;  ///< unique to the claim; a repeat carries the same
    std::int64_t chain = 0;
    std::vector<Stamp> dates;  ///< consecutive open days from the chain's first open one
    WorkerName worker;
    std::uint64_t nonce = 0;
    std::string reason{};  ///< why open attempts at these days are superseded; may be empty
    TRADEPIT_FIELDS(epoch, request, chain, dates, worker, nonce, reason)
    friend bool operator==(const Claim&, const Claim&) = default;
};

/// The claim is recorded. It may cover fewer days than it asked for, but at least one.
struct Claimed {
    static constexpr std::uint8_t kind = 29;
    static constexpr std::string_view name = "claimed";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::broker}};
    std::string request;
    std::int64_t chain = 0;
    Close opening;
    std::vector<ClaimedDay> days;
    TRADEPIT_FIELDS(request, chain, opening, days)
    friend bool operator==(const Claimed&, const Claimed&) = default;
};

/// Nothing was claimed, or the claim has ended the day as failed. `state` is the chain's present
/// state.
struct ClaimEnded {
    static constexpr std::uint8_t kind = 30;
    static constexpr std::string_view name = "claim_ended";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::broker}};
    std::string request;
    ChainState state;
    TRADEPIT_FIELDS(request, state)
    friend bool operator==(const ClaimEnded&, const ClaimEnded&) = default;
};

/// A part of an encoded Command, on its way to the writer. The writer carries the command out when
/// it has every part, and answers after the commit.
struct CommandPart {
    static constexpr std::uint8_t kind = 31;
    static constexpr std::string_view name = "command_part";
    static constexpr Leg legs[] = {{PeerRole::query, Socket::control, PeerRole::broker},
                                   {PeerRole::broker, Socket::events, PeerRole::writer},
                                   {PeerRole::query, Socket::events, PeerRole::writer}};
    /// Filled in by the broker that passes the part on. 0: query sent it to the writer, for
    /// maintenance.
    std::int64_t epoch = 0;
    std::string key;
    std::int32_t part = 0;   ///< from 0
    std::int32_t parts = 0;  ///< in all
    Bytes octets;
    CommandKind command = CommandKind::submit;
    std::string request_hash{};  ///< the hash of the command's request; the answer repeats it
    std::string digest{};        ///< SHA-256 (hex) of the whole; keeps two commands apart
    TRADEPIT_FIELDS(epoch, key, part, parts, octets, command, request_hash, digest)
    friend bool operator==(const CommandPart&, const CommandPart&) = default;
};

/// The outcome of a command, after the commit that recorded it. Two refusals are not recorded, and
/// so are no answer to a repeat: 503 (parts are missing: send them all again), and the refusal of
/// parts that make no command.
struct CommandAnswer {
    static constexpr std::uint8_t kind = 32;
    static constexpr std::string_view name = "command_answer";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::broker},
                                   {PeerRole::writer, Socket::events, PeerRole::query},
                                   {PeerRole::broker, Socket::control, PeerRole::query}};
    std::string key;
    std::string request_hash;  ///< of the command that is answered; two may share a key
    CommandOutcome outcome;
    bool repeated = false;  ///< the answer is that of an earlier command with this key
    TRADEPIT_FIELDS(key, request_hash, outcome, repeated)
    friend bool operator==(const CommandAnswer&, const CommandAnswer&) = default;
};

/// Events of one attempt. Batch 1 says that the attempt has started, and may be empty. `events` are
/// the octets of encode_events(); the running digest is over exactly these octets.
struct Batch {
    static constexpr std::uint8_t kind = 40;
    static constexpr std::string_view name = "batch";
    static constexpr Leg legs[] = {{PeerRole::worker, Socket::events, PeerRole::writer}};
    WorkerName worker;
    std::uint64_t nonce = 0;
    AttemptKey key;
    std::int64_t number = 0;  ///< from 1
    Bytes events;
    std::optional<End> end;
    TRADEPIT_FIELDS(worker, nonce, key, number, events, end)
    friend bool operator==(const Batch&, const Batch&) = default;
};

/// Every batch of the attempt up to `upto` is committed, or its attempt has ended.
struct Ack {
    static constexpr std::uint8_t kind = 41;
    static constexpr std::string_view name = "ack";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::worker}};
    AttemptKey key;
    std::int64_t upto = 0;
    TRADEPIT_FIELDS(key, upto)
    friend bool operator==(const Ack&, const Ack&) = default;
};

/// The attempt is superseded, refused or unknown. The worker stops it and sends nothing of it
/// again.
struct Superseded {
    static constexpr std::uint8_t kind = 42;
    static constexpr std::string_view name = "superseded";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::worker}};
    AttemptKey key;
    std::string reason;
    TRADEPIT_FIELDS(key, reason)
    friend bool operator==(const Superseded&, const Superseded&) = default;
};

/// Asks for the state of the writer. Frames of one connection are taken in their order, so the
/// answer also says that everything sent before the question was taken.
struct WriterStateRequest {
    static constexpr std::uint8_t kind = 27;
    static constexpr std::string_view name = "writer_state_request";
    static constexpr Leg legs[] = {{PeerRole::broker, Socket::events, PeerRole::writer}};
    std::int64_t id = 0;  ///< chosen by the sender, from 1
    TRADEPIT_FIELDS(id)
    friend bool operator==(const WriterStateRequest&, const WriterStateRequest&) = default;
};

/// The answer. Also sent unasked (id 0) to the newest broker: with every commit that fails for a
/// reason that may pass, and with the first commit that succeeds after it.
struct WriterState {
    static constexpr std::uint8_t kind = 45;
    static constexpr std::string_view name = "writer_state";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::broker}};
    std::int64_t id = 0;
    std::string trouble;  ///< why nothing can be committed now; empty: nothing is wrong
    TRADEPIT_FIELDS(id, trouble)
    friend bool operator==(const WriterState&, const WriterState&) = default;
};

}  // namespace tradepit::common
