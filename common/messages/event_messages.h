#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/chain.h"
#include "common/events.h"
#include "common/limits.h"
#include "common/messages/command.h"
#include "common/messages/directions.h"
#include "common/names.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

/// Messages to and from the writer, on the socket `events`: the broker's, commands, and the
/// workers' batches. Uploads (upload_messages.h) use this socket, too. messages.h explains what
/// each message declares.
namespace tradepit::common {

/// A broker that starts asks for its epoch.
struct EpochRequest {
    static constexpr std::uint8_t kind = 20;
    static constexpr std::string_view name = "epoch_request";
    static constexpr Direction directions[] = {
        {PeerRole::broker, Socket::events, PeerRole::writer}};
    /// Drawn at the broker's start. The same nonce always gets the same epoch.
    std::uint64_t nonce = 0;
    TRADEPIT_FIELDS(nonce)
    friend bool operator==(const EpochRequest&, const EpochRequest&) = default;
};

/// The answer to EpochRequest.
struct EpochGranted {
    static constexpr std::uint8_t kind = 21;
    static constexpr std::string_view name = "epoch_granted";
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::broker}};
    std::uint64_t nonce = 0;
    std::int64_t epoch = 0;
    std::int64_t cursor = 0;        ///< the newest change number when the epoch was given
    std::int32_t max_attempts = 0;  ///< started attempts after which a model-day fails
    TRADEPIT_FIELDS(nonce, epoch, cursor, max_attempts)
    friend bool operator==(const EpochGranted&, const EpochGranted&) = default;
};

/// The answer to a message whose epoch is not the newest one. A broker that gets this answer exits.
struct StaleEpoch {
    static constexpr std::uint8_t kind = 22;
    static constexpr std::string_view name = "stale_epoch";
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::broker}};
    std::int64_t epoch = 0;  ///< the newest
    TRADEPIT_FIELDS(epoch)
    friend bool operator==(const StaleEpoch&, const StaleEpoch&) = default;
};

/// Asks for the chains of unfinished jobs, in ascending order of their numbers, beginning with the
/// first number above `after`.
struct PageRequest {
    static constexpr std::uint8_t kind = 23;
    static constexpr std::string_view name = "page_request";
    static constexpr Direction directions[] = {
        {PeerRole::broker, Socket::events, PeerRole::writer}};
    std::int64_t epoch = 0;
    std::int64_t after = 0;
    TRADEPIT_FIELDS(epoch, after)
    friend bool operator==(const PageRequest&, const PageRequest&) = default;
};

/// The answer to PageRequest: the first of the chains, as many as fit in a frame but at most
/// PAGE_CHAINS_MAX. A page without chains says that there are no more.
struct Page {
    static constexpr std::uint8_t kind = 24;
    static constexpr std::string_view name = "page";
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::broker}};
    std::int64_t after = 0;  ///< as in the request
    std::vector<Chain> chains;
    std::int64_t cursor = 0;  ///< the page shows every change up to this change number
    TRADEPIT_FIELDS(after, chains, cursor)
    friend bool operator==(const Page&, const Page&) = default;
};

/// Asks for the states of the chains that changed after the change number `cursor`.
struct ChangesRequest {
    static constexpr std::uint8_t kind = 25;
    static constexpr std::string_view name = "changes_request";
    static constexpr Direction directions[] = {
        {PeerRole::broker, Socket::events, PeerRole::writer}};
    std::int64_t epoch = 0;
    std::int64_t cursor = 0;
    TRADEPIT_FIELDS(epoch, cursor)
    friend bool operator==(const ChangesRequest&, const ChangesRequest&) = default;
};

/// The states of all chains whose change number is in (from, upto]. It answers ChangesRequest, and
/// may then end before the newest change. The writer also sends it unasked after a commit, but such
/// a message may be lost, so the broker still asks.
struct Changes {
    static constexpr std::uint8_t kind = 26;
    static constexpr std::string_view name = "changes";
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::broker}};
    std::int64_t from = 0;
    std::int64_t upto = 0;
    std::vector<ChainState> chains;
    TRADEPIT_FIELDS(from, upto, chains)
    friend bool operator==(const Changes&, const Changes&) = default;
};

/// Asks the writer to record that the worker is to run the days `dates` of a chain.
struct Claim {
    static constexpr std::uint8_t kind = 28;
    static constexpr std::string_view name = "claim";
    static constexpr Direction directions[] = {
        {PeerRole::broker, Socket::events, PeerRole::writer}};
    std::int64_t epoch = 0;
    std::string request;  ///< the broker's id of the claim; a repeat has the same
    std::int64_t chain = 0;
    std::vector<Stamp> dates;  ///< consecutive open days, the first is the next open day
    WorkerName worker;
    std::uint64_t nonce = 0;  ///< of the worker's boot that is to run the days
    std::string reason{};     ///< why open attempts of these days are superseded; may be empty
    TRADEPIT_FIELDS(epoch, request, chain, dates, worker, nonce, reason)
    friend bool operator==(const Claim&, const Claim&) = default;
};

/// The answer to a Claim that is recorded. `days` may be fewer than the claim named, but at least
/// one.
struct Claimed {
    static constexpr std::uint8_t kind = 29;
    static constexpr std::string_view name = "claimed";
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::broker}};
    std::string request;
    std::int64_t chain = 0;
    Close opening;  ///< of the first day
    std::vector<ClaimedDay> days;
    TRADEPIT_FIELDS(request, chain, opening, days)
    friend bool operator==(const Claimed&, const Claimed&) = default;
};

