#pragma once

#include <string>

#include "query/mirror/mirror_counts.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// One line, or with "# HELP" and "# TYPE" three, of a gauge as Prometheus reads it.
[[nodiscard]] std::string gauge(const std::string& name, const std::string& help, double value);

/// What the database holds: jobs and model-days by status.
[[nodiscard]] std::string stored_gauges(Reader& reader);

/// How the files of jobs with dual_write do.
[[nodiscard]] std::string mirror_gauges(const MirrorCounts& counts);

/// How large its files are, in octets; 0 for one that is not there.
[[nodiscard]] std::string file_gauges(const std::string& database);

}  // namespace tradepit::query
