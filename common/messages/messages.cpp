#include "common/messages/messages.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "common/digest.h"
#include "common/messages/codec.h"
#include "common/messages/parts.h"
#include "common/text/utf8.h"

namespace tradepit::common {

namespace codec {

bool Reader::read_text(const msgpack::object& object, std::string& value, std::size_t bytes_max) {
    if (object.type != msgpack::type::STR) return fault("not text");
    const std::string_view text{object.via.str.ptr, object.via.str.size};
    if (text.size() > bytes_max)
        return fault("text of " + std::to_string(text.size()) + " bytes where " +
                     std::to_string(bytes_max) + " are the limit");
    if (!is_utf8(text)) return fault("text that is not UTF-8");
    value.assign(text);
    return true;
}

bool Reader::read_number(const msgpack::object& object, double& value) {
    if (object.type == msgpack::type::FLOAT64 || object.type == msgpack::type::FLOAT32) {
        value = object.via.f64;
    } else if (object.type == msgpack::type::POSITIVE_INTEGER) {
        value = static_cast<double>(object.via.u64);
    } else if (object.type == msgpack::type::NEGATIVE_INTEGER) {
        value = static_cast<double>(object.via.i64);
    } else {
        return fault("not a number");
    }
    return std::isfinite(value) || fault("a number that is not finite");
}

bool Reader::read_price(const msgpack::object& object, Price& price) {
    std::int64_t units = 0;
    int decimals = Price::DECIMALS_MIN;
    if (object.type == msgpack::type::ARRAY) {
        if (object.via.array.size != 2) return fault("not [decimals, units]");
        if (!read_integer(object.via.array.ptr[0], decimals)) return false;
        if (decimals <= Price::DECIMALS_MIN || decimals > Price::DECIMALS_MAX)
            return fault("a price of " + std::to_string(decimals) + " decimals as an array");
        if (!read_integer(object.via.array.ptr[1], units)) return false;
        if (units % 10 == 0) return fault("a price with more decimals than it needs");
    } else if (!read_integer(object, units)) {
        return false;
    }
    const auto read = Price::make(units, decimals);
    if (!read)
        return fault("a price beyond the limit of its " + std::to_string(decimals) + " decimals");
    price = *read;
    return true;
}

bool Reader::fault(std::string reason) {
    reason_ = std::move(reason);
    return false;
}

Malformed Reader::malformed(std::string_view message) const {
    std::string where{message};
    for (const std::size_t index : path_) where += '[' + std::to_string(index) + ']';
    return {std::move(where), reason_};
}

}  // namespace codec

namespace {

/// How deep arrays may be nested. The deepest message nests seven: the frame, the fields of Page,
/// its chains, a chain, its state, the attempts, an attempt.
constexpr std::size_t DEPTH_MAX = 16;
/// The most elements of an array: the unpacker allocates as many as the array's header claims.
constexpr std::size_t ARRAY_MAX = 65'536;

/// Unpacks the object at the beginning of `octets` and removes its octets from there, or says why
/// there is none. Text and bin values of the object point into the octets.
std::optional<Malformed> unpack_first(msgpack::zone& zone, std::string_view& octets,
                                      msgpack::object& object) {
    // The limits of arrays, maps, texts, octets (bin), extensions and depth: no maps or extensions.
    const msgpack::unpack_limit limit{ARRAY_MAX, 0, octets.size(), octets.size(), 0, DEPTH_MAX};
    const auto by_reference = [](msgpack::type::object_type, std::size_t, void*) { return true; };
    std::size_t offset = 0;
    try {
        object = msgpack::unpack(zone, octets.data(), octets.size(), offset, by_reference, nullptr,
                                 limit);
    } catch (const msgpack::unpack_error& error) {
        return Malformed{"", std::string{"not msgpack within the limits: "} + error.what()};
    }
    octets.remove_prefix(offset);
    return std::nullopt;
}

/// Unpacks the object that makes up all of `octets`, or says why there is none.
std::optional<Malformed> unpack(msgpack::zone& zone, std::string_view octets,
                                msgpack::object& object) {
    if (auto malformed = unpack_first(zone, octets, object)) return malformed;
    if (!octets.empty()) return Malformed{"", "octets after the message"};
    return std::nullopt;
}

/// A value that is encoded without the header of a frame.
template <class T>
std::string pack_alone(const T& value) {
    msgpack::sbuffer buffer;
    codec::Packer packer{buffer};
    codec::pack(packer, value);
    return {buffer.data(), buffer.size()};
}

/// Reads what pack_alone() made. @param name begins the place of a fault
template <class T>
std::variant<T, Malformed> read_alone(std::string_view octets, std::string_view name) {
    msgpack::zone zone;
    msgpack::object object;
    if (auto malformed = unpack(zone, octets, object)) return *std::move(malformed);
    codec::Reader reader;
    T value;
    if (!reader.read(object, value)) return reader.malformed(name);
    return value;
}

/// Reads the value at the beginning of `octets` and removes its octets from there.
/// @param name begins the place of a fault
template <class T>
std::optional<Malformed> read_first(std::string_view& octets, std::string_view name, T& value) {
    msgpack::zone zone;
    msgpack::object object;
    if (auto malformed = unpack_first(zone, octets, object)) return malformed;
    codec::Reader reader;
    if (!reader.read(object, value)) return reader.malformed(name);
    return std::nullopt;
}

/// The value that precedes the bars of an encoded price file.
struct PriceHeader {
    MarketName market;
    std::string rules;
    std::string source;
    TRADEPIT_FIELDS(market, rules, source)
};

/// Reads a price file: a PriceHeader, then pages of bars until the octets end. A large file is thus
/// not unpacked at once.
std::variant<UploadContent, Malformed> read_prices(std::string_view octets, std::size_t bars_max) {
    PriceHeader header;
    if (auto malformed = read_first(octets, "prices", header)) return *std::move(malformed);
    PriceImport import{.market = std::move(header.market),
                       .rules = std::move(header.rules),
                       .source = std::move(header.source),
                       .bars = {}};
    while (!octets.empty()) {
        std::vector<WireBar> page;
        if (auto malformed = read_first(octets, "bars", page)) return *std::move(malformed);
        if (page.size() > bars_max - import.bars.size())
            return Malformed{"bars", "more than " + std::to_string(bars_max) + " bars"};
        std::move(page.begin(), page.end(), std::back_inserter(import.bars));
    }
    return UploadContent{std::move(import)};
}

template <class M>
std::variant<Message, Malformed> read_message(const msgpack::object& fields) {
    codec::Reader reader;
    Message message{std::in_place_type<M>};
    if (!reader.read(fields, std::get<M>(message))) return reader.malformed(M::name);
    return message;
}

/// Reads the fields of a message of that kind.
template <std::size_t... Index>
std::variant<Message, Malformed> read_kind(std::uint64_t kind, const msgpack::object& fields,
                                           std::index_sequence<Index...>) {
    std::variant<Message, Malformed> result =
        Malformed{"", "no message of kind " + std::to_string(kind)};
    const auto read_if_kind = [&]<class M>(std::type_identity<M>) {
        if (M::kind != kind) return false;
        result = read_message<M>(fields);
        return true;
    };
    static_cast<void>(
        (read_if_kind(std::type_identity<std::variant_alternative_t<Index, Message>>{}) || ...));
    return result;
}

template <std::size_t... Index>
consteval bool kinds_are_unique(std::index_sequence<Index...>) {
    const std::uint8_t kinds[] = {std::variant_alternative_t<Index, Message>::kind...};
    for (std::size_t i = 0; i < std::size(kinds); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (kinds[i] == kinds[j]) return false;
    return true;
}
constexpr auto EVERY_MESSAGE = std::make_index_sequence<std::variant_size_v<Message>>{};
static_assert(kinds_are_unique(EVERY_MESSAGE));

/// The frame of a message, which is an M. The parameter has no type, so that the functions for all
/// messages have the same signature and fit in ENCODERS.
template <class M>
std::string frame_of(const void* message) {
    msgpack::sbuffer buffer;
    codec::Packer packer{buffer};
    packer.pack_array(3);
    packer.pack_uint8(WIRE_VERSION);
    packer.pack_uint8(M::kind);
    codec::pack(packer, *static_cast<const M*>(message));
    return {buffer.data(), buffer.size()};
}

using Encoder = std::string (*)(const void*);
template <class... M>
constexpr std::array<Encoder, sizeof...(M)> encoders_of(const std::variant<M...>*) {
    return {&frame_of<M>...};
}
/// A function for each message, in the order of the alternatives of Message.
constexpr auto ENCODERS = encoders_of(static_cast<const Message*>(nullptr));

bool is_unsigned_integer(const msgpack::object& object) {
    return object.type == msgpack::type::POSITIVE_INTEGER;
}

/// Reads the fields of an event of type E, the one at `index` of the batch, and adds it to
/// `events`.
template <class E>
std::optional<Malformed> read_event(const msgpack::object& fields, std::size_t index,
                                    std::vector<Event>& events) {
    codec::Reader reader;
    reader.enter(index);
    auto& event = events.emplace_back(std::in_place_type<E>);
    if (reader.read(fields, std::get<E>(event))) return std::nullopt;
    return reader.malformed("events");
}

/// Reads [event kind, fields] and adds the event to `events`.
std::optional<Malformed> read_event_of_kind(const msgpack::object& object, std::size_t index,
                                            std::vector<Event>& events) {
    const auto& pair = object.via.array;
    if (object.type != msgpack::type::ARRAY || pair.size != 2 || !is_unsigned_integer(pair.ptr[0]))
        return Malformed{"events[" + std::to_string(index) + "]", "not [event kind, fields]"};
    const auto kind = pair.ptr[0].via.u64;
    std::optional<Malformed> malformed;
    const auto read_if_kind = [&]<class E>(std::type_identity<E>) {
        if (E::event != kind) return false;
        malformed = read_event<E>(pair.ptr[1], index, events);
        return true;
    };
    const auto read_any_kind = [&]<class... E>(std::type_identity<std::variant<E...>>) {
        return (read_if_kind(std::type_identity<E>{}) || ...);
    };
    if (read_any_kind(std::type_identity<Event>{})) return malformed;
    return Malformed{"events[" + std::to_string(index) + "]",
                     "no event of kind " + std::to_string(kind)};
}

}  // namespace

std::string Malformed::text() const { return where.empty() ? reason : where + ": " + reason; }

std::string detail::encode_alternative(std::size_t index, const void* message) {
    return ENCODERS[index](message);
}

std::variant<Message, Malformed> decode(std::string_view frame) {
    msgpack::zone zone;
    msgpack::object object;
    if (auto malformed = unpack(zone, frame, object)) return *std::move(malformed);
    const auto& header = object.via.array;
    if (object.type != msgpack::type::ARRAY || header.size != 3 ||
        !is_unsigned_integer(header.ptr[0]) || !is_unsigned_integer(header.ptr[1]))
        return Malformed{"", "not [version, kind, fields]"};
    if (header.ptr[0].via.u64 != WIRE_VERSION)
        return Malformed{"", "version " + std::to_string(header.ptr[0].via.u64) + " where " +
                                 std::to_string(WIRE_VERSION) + " is spoken"};
    return read_kind(header.ptr[1].via.u64, header.ptr[2], EVERY_MESSAGE);
}

std::string encode_events(const std::vector<Event>& events) {
    msgpack::sbuffer buffer;
    codec::Packer packer{buffer};
    packer.pack_array(static_cast<std::uint32_t>(events.size()));
    for (const Event& event : events) {
        std::visit(
            [&]<class E>(const E& fields) {
                packer.pack_array(2);
                packer.pack_uint8(E::event);
                codec::pack(packer, fields);
            },
            event);
    }
    return {buffer.data(), buffer.size()};
}

std::variant<std::vector<Event>, Malformed> decode_events(std::string_view octets) {
    msgpack::zone zone;
    msgpack::object object;
    if (auto malformed = unpack(zone, octets, object)) return *std::move(malformed);
    if (object.type != msgpack::type::ARRAY) return Malformed{"events", "not an array"};
    if (object.via.array.size > BATCH_EVENTS_MAX)
        return Malformed{"events", std::to_string(object.via.array.size) + " events where " +
                                       std::to_string(BATCH_EVENTS_MAX) + " are the limit"};
    std::vector<Event> events;
    events.reserve(object.via.array.size);
    for (std::size_t i = 0; i < object.via.array.size; ++i)
        if (auto malformed = read_event_of_kind(object.via.array.ptr[i], i, events))
            return *std::move(malformed);
    return events;
}

std::string encode_command(const Command& command) {
    return std::visit([](const auto& fields) { return pack_alone(fields); }, command);
}

std::variant<Command, Malformed> decode_command(CommandKind kind, std::string_view octets) {
    const auto command = [](auto read) -> std::variant<Command, Malformed> {
        if (auto* malformed = std::get_if<Malformed>(&read)) return std::move(*malformed);
        return Command{std::move(std::get<0>(read))};
    };
    switch (kind) {
        case CommandKind::submit:
            return command(read_alone<Job>(octets, "job"));
        case CommandKind::cancel:
            return command(read_alone<CancelJob>(octets, "cancel"));
        case CommandKind::refuse:
            return command(read_alone<RecordRefusal>(octets, "refusal"));
        case CommandKind::maintain:
            return command(read_alone<RunMaintenance>(octets, "maintenance"));
    }
    return Malformed{"", "no such command"};
}

std::vector<CommandPart> parts_of(const Command& command, std::size_t part_bytes) {
    const std::string octets = encode_command(command);
    const std::vector<std::string_view> pieces = split(octets, part_bytes);
    const std::string digest = sha256_hex(octets);
    std::vector<CommandPart> parts;
    parts.reserve(pieces.size());
    for (const std::string_view piece : pieces)
        parts.push_back({.key = key_of(command),
                         .part = static_cast<std::int32_t>(parts.size()),
                         .parts = static_cast<std::int32_t>(pieces.size()),
                         .octets = {std::string{piece}},
                         .command = static_cast<CommandKind>(command.index()),
                         .request_hash = hash_of(command),
                         .digest = digest});
    return parts;
}

std::string encode_job(const Job& job) { return pack_alone(job); }

std::variant<Job, Malformed> decode_job(std::string_view octets) {
    return read_alone<Job>(octets, "job");
}

std::string encode_upload(const PriceImport& import) {
    msgpack::sbuffer buffer;
    codec::Packer packer{buffer};
    codec::pack(packer, PriceHeader{import.market, import.rules, import.source});
    for (std::size_t first = 0; first < import.bars.size(); first += PAGE_BARS_MAX) {
        const std::size_t count = std::min(PAGE_BARS_MAX, import.bars.size() - first);
        packer.pack_array(static_cast<std::uint32_t>(count));
        for (std::size_t i = first; i < first + count; ++i) codec::pack(packer, import.bars[i]);
    }
    return {buffer.data(), buffer.size()};
}

std::string encode_upload(const RecordImport& import) { return pack_alone(import); }
std::string encode_upload(const LogImport& import) { return pack_alone(import); }

std::variant<UploadContent, Malformed> decode_upload(UploadKind what, std::string_view octets,
                                                     std::size_t bars_max) {
    const auto content = [](auto read) -> std::variant<UploadContent, Malformed> {
        if (auto* malformed = std::get_if<Malformed>(&read)) return std::move(*malformed);
        return UploadContent{std::move(std::get<0>(read))};
    };
    switch (what) {
        case UploadKind::prices:
            return read_prices(octets, bars_max);
        case UploadKind::positions:
            return content(read_alone<RecordImport>(octets, "positions"));
        case UploadKind::log:
            return content(read_alone<LogImport>(octets, "log"));
    }
    return Malformed{"", "no such kind of file"};
}

std::string_view name_of(const Message& message) {
    return std::visit([]<class M>(const M&) { return M::name; }, message);
}

bool takes(const Message& message, PeerRole receiver, Socket socket) {
    return std::visit([&]<class M>(const M&) { return takes<M>(receiver, socket); }, message);
}

}  // namespace tradepit::common
