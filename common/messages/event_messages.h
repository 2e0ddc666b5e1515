#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/chain.h"
#include "common/events.h"
#include "common/messages/job.h"
#include "common/names.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

/// To and from the writer, on `events` (messages.h): the broker's, and the workers' batches.
namespace tradepit::common {

struct EpochRequest {
    static constexpr std::uint8_t kind = 20;
    std::uint64_t nonce = 0;  ///< the broker's boot; the same boot always gets the same epoch
    TRADEPIT_FIELDS(nonce)
    friend bool operator==(const EpochRequest&, const EpochRequest&) = default;
};

struct EpochGranted {
    static constexpr std::uint8_t kind = 21;
    std::uint64_t nonce = 0;
    std::int64_t epoch = 0;
    std::int64_t cursor = 0;        ///< the last change number before the first page
    std::int32_t max_attempts = 0;  ///< started attempts after which a model-day fails
    TRADEPIT_FIELDS(nonce, epoch, cursor, max_attempts)
    friend bool operator==(const EpochGranted&, const EpochGranted&) = default;
};

/// The sender's epoch is not the newest: it exits.
struct StaleEpoch {
    static constexpr std::uint8_t kind = 22;
    std::int64_t epoch = 0;  ///< the newest
    TRADEPIT_FIELDS(epoch)
    friend bool operator==(const StaleEpoch&, const StaleEpoch&) = default;
};

/// Chains of unfinished jobs with a number above `after`, in order.
struct PageRequest {
    static constexpr std::uint8_t kind = 23;
    std::int64_t epoch = 0;
    std::int64_t after = 0;
    TRADEPIT_FIELDS(epoch, after)
    friend bool operator==(const PageRequest&, const PageRequest&) = default;
};

/// An empty page is the end.
struct Page {
    static constexpr std::uint8_t kind = 24;
    std::int64_t after = 0;
    std::vector<Chain> chains;
    std::int64_t cursor = 0;  ///< every change up to this one is in what the page shows
    TRADEPIT_FIELDS(after, chains, cursor)
    friend bool operator==(const Page&, const Page&) = default;
};

struct ChangesRequest {
    static constexpr std::uint8_t kind = 25;
    std::int64_t epoch = 0;
    std::int64_t cursor = 0;
    TRADEPIT_FIELDS(epoch, cursor)
    friend bool operator==(const ChangesRequest&, const ChangesRequest&) = default;
};

/// The states of all chains that changed in (from, upto]; also sent unasked after a commit, when it
/// is a hint that may be lost.
struct Changes {
    static constexpr std::uint8_t kind = 26;
    std::int64_t from = 0;
    std::int64_t upto = 0;
    std::vector<ChainState> chains;
    TRADEPIT_FIELDS(from, upto, chains)
    friend bool operator==(const Changes&, const Changes&) = default;
};

struct Claim {
    static constexpr std::uint8_t kind = 28;
    std::int64_t epoch = 0;
    std::string request;  ///< unique to the claim; a repeat carries the same
    std::int64_t chain = 0;
    std::vector<Stamp> dates;  ///< consecutive open days from the chain's first open one
    WorkerName worker;
    std::uint64_t nonce = 0;
    std::string reason{};  ///< why an open attempt at these days ends by this; may be empty
    TRADEPIT_FIELDS(epoch, request, chain, dates, worker, nonce, reason)
    friend bool operator==(const Claim&, const Claim&) = default;
};

/// The claim is recorded. It may cover fewer days than asked for, never none.
struct Claimed {
    static constexpr std::uint8_t kind = 29;
    std::string request;
    std::int64_t chain = 0;
    Close opening;
    std::vector<ClaimedDay> days;
    TRADEPIT_FIELDS(request, chain, opening, days)
    friend bool operator==(const Claimed&, const Claimed&) = default;
};

/// The claim changed nothing, or ended the day: this is the state.
struct ClaimEnded {
    static constexpr std::uint8_t kind = 30;
    std::string request;
    ChainState state;
    TRADEPIT_FIELDS(request, state)
    friend bool operator==(const ClaimEnded&, const ClaimEnded&) = default;
};

/// A piece of an encoded JobRequest, on its way query → broker → writer; the broker fills in
/// `epoch`. The writer carries the request out when it has every part, and answers after the
/// commit.
struct JobPart {
    static constexpr std::uint8_t kind = 31;
    std::int64_t epoch = 0;
    std::string key;
    std::int32_t part = 0;   ///< from 0
    std::int32_t parts = 0;  ///< in all
    Bytes octets;
    JobOperation operation = JobOperation::submit;
    std::string request_hash{};  ///< the request's own; the answer carries it
    std::string digest{};        ///< SHA-256 (hex) of all octets together: parts of two do not mix
    TRADEPIT_FIELDS(epoch, key, part, parts, octets, operation, request_hash, digest)
    friend bool operator==(const JobPart&, const JobPart&) = default;
};

/// What became of a request. `status` is the HTTP status that a client sees: 200, 404 (no such
/// job), 409 (the key was used with another request; the job is not in a state for it), 503 (parts
/// are missing: send them again), 507 (a limit); of a RefusedRequest its own. Of maintenance that
/// was done, or begun, `detail` is the answer with status 200: a JSON object.
struct JobAnswer {
    static constexpr std::uint8_t kind = 32;
    std::string key;
    std::int32_t status = 0;
    JobId job;                   ///< set with status 200: the job that was made, or was cancelled
    std::string detail;          ///< set otherwise: text, or with status 422 a JSON array
    bool repeated = false;       ///< the key had done this before
    std::string request_hash{};  ///< of the request that is answered, which shares its key perhaps
    TRADEPIT_FIELDS(key, status, job, detail, repeated, request_hash)
    friend bool operator==(const JobAnswer&, const JobAnswer&) = default;
};

/// Events of one attempt. Batch 1 is its start and may be empty. `events` is encode_events();
/// the running digest is over exactly these octets.
struct Batch {
    static constexpr std::uint8_t kind = 40;
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
    AttemptKey key;
    std::int64_t upto = 0;
    TRADEPIT_FIELDS(key, upto)
    friend bool operator==(const Ack&, const Ack&) = default;
};

/// The attempt may not go on: superseded, refused, or unknown. Nothing of it is sent again.
struct Superseded {
    static constexpr std::uint8_t kind = 42;
    AttemptKey key;
    std::string reason;
    TRADEPIT_FIELDS(key, reason)
    friend bool operator==(const Superseded&, const Superseded&) = default;
};

/// Asks the writer how it does. Frames of one connection are taken in their order, so that the
/// answer also says that everything sent before the question was taken.
struct WriterStateRequest {
    static constexpr std::uint8_t kind = 27;
    std::int64_t id = 0;  ///< the asker's own, from 1
    TRADEPIT_FIELDS(id)
    friend bool operator==(const WriterStateRequest&, const WriterStateRequest&) = default;
};

/// The answer; also sent unasked to the newest broker (id 0) with every commit that failed for a
/// reason that may pass, and with the first one after it that did not.
struct WriterState {
    static constexpr std::uint8_t kind = 45;
    std::int64_t id = 0;
    std::string trouble;  ///< why nothing can be committed now; empty: nothing is wrong
    TRADEPIT_FIELDS(id, trouble)
    friend bool operator==(const WriterState&, const WriterState&) = default;
};

}  // namespace tradepit::common
