#pragma once

#include <nlohmann/json_fwd.hpp>

#include "common/text/json_writer.h"
#include "query/series/which_job.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// How much of a day is written: the parameter `detail`.
enum class Detail { minimal, full };

/// The most characters of a reasoning_summary.
inline constexpr std::size_t SUMMARY_CHARACTERS_MAX = 500;

/// The day's fills in their order: action_id, action_type, symbol, amount, price and created_at. An
/// imported action of amount 0 changed nothing and is no trade.
[[nodiscard]] Rows trades_of(Reader& reader, const ModelDay& day);

/// Writes the members of one completed model-day in GET /results: model, job_id, market, date,
/// positions, daily_pnl and cumulative_pnl; with Detail::full also trades, ai_reasoning and
/// tool_usage. The day must have a closing (CHECKed).
void write_day_result(Reader& reader, const ModelDay& day, Detail detail, common::JsonWriter& json);

/// A summary of a model-day's reasoning: {total_steps, stop_signal_received, reasoning_summary}.
/// The stop signal is <FINISH_SIGNAL> in a step with the role assistant. reasoning_summary is the
/// beginning of the last step with this signal, or a fixed sentence where no step has it.
[[nodiscard]] nlohmann::ordered_json ai_reasoning(Reader& reader, const ModelDay& day);

}  // namespace tradepit::query
