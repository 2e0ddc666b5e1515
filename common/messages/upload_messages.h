#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/events.h"
#include "common/limits.h"
#include "common/messages/directions.h"
#include "common/messages/price_messages.h"
#include "common/names.h"
#include "common/records/record.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

/// Files on their way to the writer, on the socket `events` (docs/PROTOCOL.md, section 8).
/// Positions and logs are called history here. messages.h explains what each message declares.
namespace tradepit::common {

/// The job that history is imported into where the user names no other.
inline constexpr const char* HISTORY_JOB = "historical-import";
/// The most records of one position.jsonl, and the most steps of one log.jsonl.
inline constexpr std::size_t HISTORY_RECORDS_MAX = 65'536;
/// The most octets of one such file, encoded.
inline constexpr std::size_t HISTORY_BYTES_MAX = std::size_t{32} << 20;
/// The most octets of any file, encoded: enough for IMPORT_BARS_MAX bars with symbols of usual
/// length.
inline constexpr std::size_t UPLOAD_BYTES_MAX = std::size_t{512} << 20;
/// The most notes about single lines in one answer. One more note then says how many were left out.
inline constexpr std::size_t HISTORY_NOTES_MAX = 100;

/// One price file, encoded in pages of at most PAGE_BARS_MAX bars.
struct PriceImport {
    MarketName market;
    std::string rules;   ///< the market's rules as JSON, stored with a market that is new
    std::string source;  ///< the file's name, stored with the price set
    std::vector<WireBar> bars;
    friend bool operator==(const PriceImport&, const PriceImport&) = default;
};

/// Which job and model the rows of a file belong to. A job that does not exist is made.
struct HistoryOwner {
    JobId job;
    ModelName model;
    MarketName market;  ///< empty: the job's market, else the only market there is
    std::string rules;  ///< JSON, used for a market that has no prices yet
    TRADEPIT_FIELDS(job, model, market, rules)
    friend bool operator==(const HistoryOwner&, const HistoryOwner&) = default;
};

/// All records of a position.jsonl, in the order of the file.
struct RecordImport {
    HistoryOwner owner;
    /// The most decimals with which the file writes cash: how exactly the cash of two records can
    /// be compared.
    std::int32_t cash_decimals = 0;
    std::vector<Record> records;
    TRADEPIT_FIELDS(owner, cash_decimals, records)
    friend bool operator==(const RecordImport&, const RecordImport&) = default;
};

/// One message of a log.jsonl.
struct LoggedStep {
    std::int64_t line = 0;  ///< in the file
    Role role = Role::assistant;
    std::string content;
    std::string tool{};       ///< empty: the message names none
    std::string timestamp{};  ///< "2025-10-01T13:30:00.123456Z"; empty: the message states none
    TRADEPIT_FIELDS(line, role, content, tool, timestamp)
    friend bool operator==(const LoggedStep&, const LoggedStep&) = default;
};

/// All messages of the log.jsonl of one model's day, in the order of the file.
struct LogImport {
    HistoryOwner owner;
    Stamp date;
    std::vector<LoggedStep> steps;
    /// The tool usage of the day: as the file states it, else counted from its messages.
    std::vector<ToolUsage> tools;
    TRADEPIT_FIELDS(owner, date, steps, tools)
    friend bool operator==(const LogImport&, const LogImport&) = default;
};

/// The content of a file. UploadKind numbers the alternatives on the wire, in this order.
using UploadContent = std::variant<PriceImport, RecordImport, LogImport>;
enum class UploadKind : std::uint8_t { prices, positions, log };
/// The last value of the enum: decode() refuses numbers beyond it.
constexpr UploadKind wire_last(UploadKind) { return UploadKind::log; }

/// The most octets of an encoded file of this kind.
constexpr std::size_t upload_bytes_max(UploadKind what) {
    return what == UploadKind::prices ? UPLOAD_BYTES_MAX : HISTORY_BYTES_MAX;
}

/// A part of an encoded file. Once the writer has every part, it imports the file, whole or not at
/// all. Each part is answered.
struct Upload {
    static constexpr std::uint8_t kind = 54;
    static constexpr std::string_view name = "upload";
    static constexpr std::size_t text_bytes_max = NAME_BYTES_MAX;  ///< of each text field
    static constexpr Direction directions[] = {
        {PeerRole::operator_, Socket::events, PeerRole::writer}};
    std::string key;  ///< 1 to NAME_BYTES_MAX bytes; one key imports one file once
    UploadKind file_kind = UploadKind::prices;
    std::int32_t part = 0;   ///< from 0
    std::int32_t parts = 0;  ///< in all
    Bytes octets;
    std::string digest;  ///< SHA-256 (hex) of all octets together
    TRADEPIT_FIELDS(key, file_kind, part, parts, octets, digest)
    friend bool operator==(const Upload&, const Upload&) = default;
};

/// What an import of prices did. The counts are of bars.
struct PriceCounts {
    std::int64_t price_set = 0;  ///< the market's newest set after the import
    std::int64_t inserted = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    TRADEPIT_FIELDS(price_set, inserted, changed, unchanged)
    friend bool operator==(const PriceCounts&, const PriceCounts&) = default;
};

/// What was found in the records of a position.jsonl, or in the steps of a log.jsonl.
struct HistoryCounts {
    std::int64_t inserted = 0;     ///< rows that are new
    std::int64_t present = 0;      ///< rows that were stored before, and are the same
    std::int64_t amount_zero = 0;  ///< trades of amount 0, kept as recorded
    // A record follows from another one if that one's cash and holdings and the record's own trade
    // give the record's cash and holdings.
    std::int64_t rounded = 0;  ///< records that follow from the one before except for rounding
    /// Records that do not follow from the one before, but from an earlier one.
    std::int64_t forked = 0;
    std::int64_t unexplained = 0;  ///< records that follow from no earlier one
    std::int64_t unpriced = 0;     ///< records with a holding that has no price in the market
    TRADEPIT_FIELDS(inserted, present, amount_zero, rounded, forked, unexplained, unpriced)
    friend bool operator==(const HistoryCounts&, const HistoryCounts&) = default;
};

/// What an import of positions or of a log did.
struct HistoryOutcome {
    MarketName market;      ///< the job's
    bool had_rows = false;  ///< rows of this model (positions) or day (log) were stored before
    HistoryCounts counts;
    std::vector<std::string> notes;  ///< sentences, most of them about one line
    TRADEPIT_FIELDS(market, had_rows, counts, notes)
    friend bool operator==(const HistoryOutcome&, const HistoryOutcome&) = default;
};

/// A file was imported. One of the two fields is set, by the kind of the file.
struct ImportDone {
    std::optional<PriceCounts> prices{};
    std::optional<HistoryOutcome> history{};
    TRADEPIT_FIELDS(prices, history)
    friend bool operator==(const ImportDone&, const ImportDone&) = default;
};

/// The answer to a part of an upload.
struct UploadAnswer {
    static constexpr std::uint8_t kind = 55;
    static constexpr std::string_view name = "upload_answer";
    static constexpr Direction directions[] = {
        {PeerRole::writer, Socket::events, PeerRole::operator_}};
    // Values of `status`, which is as in HTTP.
    static constexpr std::int32_t PART_TAKEN = 100;  ///< other parts are missing
    static constexpr std::int32_t COMMITTED = 200;   ///< the file is imported
    static constexpr std::int32_t SEND_AGAIN = 503;  ///< nothing is imported: send every part again
    std::string key;
    std::int32_t part = 0;                  ///< the part that is answered
    std::int32_t status = 0;                ///< one of the above, or another 4xx or 5xx: refused
    std::string detail;                     ///< of a refusal: the reason; else empty
    std::optional<PriceCounts> prices;      ///< of prices that were committed
    std::optional<HistoryOutcome> history;  ///< of positions or a log that was committed
    TRADEPIT_FIELDS(key, part, status, detail, prices, history)
    friend bool operator==(const UploadAnswer&, const UploadAnswer&) = default;
};

}  // namespace tradepit::common
