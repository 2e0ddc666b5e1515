#pragma once

#include <memory>

#include <spdlog/formatter.h>

namespace tradepit::common {

/// The form of every log entry: "TIME PROGRAM[PID] LEVEL: TEXT" on one line, with the time in UTC.
/// Texts may have parts from strangers (names, messages of agents and providers), so what cannot be
/// seen in a text is escaped (text/visible.h), line ends included.
[[nodiscard]] std::unique_ptr<spdlog::formatter> log_format();

}  // namespace tradepit::common
