#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/chain.h"
#include "common/events.h"
#include "common/job.h"
#include "common/limits.h"
#include "common/names.h"
#include "common/stamp.h"
#include "common/waits.h"
#include "common/wire_fields.h"

/// Every message between the programs, as one struct each. docs/PROTOCOL.md is the normative text;
/// tests/golden freezes the bytes. A frame is the msgpack array [version, kind, [field, …]] with
/// the fields in the order of FIELDS; nested structs are arrays, money is an integer of millionths,
/// a quantity an integer of 1e-8 units, a stamp its text, an absent optional nil.
/// A retired kind number is never used again.
namespace tradepit::common {

inline constexpr std::uint8_t WIRE_VERSION = 1;

// ---- worker and broker: `tasks`
// ------------------------------------------------------------------

/// An attempt that a worker has, running, waiting to run, or finished and not fully acknowledged.
struct Held {
    AttemptKey key;
    bool finished = false;
    std::int64_t agent_ms =
        0;  ///< the agent's own time so far, its waits for the pipeline left out
    TRADEPIT_FIELDS(key, finished, agent_ms)
    friend bool operator==(const Held&, const Held&) = default;
};

/// A worker's heartbeat. Each is a whole introduction, so any one of them is enough.
struct Hello {
    static constexpr std::uint8_t kind = 10;
    WorkerName worker;
    std::uint64_t nonce = 0;           ///< drawn anew at each start of the worker
    std::int32_t computing_slots = 0;  ///< in all, not only the free ones; 0 while draining
    std::int32_t waiting_slots = 0;
    bool draining = false;
    std::vector<Held> held;
    TRADEPIT_FIELDS(worker, nonce, computing_slots, waiting_slots, draining, held)
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// The worker's word that a lease needs its slot no longer. It frees the slot and ends nothing.
struct SlotFreed {
    static constexpr std::uint8_t kind = 11;
    WorkerName worker;
    std::uint64_t nonce = 0;
    AttemptKey last;  ///< the last attempt of the lease
    TRADEPIT_FIELDS(worker, nonce, last)
    friend bool operator==(const SlotFreed&, const SlotFreed&) = default;
};

/// Answer to Hello: from now on the worker obeys no older epoch.
struct Pulse {
    static constexpr std::uint8_t kind = 12;
    std::int64_t epoch = 0;
    TRADEPIT_FIELDS(epoch)
    friend bool operator==(const Pulse&, const Pulse&) = default;
};

/// A lease: run these days, one after the other, from this opening.
struct Assign {
    static constexpr std::uint8_t kind = 13;
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;  ///< the boot that it is meant for
    std::int64_t chain = 0;
    SlotKind slot = SlotKind::computing;
    Task task;
    Close opening;
    std::vector<ClaimedDay> days;  ///< consecutive open days, ascending, at least one
    TRADEPIT_FIELDS(epoch, nonce, chain, slot, task, opening, days)
    friend bool operator==(const Assign&, const Assign&) = default;
};

/// Stop this attempt, and the later days of its lease, and forget them.
struct Drop {
    static constexpr std::uint8_t kind = 14;
    std::int64_t epoch = 0;
    AttemptKey key;
    std::string reason;
    TRADEPIT_FIELDS(epoch, key, reason)
    friend bool operator==(const Drop&, const Drop&) = default;
};

/// A newer boot of this worker was heard: drop everything and take a new nonce.
struct Retired {
    static constexpr std::uint8_t kind = 15;
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;
    TRADEPIT_FIELDS(epoch, nonce)
    friend bool operator==(const Retired&, const Retired&) = default;
};

// ---- broker and writer: `events`
// -----------------------------------------------------------------

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
    TRADEPIT_FIELDS(epoch, key, part, parts, octets, operation)
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
    JobId job;              ///< set with status 200: the job that was made, or was cancelled
    std::string detail;     ///< set otherwise: text, or with status 422 a JSON array
    bool repeated = false;  ///< the key had done this before
    TRADEPIT_FIELDS(key, status, job, detail, repeated)
    friend bool operator==(const JobAnswer&, const JobAnswer&) = default;
};

// ---- worker and writer: `events`

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

// ---- broker and writer: `events`

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

// ---- importer and writer: `events`
// ---------------------------------------------------------------

struct WireBar {
    Symbol symbol;
    Stamp date;
    Money open;
    std::optional<Money> high;
    std::optional<Money> low;
    std::optional<Money> close;
    std::optional<double> volume;
    TRADEPIT_FIELDS(symbol, date, open, high, low, close, volume)
    friend bool operator==(const WireBar&, const WireBar&) = default;
};

/// One part of one price file, which is taken whole or not at all. Parts repeat `key`, `market`,
/// `rules` and `source`; the writer answers each, the last one after the commit.
struct ImportPrices {
    static constexpr std::uint8_t kind = 50;
    std::string key;
    std::int32_t part = 0;
    std::int32_t parts = 0;
    MarketName market;
    std::string rules;   ///< JSON of the market's rules, kept with a market that is new
    std::string source;  ///< the file's name, for the record
    std::vector<WireBar> bars;
    TRADEPIT_FIELDS(key, part, parts, market, rules, source, bars)
    friend bool operator==(const ImportPrices&, const ImportPrices&) = default;
};

struct ImportAnswer {
    static constexpr std::uint8_t kind = 51;
    std::string key;
    std::int32_t part = 0;
    std::int32_t status = 0;  ///< 100 part taken, 200 committed, 4xx/5xx refused with detail
    std::string detail;
    std::int64_t price_set = 0;  ///< the market's newest set after the import
    std::int64_t inserted = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    TRADEPIT_FIELDS(key, part, status, detail, price_set, inserted, changed, unchanged)
    friend bool operator==(const ImportAnswer&, const ImportAnswer&) = default;
};

// ---- anyone and query: `lookup`
// ------------------------------------------------------------------

struct Parameter {
    std::string name;
    std::string value;
    TRADEPIT_FIELDS(name, value)
    friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// A request of the REST surface over ZeroMQ: same paths, same parameters, same answers. A body
/// above PART_BYTES_MAX comes in parts, which repeat the rest.
struct Lookup {
    static constexpr std::uint8_t kind = 60;
    std::int64_t id = 0;  ///< the client's own, given back
    std::string method;   ///< GET or POST
    std::string path;     ///< "/leaderboard"
    std::vector<Parameter> parameters;
    std::string key;  ///< Idempotency-Key, may be empty
    std::int32_t part = 0;
    std::int32_t parts = 1;
    Bytes body;
    TRADEPIT_FIELDS(id, method, path, parameters, key, part, parts, body)
    friend bool operator==(const Lookup&, const Lookup&) = default;
};

struct Answer {
    static constexpr std::uint8_t kind = 61;
    std::int64_t id = 0;
    std::int32_t status = 0;  ///< as HTTP
    std::int32_t part = 0;
    std::int32_t parts = 1;
    Bytes body;  ///< JSON, this part of it
    TRADEPIT_FIELDS(id, status, part, parts, body)
    friend bool operator==(const Answer&, const Answer&) = default;
};

/// Bars of a price set, by symbol and date, from the one after (after_symbol, after_date) on.
struct PricesRequest {
    static constexpr std::uint8_t kind = 62;
    MarketName market;
    std::int64_t price_set = 0;
    Symbol after_symbol;  ///< empty: from the beginning
    std::optional<Stamp> after_date;
    TRADEPIT_FIELDS(market, price_set, after_symbol, after_date)
    friend bool operator==(const PricesRequest&, const PricesRequest&) = default;
};

/// At most PAGE_BARS_MAX bars; `last` says that there are no more. With status 404 the set is
/// unknown.
struct PricesPage {
    static constexpr std::uint8_t kind = 63;
    MarketName market;
    std::int64_t price_set = 0;
    Symbol after_symbol;  ///< as asked
    std::optional<Stamp> after_date;
    std::int32_t status = 0;
    std::string price_hash;
    bool last = false;
    std::vector<WireBar> bars;
    TRADEPIT_FIELDS(market, price_set, after_symbol, after_date, status, price_hash, last, bars)
    friend bool operator==(const PricesPage&, const PricesPage&) = default;
};

// ---- query and broker: `control`
// -----------------------------------------------------------------

struct BrokerStateRequest {
    static constexpr std::uint8_t kind = 70;
    std::int64_t id = 0;
    TRADEPIT_FIELDS(id)
    friend bool operator==(const BrokerStateRequest&, const BrokerStateRequest&) = default;
};

struct WorkerState {
    WorkerName worker;
    std::int32_t computing_slots = 0;
    std::int32_t waiting_slots = 0;
    std::int32_t leases = 0;
    std::int64_t silent_ms = 0;  ///< since its last heartbeat
    TRADEPIT_FIELDS(worker, computing_slots, waiting_slots, leases, silent_ms)
    friend bool operator==(const WorkerState&, const WorkerState&) = default;
};

struct BrokerState {
    static constexpr std::uint8_t kind = 71;
    std::int64_t id = 0;
    std::int64_t epoch = 0;
    bool live = false;                  ///< it knows every unfinished job and hands out days
    std::int64_t writer_silent_ms = 0;  ///< since it last heard of the writer
    std::string writer_trouble{};       ///< WriterState's, as last heard
    std::int64_t ready = 0;             ///< chains with a day that could run now
    std::int64_t leased = 0;
    std::vector<WorkerState> workers;
    TRADEPIT_FIELDS(id, epoch, live, writer_silent_ms, writer_trouble, ready, leased, workers)
    friend bool operator==(const BrokerState&, const BrokerState&) = default;
};

/// What the chains of a job wait for; `chains` names those that are to be told one by one.
struct WaitsRequest {
    static constexpr std::uint8_t kind = 72;
    std::int64_t id = 0;
    JobId job;
    std::vector<std::int64_t> chains;  ///< at most WAITS_CHAINS_MAX; those after are not told
    TRADEPIT_FIELDS(id, job, chains)
    friend bool operator==(const WaitsRequest&, const WaitsRequest&) = default;
};

struct Waits {
    static constexpr std::uint8_t kind = 73;
    std::int64_t id = 0;
    JobId job;                          ///< as asked
    bool live = false;                  ///< as in BrokerState
    bool whole = false;                 ///< it knows every chain of the job
    std::int64_t writer_silent_ms = 0;  ///< as in BrokerState
    std::int32_t max_attempts = 0;      ///< as in EpochGranted
    std::int32_t workers = 0;           ///< that were heard lately
    std::int64_t computing_slots = 0;   ///< of those, busy ones too
    std::int64_t waiting_slots = 0;
    std::vector<WaitCount> counts;  ///< of all chains of the job that have an open day
    /// The ones asked for, but for those without an open day; and one for each of `counts` that
    /// none of them stands for.
    std::vector<Wait> chains;
    TRADEPIT_FIELDS(id, job, live, whole, writer_silent_ms, max_attempts, workers, computing_slots,
                    waiting_slots, counts, chains)
    friend bool operator==(const Waits&, const Waits&) = default;
};

// ---- frames
// --------------------------------------------------------------------------------------

using Message =
    std::variant<Hello, SlotFreed, Pulse, Assign, Drop, Retired, EpochRequest, EpochGranted,
                 StaleEpoch, PageRequest, Page, ChangesRequest, Changes, Claim, Claimed, ClaimEnded,
                 JobPart, JobAnswer, Batch, Ack, Superseded, WriterStateRequest, WriterState,
                 ImportPrices, ImportAnswer, Lookup, Answer, PricesRequest, PricesPage,
                 BrokerStateRequest, BrokerState, WaitsRequest, Waits>;

/// Why octets are not what they should be: where in the message, and the rule.
struct Malformed {
    std::string where;   ///< "batch.key.date"; empty for the frame itself
    std::string reason;  ///< "not a date: \"2025-13-01\""
    std::string text() const;
};

/// The frame of one message. CHECKs nothing about its size; senders keep to FRAME_BYTES_MAX.
template <class M>
std::string encode(const M& message);

/// The message in a frame, or what is wrong with it. Never throws and never aborts, whatever the
/// octets; takes memory in proportion to the frame. Text must be UTF-8.
std::variant<Message, Malformed> decode(std::string_view frame);

/// The `events` of a batch: the msgpack array of [event kind, [field, …]].
std::string encode_events(const std::vector<Event>& events);
std::variant<std::vector<Event>, Malformed> decode_events(std::string_view octets);

/// A request as the octets that JobPart carries in pieces; which it is, JobPart says beside them.
std::string encode_request(const JobRequest& request);
std::variant<JobRequest, Malformed> decode_request(JobOperation operation, std::string_view octets);
/// The same of a job alone.
std::string encode_job(const Job& job);
std::variant<Job, Malformed> decode_job(std::string_view octets);

/// "batch", "claim", …: for logs and faults.
std::string_view name_of(const Message& message);

}  // namespace tradepit::common
