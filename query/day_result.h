#pragma once

#include <nlohmann/json_fwd.hpp>

#include "query/reader.h"
#include "query/which_job.h"

namespace tradepit::query {

enum class Detail { minimal, full };

/// What an answer shows of a reasoning, in characters.
inline constexpr std::size_t SUMMARY_CHARACTERS_MAX = 500;

/// One completed model-day in the shape of the specification, section 4.1: positions, daily_pnl,
/// cumulative_pnl; with full also trades, ai_reasoning and tool_usage.
[[nodiscard]] nlohmann::ordered_json day_result(Reader& reader, const ModelDay& day, Detail detail);

/// What a model-day's reasoning came to: {total_steps, stop_signal_received, reasoning_summary}.
[[nodiscard]] nlohmann::ordered_json ai_reasoning(Reader& reader, const ModelDay& day);

}  // namespace tradepit::query
