#pragma once

#include <nlohmann/json_fwd.hpp>

#include "common/text/json_writer.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

enum class Detail { minimal, full };

/// The most characters of a reasoning_summary.
inline constexpr std::size_t SUMMARY_CHARACTERS_MAX = 500;

/// Writes the members of one completed model-day in the shape of the specification, section 4.1:
/// positions, daily_pnl, cumulative_pnl; with Detail::full also trades, ai_reasoning and
/// tool_usage. The day must have a closing.
void write_day_result(Reader& reader, const ModelDay& day, Detail detail, common::JsonWriter& json);

/// A summary of a model-day's reasoning: {total_steps, stop_signal_received, reasoning_summary}.
[[nodiscard]] nlohmann::ordered_json ai_reasoning(Reader& reader, const ModelDay& day);

}  // namespace tradepit::query