/// The answer to a Claim that gives the broker nothing to lease. Either nothing was recorded, or
/// the first day had no attempts left, so that the claim has ended it as failed. `state` is the
/// chain's present state; a chain that is not stored is described as cancelled.
struct ClaimRefused {
    static constexpr std::uint8_t kind = 30;
    static constexpr std::string_view name = "claim_refused";
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::broker}};
    std::string request;
    ChainState state;
    TRADEPIT_FIELDS(request, state)
    friend bool operator==(const ClaimRefused&, const ClaimRefused&) = default;
};

/// A part of an encoded Command, on its way to the writer. The writer carries the command out when
/// it has every part, and answers after the commit.
struct CommandPart {
    static constexpr std::uint8_t kind = 31;
    static constexpr std::string_view name = "command_part";
    static constexpr std::size_t text_bytes_max = NAME_BYTES_MAX;  ///< of each text field
    static constexpr Direction directions[] = {{PeerRole::query, Socket::control, PeerRole::broker},
                                               {PeerRole::broker, Socket::events, PeerRole::writer},
                                               {PeerRole::query, Socket::events, PeerRole::writer}};
    /// The broker that passes the part on fills it in. Maintenance needs no broker: query sends its
    /// parts straight to the writer, with 0.
    std::int64_t epoch = 0;
    std::string key;
    std::int32_t part = 0;   ///< from 0
    std::int32_t parts = 0;  ///< in all
    Bytes octets;
    CommandKind command = CommandKind::submit;
    std::string request_hash{};  ///< as in the command; the answer repeats it
    /// SHA-256 (hex) of the whole encoded command. It keeps the parts of two commands under one key
    /// apart.
    std::string digest{};
    TRADEPIT_FIELDS(epoch, key, part, parts, octets, command, request_hash, digest)
    friend bool operator==(const CommandPart&, const CommandPart&) = default;
};

/// The outcome of a command, after the commit that recorded it. These refusals are not recorded, so
/// a repeat may get another answer: 503 (send all parts again), the refusal of parts that make no
/// valid command (400, 507), and that of a key that belongs to another request (409).
struct CommandAnswer {
    static constexpr std::uint8_t kind = 32;
    static constexpr std::string_view name = "command_answer";
    static constexpr std::size_t text_bytes_max = NAME_BYTES_MAX;  ///< of each text field
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::broker},
        {PeerRole::writer, Socket::events, PeerRole::query},
        {PeerRole::broker, Socket::control, PeerRole::query}};
    std::string key;
    std::string request_hash;  ///< of the command; two with the same key can differ in it
    CommandOutcome outcome;
    bool repeated = false;  ///< the outcome was recorded for an earlier command with this key
    TRADEPIT_FIELDS(key, request_hash, outcome, repeated)
    friend bool operator==(const CommandAnswer&, const CommandAnswer&) = default;
};

/// Events of one attempt. Batch 1 says that the attempt has started, and may be empty. The last
/// batch has `end`.
struct Batch {
    static constexpr std::uint8_t kind = 40;
    static constexpr std::string_view name = "batch";
    static constexpr Direction directions[] = {
        {PeerRole::worker, Socket::events, PeerRole::writer}};
    WorkerName worker;
    std::uint64_t nonce = 0;
    AttemptKey key;
    std::int64_t number = 0;  ///< from 1
    Bytes events;  ///< as encode_events() makes them; the running digest is over these octets
    std::optional<End> end;
    TRADEPIT_FIELDS(worker, nonce, key, number, events, end)
    friend bool operator==(const Batch&, const Batch&) = default;
};

/// Every batch of the attempt up to the number `upto` is committed, or the attempt has ended and
/// the batches are no longer needed.
struct Ack {
    static constexpr std::uint8_t kind = 41;
    static constexpr std::string_view name = "ack";
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::worker}};
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
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::worker}};
    AttemptKey key;
    std::string reason;
    TRADEPIT_FIELDS(key, reason)
    friend bool operator==(const Superseded&, const Superseded&) = default;
};

/// Asks for the state of the writer. The writer takes the frames of one connection in their order,
/// so its answer also says that it has taken everything that was sent before the request.
struct WriterStateRequest {
    static constexpr std::uint8_t kind = 27;
    static constexpr std::string_view name = "writer_state_request";
    static constexpr Direction directions[] = {
        {PeerRole::broker, Socket::events, PeerRole::writer}};
    std::int64_t id = 0;  ///< chosen by the sender, from 1
    TRADEPIT_FIELDS(id)
    friend bool operator==(const WriterStateRequest&, const WriterStateRequest&) = default;
};

/// The answer to WriterStateRequest. It is also sent unasked, with id 0, to the newest broker:
/// after every commit that fails for a reason that may pass, and after the first that succeeds
/// again.
struct WriterState {
    static constexpr std::uint8_t kind = 45;
    static constexpr std::string_view name = "writer_state";
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::broker}};
    std::int64_t id = 0;
    std::string trouble;  ///< why nothing can be committed now; empty: nothing is wrong
    TRADEPIT_FIELDS(id, trouble)
    friend bool operator==(const WriterState&, const WriterState&) = default;
};

}  // namespace tradepit::common
