#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/events.h"
#include "common/messages/legs.h"
#include "common/names.h"
#include "common/records/record.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

/// What an importer of a past competition says to the writer: docs/PROTOCOL.md, section 8.
namespace tradepit::common {

/// The job that history is imported into where no other is named.
inline constexpr const char* HISTORY_JOB = "historical-import";
/// Records of one position.jsonl, and steps of one log.jsonl.
inline constexpr std::size_t HISTORY_RECORDS_MAX = 65'536;
/// One of them encoded, all parts together.
inline constexpr std::size_t HISTORY_BYTES_MAX = std::size_t{32} << 20;
/// Notes of one answer that name their line; more of them are counted.
inline constexpr std::size_t HISTORY_NOTES_MAX = 100;

/// Whose rows a file's are; the job is made where it is not there.
struct HistoryOwner {
    JobId job;
    ModelName model;
    MarketName market;  ///< empty: the job's, else the only one there is
    std::string rules;  ///< JSON, of a market that has no prices yet
    TRADEPIT_FIELDS(job, model, market, rules)
    friend bool operator==(const HistoryOwner&, const HistoryOwner&) = default;
};

/// A position.jsonl, all of it, in its order.
struct RecordImport {
    HistoryOwner owner;
    std::int32_t cash_decimals = 0;  ///< RecordFile's
    std::vector<Record> records;
    TRADEPIT_FIELDS(owner, cash_decimals, records)
    friend bool operator==(const RecordImport&, const RecordImport&) = default;
};

/// One message of a log.jsonl.
struct LoggedStep {
    std::int64_t line = 0;
    Role role = Role::assistant;
    std::string content;
    std::string tool{};       ///< empty: none is named
    std::string timestamp{};  ///< "2025-10-01T13:30:00.123456Z"; empty: none is stated
    TRADEPIT_FIELDS(line, role, content, tool, timestamp)
    friend bool operator==(const LoggedStep&, const LoggedStep&) = default;
};

/// The log.jsonl of one model's day, all of it, in its order.
struct LogImport {
    HistoryOwner owner;
    Stamp date;
    std::vector<LoggedStep> steps;
    std::vector<ToolUsage> tools;
    TRADEPIT_FIELDS(owner, date, steps, tools)
    friend bool operator==(const LogImport&, const LogImport&) = default;
};

enum class HistoryKind : std::uint8_t { records, log };
constexpr HistoryKind wire_last(HistoryKind) { return HistoryKind::log; }

/// A piece of an encoded RecordImport or LogImport. The writer carries it out when it has every
/// part, and answers after the commit.
struct HistoryPart {
    static constexpr std::uint8_t kind = 52;
    static constexpr std::string_view name = "history_part";
    static constexpr Leg legs[] = {{PeerRole::operator_, Socket::events, PeerRole::writer}};
    std::string key;  ///< the same request, answered once
    HistoryKind what = HistoryKind::records;
    std::int32_t part = 0;   ///< from 0
    std::int32_t parts = 0;  ///< in all
    Bytes octets;
    std::string digest{};  ///< SHA-256 (hex) of all octets together, as CommandPart's
    TRADEPIT_FIELDS(key, what, part, parts, octets, digest)
    friend bool operator==(const HistoryPart&, const HistoryPart&) = default;
};

/// What became of a file. Its counts are of records, or of steps.
struct HistoryCounts {
    std::int64_t inserted = 0;     ///< rows that are new
    std::int64_t present = 0;      ///< that were there, the same
    std::int64_t amount_zero = 0;  ///< trades of amount 0, kept as recorded
    std::int64_t rounded = 0;      ///< whose holdings follow from the trade but for rounding
    std::int64_t forked = 0;       ///< that go on from an earlier record than the one before them
    std::int64_t unexplained = 0;  ///< that follow from no earlier record
    std::int64_t unpriced = 0;     ///< with a holding that the market has no price of
    TRADEPIT_FIELDS(inserted, present, amount_zero, rounded, forked, unexplained, unpriced)
    friend bool operator==(const HistoryCounts&, const HistoryCounts&) = default;
};

struct HistoryAnswer {
    static constexpr std::uint8_t kind = 53;
    static constexpr std::string_view name = "history_answer";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::operator_}};
    std::string key;
    std::int32_t status = 0;  ///< 200 committed; 4xx and 5xx refused, with detail
    std::string detail;       ///< of a refusal: line and reason
    MarketName market;        ///< the job's
    bool known = false;       ///< there were rows of this model (records) or day (log) before
    HistoryCounts counts;
    std::vector<std::string> notes;  ///< in sentences, most of them about one line
    TRADEPIT_FIELDS(key, status, detail, market, known, counts, notes)
    friend bool operator==(const HistoryAnswer&, const HistoryAnswer&) = default;
};

}  // namespace tradepit::common
