#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "common/events.h"
#include "common/limits.h"
#include "common/messages/command.h"
#include "common/messages/control_messages.h"
#include "common/messages/event_messages.h"
#include "common/messages/job.h"
#include "common/messages/lookup_messages.h"
#include "common/messages/price_messages.h"
#include "common/messages/task_messages.h"
#include "common/messages/upload_messages.h"

/// Every message between the programs is one struct. The headers that are included here declare
/// them, socket by socket. docs/PROTOCOL.md is the normative text, and a test compares the bytes
/// with tests/golden.
///
/// Each message declares its `kind`, the number of its type in a frame; its `name` for logs; its
/// `directions`, which say who may send it to whom (directions.h); and with TRADEPIT_FIELDS the
/// fields that travel. A frame is the msgpack array [version, kind, [field, …]] with the fields in
/// that order. Nested structs are arrays, money is an integer of millionths, a quantity an integer
/// of 1e-8 units, a stamp its text, an enum its number, Bytes are bin, an absent optional is nil,
/// and a variant is [index of the alternative, value]. The number of a kind that is no longer in
/// use is never given again.
namespace tradepit::common {

/// Rises with every change of the layout of a message or of what messages carry. The bytes of each
/// version are on record in tests/golden/messages_<version>.txt.
inline constexpr std::uint8_t WIRE_VERSION = 3;

/// The list of all messages.
using Message =
    std::variant<Hello, SlotFreed, HelloAnswer, Assign, Drop, Retired, NameTaken, EpochRequest,
                 EpochGranted, StaleEpoch, PageRequest, Page, ChangesRequest, Changes, Claim,
                 Claimed, ClaimRefused, CommandPart, CommandAnswer, Batch, Ack, Superseded,
                 WriterStateRequest, WriterState, Upload, UploadAnswer, Lookup, Answer,
                 PricesRequest, PricesPage, BrokerStateRequest, BrokerState, WaitsRequest, Waits>;

/// Why octets cannot be decoded: the place in the message, and the rule that they break.
struct Malformed {
    /// What was decoded (the name of a message, or "job", "events", "bars", …) and the indices of
    /// fields and elements in it: "batch[2][1]". Empty: the fault concerns the octets as a whole.
    std::string where;
    std::string reason;  ///< "not a date (YYYY-MM-DD, or with HH:MM:SS)"
    std::string text() const;
};

namespace detail {
/// The index of M among the alternatives of a variant, given by a null pointer of its type.
template <class M, class... Each>
consteval std::size_t index_of(const std::variant<Each...>*) {
    static_assert((std::is_same_v<M, Each> || ...), "encode() takes the messages of Message");
    std::size_t index = 0;
    static_cast<void>(((std::is_same_v<M, Each> ? true : (++index, false)) || ...));
    return index;
}
/// As encode(). @param message a message of the type that Message has at `index`
std::string encode_alternative(std::size_t index, const void* message);
}  // namespace detail

/// The frame of one message. Does not check its size: senders keep to FRAME_BYTES_MAX.
template <class M>
std::string encode(const M& message) {
    return detail::encode_alternative(detail::index_of<M>(static_cast<const Message*>(nullptr)),
                                      &message);
}

/// The message in a frame, or what is wrong with it. Never throws and never aborts, whatever the
/// octets; takes memory in proportion to the frame. Text must be UTF-8.
std::variant<Message, Malformed> decode(std::string_view frame);

/// Batch::events: the msgpack array of [event kind, [field, …]].
std::string encode_events(const std::vector<Event>& events);
/// More than BATCH_EVENTS_MAX events are malformed.
std::variant<std::vector<Event>, Malformed> decode_events(std::string_view octets);

/// A command as the octets that CommandPart carries in parts. CommandPart::command has its kind.
std::string encode_command(const Command& command);
std::variant<Command, Malformed> decode_command(CommandKind kind, std::string_view octets);
/// All parts of a command, in their order. The epoch is left for the broker to fill in.
/// @param part_bytes the most octets of one part, above 0
std::vector<CommandPart> parts_of(const Command& command, std::size_t part_bytes = PART_BYTES_MAX);
/// The octets of encode_command() for a job.
std::string encode_job(const Job& job);
std::variant<Job, Malformed> decode_job(std::string_view octets);

/// A file as the octets that Upload carries in parts. Upload::file_kind has the kind of file.
std::string encode_upload(const PriceImport& import);
std::string encode_upload(const RecordImport& import);
std::string encode_upload(const LogImport& import);
/// @param bars_max a price file with more bars is malformed
std::variant<UploadContent, Malformed> decode_upload(UploadKind what, std::string_view octets,
                                                     std::size_t bars_max = IMPORT_BARS_MAX);

/// The message's name, for logs and faults: "batch", "claim", ….
std::string_view name_of(const Message& message);

/// Whether `receiver` takes this message on `socket`, because some role may send it there (takes<M>
/// in directions.h).
bool takes(const Message& message, PeerRole receiver, Socket socket);

}  // namespace tradepit::common
