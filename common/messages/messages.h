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
#include "common/market/price_file.h"
#include "common/messages/command.h"
#include "common/messages/control_messages.h"
#include "common/messages/event_messages.h"
#include "common/messages/job.h"
#include "common/messages/lookup_messages.h"
#include "common/messages/price_messages.h"
#include "common/messages/task_messages.h"
#include "common/messages/upload_messages.h"

/// Every message between the programs, as one struct each; the headers above have them by socket.
/// docs/PROTOCOL.md is the normative text; tests/golden freezes the bytes. A frame is the msgpack
/// array [version, kind, [field, …]] with the fields in the order of TRADEPIT_FIELDS. Nested
/// structs are arrays, money is an integer of millionths, a quantity an integer of 1e-8 units, a
/// stamp its text, an absent optional nil. A retired kind number is never used again.
namespace tradepit::common {

inline constexpr std::uint8_t WIRE_VERSION = 1;

/// The one list of messages. Each names its kind, its name and who may send it (legs.h).
using Message =
    std::variant<Hello, SlotFreed, Pulse, Assign, Drop, Retired, EpochRequest, EpochGranted,
                 StaleEpoch, PageRequest, Page, ChangesRequest, Changes, Claim, Claimed, ClaimEnded,
                 CommandPart, CommandAnswer, Batch, Ack, Superseded, WriterStateRequest,
                 WriterState, Upload, UploadAnswer, Lookup, Answer, PricesRequest, PricesPage,
                 BrokerStateRequest, BrokerState, WaitsRequest, Waits>;

/// Why octets are not a valid message: the place in the message, and the rule.
struct Malformed {
    std::string where;   ///< "batch[2][1]": message and field indices; empty: the frame itself
    std::string reason;  ///< "not a date (YYYY-MM-DD, or with HH:MM:SS)"
    std::string text() const;
};

namespace detail {
template <class M, class... Each>
consteval std::size_t index_of(const std::variant<Each...>*) {
    static_assert((std::is_same_v<M, Each> || ...), "encode() takes the messages of Message");
    std::size_t index = 0;
    static_cast<void>(((std::is_same_v<M, Each> ? true : (++index, false)) || ...));
    return index;
}
/// @param message a message of the type that Message has at `index`
std::string encode_alternative(std::size_t index, const void* message);
}  // namespace detail

/// The frame of one message. CHECKs nothing about its size; senders keep to FRAME_BYTES_MAX.
template <class M>
std::string encode(const M& message) {
    return detail::encode_alternative(detail::index_of<M>(static_cast<const Message*>(nullptr)),
                                      &message);
}

/// The message in a frame, or what is wrong with it. Never throws and never aborts, whatever the
/// octets; takes memory in proportion to the frame. Text must be UTF-8.
std::variant<Message, Malformed> decode(std::string_view frame);

/// The `events` of a batch: the msgpack array of [event kind, [field, …]].
std::string encode_events(const std::vector<Event>& events);
std::variant<std::vector<Event>, Malformed> decode_events(std::string_view octets);

/// A command as the octets that CommandPart carries in pieces; CommandPart::command names its kind.
std::string encode_command(const Command& command);
std::variant<Command, Malformed> decode_command(CommandKind kind, std::string_view octets);
/// All parts of a command, in their order. The epoch is left for the broker to fill in.
/// @param part_bytes what each carries at most, above 0
std::vector<CommandPart> parts_of(const Command& command, std::size_t part_bytes = PART_BYTES_MAX);
/// The octets of encode_command() for a job.
std::string encode_job(const Job& job);
std::variant<Job, Malformed> decode_job(std::string_view octets);

/// A file as the octets that Upload carries in parts; Upload::what names the kind of file.
std::string encode_upload(const PriceImport& import);
std::string encode_upload(const RecordImport& import);
std::string encode_upload(const LogImport& import);
std::variant<UploadContent, Malformed> decode_upload(UploadKind what, std::string_view octets,
                                                     std::size_t bars_max = IMPORT_BARS_MAX);

/// The message's name, for logs and faults: "batch", "claim", ….
std::string_view name_of(const Message& message);

/// Whether `receiver` takes this message on `socket`, because some role may send it there (legs.h).
bool takes(const Message& message, PeerRole receiver, Socket socket);

}  // namespace tradepit::common
