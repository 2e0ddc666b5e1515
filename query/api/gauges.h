#pragma once

#include <string>

#include "query/mirror/mirror_counts.h"
#include "query/storage/reader.h"

/// Parts of GET /metrics, in Prometheus's text format.
namespace tradepit::query {

/// One gauge: its # HELP, its # TYPE and its value, a line each.
[[nodiscard]] std::string gauge(const std::string& name, const std::string& help, double value);

/// Two gauges, each with a value per status: the stored jobs, and their model-days.
[[nodiscard]] std::string stored_gauges(Reader& reader);

/// The counts of the mirror (mirror_counts.h): models that are behind, and failures.
[[nodiscard]] std::string mirror_gauges(const MirrorCounts& counts);

/// The sizes in bytes of the database's file, whose path `database` is, and of its write-ahead log;
/// 0 for a missing file.
[[nodiscard]] std::string file_gauges(const std::string& database);

}  // namespace tradepit::query
