#include "common/messages/messages.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "common/digest.h"
#include "tests/common/messages/example_messages.h"

namespace tradepit::common {
namespace {

std::string frame_of(const Message& message) {
    return std::visit([](const auto& fields) { return encode(fields); }, message);
}

std::string fault_of(std::string_view frame) {
    const auto decoded = decode(frame);
    const auto* malformed = std::get_if<Malformed>(&decoded);
    return malformed ? malformed->text() : "none";
}

/// The file with the bytes of this version of the wire: "name hex" a line.
std::string golden_file() {
    return "tests/golden/messages_" + std::to_string(WIRE_VERSION) + ".txt";
}

std::map<std::string, std::string> golden() {
    const char* root = std::getenv("TRADEPIT_ROOT");
    std::ifstream file{std::string{root ? root : "."} + "/" + golden_file()};
    std::map<std::string, std::string> bytes;
    std::string name;
    std::string octets;
    while (file >> name >> octets) bytes[name] = octets;
    return bytes;
}

/// The bytes of every message, and of all that travels in parts.
std::map<std::string, std::string> bytes_of_examples() {
    std::map<std::string, std::string> bytes;
    for (const Message& message : example_messages())
        bytes[std::string{name_of(message)}] = hex(frame_of(message));
    for (const Command& command : example_commands())
        bytes["command_" + std::to_string(command.index())] = hex(encode_command(command));
    for (const UploadContent& content : example_uploads())
        bytes["upload_" + std::to_string(content.index())] =
            hex(std::visit([](const auto& import) { return encode_upload(import); }, content));
    return bytes;
}

TEST(Messages, EveryKindHasAnExample) {
    std::set<std::size_t> seen;
    for (const Message& message : example_messages()) seen.insert(message.index());
    EXPECT_EQ(seen.size(), std::variant_size_v<Message>);
}

TEST(Messages, ComeBackAsTheyWereSent) {
    for (const Message& message : example_messages()) {
        const auto decoded = decode(frame_of(message));
        ASSERT_TRUE(std::holds_alternative<Message>(decoded))
            << name_of(message) << ": " << std::get<Malformed>(decoded).text();
        EXPECT_TRUE(std::get<Message>(decoded) == message) << name_of(message);
    }
}

TEST(Messages, BytesAreThoseOnRecordForThisVersion) {
    const auto examples = bytes_of_examples();
    const auto recorded = golden();
    if (recorded.empty()) {
        std::string lines;
        for (const auto& [name, bytes] : examples) lines += name + ' ' + bytes + '\n';
        FAIL() << golden_file() << " is not there. Record these lines:\n" << lines;
    }
    EXPECT_EQ(recorded, examples)
        << "A layout changed. Programs of the version before misread it, so raise WIRE_VERSION "
           "(common/messages/messages.h), and record the bytes of the new version in a new file.";
}

TEST(Messages, EventsAndJobsComeBackAsTheyWereSent) {
    const auto events = decode_events(encode_events(example_events()));
    ASSERT_TRUE(std::holds_alternative<std::vector<Event>>(events));
    EXPECT_TRUE(std::get<std::vector<Event>>(events) == example_events());
    const auto job = decode_job(encode_job(example_job()));
    ASSERT_TRUE(std::holds_alternative<Job>(job)) << std::get<Malformed>(job).text();
    EXPECT_TRUE(std::get<Job>(job) == example_job());
}

TEST(Messages, CommandsComeBackAsTheyWereSent) {
    for (const Command& command : example_commands()) {
        const auto kind = static_cast<CommandKind>(command.index());
        const auto decoded = decode_command(kind, encode_command(command));
        ASSERT_TRUE(std::holds_alternative<Command>(decoded))
            << std::get<Malformed>(decoded).text();
        EXPECT_TRUE(std::get<Command>(decoded) == command) << command.index();
    }
}

TEST(Messages, ACommandReadAsAnotherIsANamedFault) {
    const auto octets = encode_command(CancelJob{"key", "hash", JobId{"job"}});
    const auto decoded = decode_command(CommandKind::refuse, octets);
    ASSERT_TRUE(std::holds_alternative<Malformed>(decoded));
    EXPECT_TRUE(std::get<Malformed>(decoded).text().starts_with("refusal"));
}

TEST(Messages, CutAnywhereIsANamedFault) {
    for (const Message& message : example_messages()) {
        const std::string frame = frame_of(message);
        for (std::size_t length = 0; length < frame.size(); ++length)
            EXPECT_NE(fault_of(std::string_view{frame}.substr(0, length)), "none")
                << name_of(message) << " cut at " << length;
    }
}

TEST(Messages, ChangedOctetsNeverAbort) {
    std::mt19937_64 random{20251001};
    for (const Message& message : example_messages()) {
        for (int round = 0; round < 2'000; ++round) {
            std::string frame = frame_of(message);
            for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes)
                frame[random() % frame.size()] = static_cast<char>(random());
            static_cast<void>(decode(frame));
            static_cast<void>(decode_events(frame));
            static_cast<void>(decode_job(frame));
        }
    }
}

TEST(Messages, AnArrayHeaderThatAsksForGigabytesIsRefused) {
    EXPECT_NE(fault_of("\xdd\xff\xff\xff\xff").find("limits"), std::string::npos);
}

TEST(Messages, NestingBeyondTheLimitIsRefused) {
    EXPECT_NE(fault_of(std::string(100'000, '\x91')).find("limits"), std::string::npos);
}

TEST(Messages, MapsAreRefused) {
    EXPECT_NE(fault_of("\x81\xa1k\x01").find("limits"), std::string::npos);
}

TEST(Messages, OctetsAfterTheMessageAreRefused) {
    EXPECT_EQ(fault_of(encode(HelloAnswer{1}) + '\x01'), "octets after the message");
}

TEST(Messages, AnotherVersionIsNamed) {
    std::string frame = encode(HelloAnswer{1});
    frame[1] = WIRE_VERSION + 1;
    EXPECT_EQ(fault_of(frame), "version 4 where 3 is spoken");
}

TEST(Messages, AnUnknownKindIsNamed) {
    std::string frame = encode(HelloAnswer{1});
    frame[2] = 99;
    EXPECT_EQ(fault_of(frame), "no message of kind 99");
}

TEST(Messages, TextMustBeUtf8) {
    Drop drop{1, {1, Stamp::parse("2025-10-01").value(), 1}, "\xc3\x28"};
    EXPECT_EQ(fault_of(encode(drop)), "drop[2]: text that is not UTF-8");
    for (const char* bad : {"\xed\xa0\x80", "\xc0\xaf", "\xf5\x80\x80\x80", "\xe2\x82", "\x80"}) {
        drop.reason = bad;
        EXPECT_EQ(fault_of(encode(drop)), "drop[2]: text that is not UTF-8");
    }
    for (const char* good : {"中国石化", "\xf0\x9f\x93\x88", "\xef\xbf\xbf", "plain"}) {
        drop.reason = good;
        EXPECT_EQ(fault_of(encode(drop)), "none");
    }
}

TEST(Messages, ANameAtTheLimitIsTakenAndOnePastItIsNot) {
    SlotFreed freed{WorkerName{std::string(NAME_BYTES_MAX, 'w')}, 1, {}};
    EXPECT_EQ(fault_of(encode(freed)), "none");
    freed.worker = WorkerName{std::string(NAME_BYTES_MAX + 1, 'w')};
    EXPECT_EQ(fault_of(encode(freed)), "slot_freed[0]: text of 129 bytes where 128 are the limit");
}

TEST(Messages, EachTextOfACommandPartHasAtMostAsManyBytesAsAName) {
    const std::string at_limit(NAME_BYTES_MAX, 'x');
    const CommandPart part{.key = at_limit,
                           .octets = {std::string(NAME_BYTES_MAX + 1, 'x')},
                           .request_hash = at_limit,
                           .digest = at_limit};
    EXPECT_EQ(fault_of(encode(part)), "none");
    const auto fault_with_longer = [&](std::string CommandPart::*text) {
        CommandPart longer = part;
        (longer.*text) += 'x';
        return fault_of(encode(longer));
    };
    EXPECT_EQ(fault_with_longer(&CommandPart::key),
              "command_part[1]: text of 129 bytes where 128 are the limit");
    EXPECT_NE(fault_with_longer(&CommandPart::request_hash), "none");
    EXPECT_NE(fault_with_longer(&CommandPart::digest), "none");
}

TEST(Messages, AKeyOfAnAnswerIsBoundedAndItsDetailIsNot) {
    CommandAnswer answer{std::string(NAME_BYTES_MAX, 'k'), {}, CommandRefused{400, {}}};
    std::get<CommandRefused>(answer.outcome).detail = std::string(1'000, 'd');
    EXPECT_EQ(fault_of(encode(answer)), "none");
    answer.key += 'k';
    EXPECT_EQ(fault_of(encode(answer)),
              "command_answer[0]: text of 129 bytes where 128 are the limit");
}

TEST(Messages, TheKeyAndTheDigestOfAnUploadAreBounded) {
    Upload upload{.key = std::string(NAME_BYTES_MAX, 'k'),
                  .octets = {},
                  .digest = std::string(NAME_BYTES_MAX, 'd')};
    EXPECT_EQ(fault_of(encode(upload)), "none");
    upload.digest += 'd';
    EXPECT_EQ(fault_of(encode(upload)), "upload[5]: text of 129 bytes where 128 are the limit");
    upload.digest.clear();
    upload.key += 'k';
    EXPECT_EQ(fault_of(encode(upload)), "upload[0]: text of 129 bytes where 128 are the limit");
}

TEST(Messages, MoneyAtTheLimitOfReadingIsTakenAndAMillionthMoreIsNot) {
    Claimed claimed{"r", 1, {.cash = MONEY_READ_MAX, .value = {}, .holdings = {}}, {}};
    EXPECT_EQ(fault_of(encode(claimed)), "none");
    claimed.opening.cash += Money::from_millionths(1);
    EXPECT_EQ(fault_of(encode(claimed)), "claimed[2][0]: money beyond the limit of 9000000000");
}

/// A batch's events with one position at that price; msgpack writes it as the integers say.
std::string with_price(const std::string& price_octets) {
    Position position;
    position.price = Price::from_millionths(1);
    std::string octets = encode_events({position});
    // The price of a millionth is the octet 1 before the three that follow: cash 0, value 0, and
    // the empty list of holdings.
    const std::string rest{"\x01\x00\x00\x90", 4};
    const auto at = octets.rfind(rest);
    CHECK(at != std::string::npos);
    return octets.replace(at, 1, price_octets);
}

std::string price_fault(const std::string& price_octets) {
    const auto decoded = decode_events(with_price(price_octets));
    const auto* malformed = std::get_if<Malformed>(&decoded);
    return malformed ? malformed->reason : "none";
}

TEST(Messages, APriceHasOneEncoding) {
    Position position;
    position.price = Price::parse("0.00000149");
    EXPECT_EQ(encode_events({position}), with_price("\x92\x08\xCC\x95"));
    const auto decoded = decode_events(encode_events({position}));
    EXPECT_EQ(std::get<Position>(std::get<std::vector<Event>>(decoded)[0]).price, position.price);
    EXPECT_EQ(price_fault("\x05"), "none");
    EXPECT_EQ(price_fault("\x92\x07\x05"), "none");
    EXPECT_EQ(price_fault("\x92\x0C\x05"), "none");
    EXPECT_EQ(price_fault("\x92\x06\x05"), "a price of 6 decimals as an array");
    EXPECT_EQ(price_fault("\x92\x0D\x05"), "a price of 13 decimals as an array");
    EXPECT_EQ(price_fault("\x92\x08\x0A"), "a price with more decimals than it needs");
    EXPECT_EQ(price_fault("\x91\x08"), "not [decimals, units]");
    // 8192.000000000001 with twelve decimals, and 9000000000.000001.
    EXPECT_EQ(price_fault(std::string{"\x92\x0C\xCF\x00\x1D\x1A\x94\xA2\x00\x00\x01", 11}),
              "a price beyond the limit of its 12 decimals");
    EXPECT_EQ(price_fault(std::string{"\xCF\x00\x1F\xF9\x73\xCA\xFA\x80\x01", 9}),
              "a price beyond the limit of its 6 decimals");
}

TEST(Messages, ANumberThatIsNotFiniteIsRefused) {
    const std::vector<Event> events{ToolUsage{"t", 1, std::numeric_limits<double>::infinity()}};
    const auto decoded = decode_events(encode_events(events));
    ASSERT_TRUE(std::holds_alternative<Malformed>(decoded));
    EXPECT_EQ(std::get<Malformed>(decoded).text(), "events[0][2]: a number that is not finite");
}

TEST(Messages, ABatchOfAsManyEventsAsTheLimitIsTakenAndOneMoreIsNot) {
    std::vector<Event> events(BATCH_EVENTS_MAX, ToolUsage{"t", 1, 0});
    EXPECT_TRUE(std::holds_alternative<std::vector<Event>>(decode_events(encode_events(events))));
    events.emplace_back(ToolUsage{"t", 1, 0});
    const auto decoded = decode_events(encode_events(events));
    ASSERT_TRUE(std::holds_alternative<Malformed>(decoded));
    EXPECT_EQ(std::get<Malformed>(decoded).text(), "events: 1001 events where 1000 are the limit");
}

TEST(Messages, AnEnumeratorPastTheLastIsRefused) {
    Batch batch{
        .worker = WorkerName{"w"}, .nonce = 1, .key = {}, .number = 1, .events = {}, .end = End{}};
    batch.end->ending = static_cast<Ending>(4);
    EXPECT_EQ(fault_of(encode(batch)), "batch[5][0]: no such value: 4");
}

TEST(Messages, TheProtocolSaysWhoMaySendThem) {
    std::map<std::tuple<Socket, PeerRole, PeerRole>, std::string> rows;
    for (const Message& message : example_messages())
        std::visit(
            [&]<class M>(const M&) {
                for (const Direction& leg : M::directions) {
                    std::string& row = rows[{leg.socket, leg.from, leg.to}];
                    row += (row.empty() ? "" : ", ") + std::string{M::name} + " (" +
                           std::to_string(M::kind) + ")";
                }
            },
            message);
    const char* root = std::getenv("TRADEPIT_ROOT");
    std::ifstream file{std::string{root ? root : "."} + "/docs/PROTOCOL.md"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    for (const auto& [way, messages] : rows) {
        const auto& [socket, from, to] = way;
        const auto row = "| `" + std::string{text_of(socket)} + "` | " +
                         std::string{text_of(from)} + " → " + std::string{text_of(to)} + " | " +
                         messages + " |\n";
        EXPECT_NE(text.find(row), std::string::npos) << row;
    }
    const auto table = text.substr(text.find("| socket | from → to |"));
    const auto end = table.find("\n\n");
    EXPECT_EQ(std::count(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(end), '\n'),
              static_cast<std::ptrdiff_t>(rows.size()) + 1);
}

TEST(Messages, AReceiverTakesWhatIsSentToItOnThatSocket) {
    static_assert(takes<Batch>(PeerRole::writer, Socket::events));
    static_assert(!takes<Batch>(PeerRole::broker, Socket::tasks));
    static_assert(!takes<Ack>(PeerRole::writer, Socket::events));
    static_assert(takes<CommandPart>(PeerRole::writer, Socket::events));
    static_assert(takes<CommandPart>(PeerRole::broker, Socket::control));
}

}  // namespace
}  // namespace tradepit::common
