#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/events.h"
#include "common/limits.h"
#include "common/messages/control_messages.h"
#include "common/messages/event_messages.h"
#include "common/messages/history_messages.h"
#include "common/messages/job.h"
#include "common/messages/lookup_messages.h"
#include "common/messages/price_messages.h"
#include "common/messages/task_messages.h"

/// Every message between the programs, as one struct each, by socket in the headers above.
/// docs/PROTOCOL.md is the normative text; tests/golden freezes the bytes. A frame is the msgpack
/// array [version, kind, [field, …]] with the fields in the order of FIELDS; nested structs are
/// arrays, money is an integer of millionths, a quantity an integer of 1e-8 units, a stamp its
/// text, an absent optional nil. A retired kind number is never used again.
namespace tradepit::common {

inline constexpr std::uint8_t WIRE_VERSION = 1;

using Message =
    std::variant<Hello, SlotFreed, Pulse, Assign, Drop, Retired, EpochRequest, EpochGranted,
                 StaleEpoch, PageRequest, Page, ChangesRequest, Changes, Claim, Claimed, ClaimEnded,
                 JobPart, JobAnswer, Batch, Ack, Superseded, WriterStateRequest, WriterState,
                 ImportPrices, ImportAnswer, Lookup, Answer, PricesRequest, PricesPage,
                 BrokerStateRequest, BrokerState, WaitsRequest, Waits, HistoryPart, HistoryAnswer>;

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
/// All parts of a request, in their order, but for the epoch, which the broker fills in.
/// @param part_bytes what each carries at most, above 0
std::vector<JobPart> parts_of(const JobRequest& request, std::size_t part_bytes = PART_BYTES_MAX);
/// The same of a job alone.
std::string encode_job(const Job& job);
std::variant<Job, Malformed> decode_job(std::string_view octets);

/// What HistoryPart carries in pieces.
std::string encode_history(const RecordImport& import);
std::string encode_history(const LogImport& import);
std::variant<std::variant<RecordImport, LogImport>, Malformed> decode_history(
    HistoryKind what, std::string_view octets);

/// "batch", "claim", …: for logs and faults.
std::string_view name_of(const Message& message);

}  // namespace tradepit::common
