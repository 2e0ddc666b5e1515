#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "common/decimal.h"
#include "common/limits.h"
#include "common/names.h"
#include "common/stamp.h"

/// Every message between the programs, as one struct each. docs/PROTOCOL.md is the normative text;
/// tests/golden freezes the bytes. A frame is the msgpack array [version, kind, [field, …]] with
/// the fields in the order of FIELDS; nested structs are arrays, money is an integer of millionths,
/// a quantity an integer of 1e-8 units, a stamp its text, an absent optional nil.
/// A retired kind number is never used again.
namespace tradepit::common {

inline constexpr std::uint8_t WIRE_VERSION = 1;

/// The fields of a wire struct, in wire order; encode() and decode() know nothing else of it.
#define TRADEPIT_FIELDS(...)                        \
    auto fields() { return std::tie(__VA_ARGS__); } \
    auto fields() const { return std::tie(__VA_ARGS__); }

/// Octets that travel as msgpack bin: not text, not checked for UTF-8.
struct Bytes {
    std::string octets;
    friend bool operator==(const Bytes&, const Bytes&) = default;
};

// ---- vocabulary inside messages
// ------------------------------------------------------------------

struct Holding {
    Symbol symbol;
    Quantity quantity;  ///< above 0
    TRADEPIT_FIELDS(symbol, quantity)
    friend bool operator==(const Holding&, const Holding&) = default;
};

/// A portfolio at the end of a model-day, or at the start of a chain; holdings in byte order.
struct Close {
    Money cash;
    Money value;  ///< cash and holdings, marked at that day's prices
    std::vector<Holding> holdings;
    TRADEPIT_FIELDS(cash, value, holdings)
    friend bool operator==(const Close&, const Close&) = default;
};

/// One attempt at one model-day. `chain` is the writer's number of a (job, model); `attempt` counts
/// from 1, is given by the writer and is the fencing token.
struct AttemptKey {
    std::int64_t chain = 0;
    Stamp date;
    std::int32_t attempt = 0;
    TRADEPIT_FIELDS(chain, date, attempt)
    friend auto operator<=>(const AttemptKey&, const AttemptKey&) = default;
};

enum class Order : std::uint8_t { model, date };
/// What a model-day needs of a worker: a core, or only a place to wait in.
enum class SlotKind : std::uint8_t { computing, waiting };
enum class AttemptState : std::uint8_t { open, completed, failed, released, refused, superseded };
constexpr AttemptState wire_last(AttemptState) { return AttemptState::superseded; }
constexpr Order wire_last(Order) { return Order::date; }
constexpr SlotKind wire_last(SlotKind) { return SlotKind::waiting; }

/// What every day of a chain needs in common; the worker keeps nothing of it.
struct Task {
    JobId job;
    ModelName model;
    MarketName market;
    std::int64_t price_set = 0;  ///< the market's numbered set that the job pinned
    std::string price_hash;      ///< of that set, hex; what a worker keeps prices under
    std::string rules;           ///< the market's rules as JSON (config/markets.json, one entry)
    std::string agent;           ///< the agent's settings as JSON: {"kind": …, …}
    Money opening_value;         ///< what cumulative figures are relative to
    TRADEPIT_FIELDS(job, model, market, price_set, price_hash, rules, agent, opening_value)
    friend bool operator==(const Task&, const Task&) = default;
};

/// One day of a lease. `orders` is what a replayed model did that day, as stored with the job:
/// JSON, empty for every other agent (docs/PROTOCOL.md, recorded orders).
struct ClaimedDay {
    Stamp date;
    std::int32_t attempt = 0;
    std::string orders;
    TRADEPIT_FIELDS(date, attempt, orders)
    friend bool operator==(const ClaimedDay&, const ClaimedDay&) = default;
};

/// The newest attempt of a day that has not ended.
struct DayAttempt {
    Stamp date;
    std::int32_t attempt = 0;
    WorkerName worker;
    std::uint64_t nonce = 0;
    AttemptState state = AttemptState::open;
    std::int32_t started = 0;  ///< attempts of this day that count against the budget
    TRADEPIT_FIELDS(date, attempt, worker, nonce, state, started)
    friend bool operator==(const DayAttempt&, const DayAttempt&) = default;
};

/// The present state of a chain, whole: any order of arrival, and any repeat, leads to the same.
struct ChainState {
    std::int64_t chain = 0;
    std::int32_t ended = 0;  ///< leading days, in date order, that have ended (skipped ones too)
    bool cancelled = false;  ///< its job was cancelled: nothing of it is open
    std::vector<DayAttempt> attempts;  ///< of days that are open, in date order
    TRADEPIT_FIELDS(chain, ended, cancelled, attempts)
    friend bool operator==(const ChainState&, const ChainState&) = default;
};

/// What never changes of a chain, with its state: how a broker comes to know it.
struct Chain {
    Task task;
    std::int64_t job_number = 0;  ///< jobs in the order of their submission
    std::int32_t job_chains = 0;  ///< chains of that job, this one included
    std::int32_t priority = 0;    ///< higher goes first
    Order order = Order::model;
    SlotKind slot = SlotKind::computing;
    std::int32_t stretch = 1;           ///< days that one lease may cover
    std::vector<Stamp> dates;           ///< ascending, skipped ones included
    std::vector<std::int32_t> skipped;  ///< indices into dates, ascending
    ChainState state;
    TRADEPIT_FIELDS(task, job_number, job_chains, priority, order, slot, stretch, dates, skipped,
                    state)
    friend bool operator==(const Chain&, const Chain&) = default;
};

// ---- a job, resolved
// -----------------------------------------------------------------------------

struct SkippedDate {
    Stamp date;
    std::string reason;
    TRADEPIT_FIELDS(date, reason)
    friend bool operator==(const SkippedDate&, const SkippedDate&) = default;
};

struct DayOrders {
    Stamp date;
    std::string orders;  ///< JSON, at most DAY_ORDERS_BYTES_MAX
    TRADEPIT_FIELDS(date, orders)
    friend bool operator==(const DayOrders&, const DayOrders&) = default;
};

struct JobModel {
    ModelName model;
    std::string agent;  ///< settings as JSON
    SlotKind slot = SlotKind::computing;
    std::int32_t stretch = 1;
    Stamp from;     ///< its first date; it runs the job's dates from there on
    Close opening;  ///< value is what cumulative figures are relative to
    std::vector<DayOrders> orders;
    TRADEPIT_FIELDS(model, agent, slot, stretch, from, opening, orders)
    friend bool operator==(const JobModel&, const JobModel&) = default;
};

/// A job as query resolved it from a request: everything named, nothing left to a default.
struct Job {
    JobId job;        ///< a UUID that query made
    std::string key;  ///< the request's key; one key makes one job
    std::string
        request_hash;  ///< SHA-256 (hex) of the request's text, to tell a repeat from a misuse
    std::string config_path;
    std::string label;
    MarketName market;
    std::int64_t price_set = 0;
    std::string price_hash;
    std::string rules;
    Order order = Order::model;
    std::int32_t priority = 0;
    bool answers = true;       ///< false: answers only when named (mock model, dev mode)
    std::vector<Stamp> dates;  ///< ascending; those to skip included
    std::vector<SkippedDate> skipped;
    std::vector<JobModel> models;  ///< in byte order of their names
    std::vector<std::string> warnings;
    TRADEPIT_FIELDS(job, key, request_hash, config_path, label, market, price_set, price_hash,
                    rules, order, priority, answers, dates, skipped, models, warnings)
    friend bool operator==(const Job&, const Job&) = default;
};

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
    std::int64_t cursor = 0;  ///< the last change number before the first page
    TRADEPIT_FIELDS(nonce, epoch, cursor)
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
    TRADEPIT_FIELDS(after, chains)
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
    TRADEPIT_FIELDS(epoch, request, chain, dates, worker, nonce)
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

/// A piece of an encoded Job, on its way query → broker → writer; the broker fills in `epoch`.
/// The writer commits the job when it has every part, and answers then.
struct JobPart {
    static constexpr std::uint8_t kind = 31;
    std::int64_t epoch = 0;
    std::string key;
    std::int32_t part = 0;   ///< from 0
    std::int32_t parts = 0;  ///< in all
    Bytes octets;
    TRADEPIT_FIELDS(epoch, key, part, parts, octets)
    friend bool operator==(const JobPart&, const JobPart&) = default;
};

/// What became of a submission. `status` is the HTTP status that a client sees: 200, 409 (the key
/// was used with another request), 503 (parts are missing: send them again), 507 (a limit).
struct JobAnswer {
    static constexpr std::uint8_t kind = 32;
    std::string key;
    std::int32_t status = 0;
    JobId job;              ///< set with status 200
    std::string detail;     ///< set otherwise
    bool repeated = false;  ///< the key had made this job before
    TRADEPIT_FIELDS(key, status, job, detail, repeated)
    friend bool operator==(const JobAnswer&, const JobAnswer&) = default;
};

// ---- worker and writer: `events`
// -----------------------------------------------------------------

enum class Action : std::uint8_t { no_trade, buy, sell };
constexpr Action wire_last(Action) { return Action::sell; }
enum class Role : std::uint8_t { user, assistant, tool };
constexpr Role wire_last(Role) { return Role::tool; }

/// A row of `positions` with its holdings. Action 0 is the day's opening and never a trade.
struct Position {
    static constexpr std::uint8_t event = 1;
    std::int32_t action_id = 0;
    Action action = Action::no_trade;
    Symbol symbol;                   ///< empty with no_trade
    std::optional<Quantity> amount;  ///< absent with no_trade
    std::optional<Money> price;      ///< the fill, absent with no_trade
    Money cash;
    Money value;
    std::vector<Holding> holdings;  ///< after the action, in byte order
    TRADEPIT_FIELDS(action_id, action, symbol, amount, price, cash, value, holdings)
    friend bool operator==(const Position&, const Position&) = default;
};

/// A step of `reasoning_logs`. Chunks of one step share its number and follow one another; `more`
/// says that another is to come.
struct Reasoning {
    static constexpr std::uint8_t event = 2;
    std::int32_t step = 0;  ///< from 1
    Role role = Role::assistant;
    std::string content;
    std::string tool;  ///< empty unless role is tool
    bool more = false;
    TRADEPIT_FIELDS(step, role, content, tool, more)
    friend bool operator==(const Reasoning&, const Reasoning&) = default;
};

/// A row of `tool_usage`: once per tool, at the end of the day.
struct ToolUsage {
    static constexpr std::uint8_t event = 3;
    std::string tool;
    std::int32_t calls = 0;
    double seconds = 0;
    TRADEPIT_FIELDS(tool, calls, seconds)
    friend bool operator==(const ToolUsage&, const ToolUsage&) = default;
};

using Event = std::variant<Position, Reasoning, ToolUsage>;

enum class Ending : std::uint8_t { completed, failed_transient, failed_permanent, released };
constexpr Ending wire_last(Ending) { return Ending::released; }

/// The last word of an attempt.
struct End {
    Ending ending = Ending::completed;
    std::int64_t events = 0;  ///< all of the attempt
    std::string digest;  ///< hex() of the running digest over its event octets (digest.h)
    Close opening;       ///< what the day was started from; compared with the committed close
    Close close;
    std::string error;  ///< of a failure
    std::int64_t agent_ms = 0;
    TRADEPIT_FIELDS(ending, events, digest, opening, close, error, agent_ms)
    friend bool operator==(const End&, const End&) = default;
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
    std::int64_t ready = 0;             ///< chains with a day that could run now
    std::int64_t leased = 0;
    std::vector<WorkerState> workers;
    TRADEPIT_FIELDS(id, epoch, live, writer_silent_ms, ready, leased, workers)
    friend bool operator==(const BrokerState&, const BrokerState&) = default;
};

// ---- frames
// --------------------------------------------------------------------------------------

using Message =
    std::variant<Hello, SlotFreed, Pulse, Assign, Drop, Retired, EpochRequest, EpochGranted,
                 StaleEpoch, PageRequest, Page, ChangesRequest, Changes, Claim, Claimed, ClaimEnded,
                 JobPart, JobAnswer, Batch, Ack, Superseded, ImportPrices, ImportAnswer, Lookup,
                 Answer, PricesRequest, PricesPage, BrokerStateRequest, BrokerState>;

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

/// A job as the octets that JobPart carries in pieces.
std::string encode_job(const Job& job);
std::variant<Job, Malformed> decode_job(std::string_view octets);

/// "batch", "claim", …: for logs and faults.
std::string_view name_of(const Message& message);

}  // namespace tradepit::common
