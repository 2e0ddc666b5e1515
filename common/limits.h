#pragma once

#include <cstddef>
#include <cstdint>

namespace tradepit::common {

// Limits that two or more programs share. Any other limit is declared where it is used.

/// The largest frame that a program sends. Anything larger travels in parts (messages/parts.h).
inline constexpr std::size_t FRAME_BYTES_MAX = std::size_t{1} << 20;
/// What one part carries at most, so that its frame stays within FRAME_BYTES_MAX.
inline constexpr std::size_t PART_BYTES_MAX = std::size_t{512} << 10;
/// One request (for example a job with its recorded orders), all parts together.
inline constexpr std::size_t REQUEST_BYTES_MAX = std::size_t{64} << 20;
/// One answer, all parts together. Larger results are paged.
inline constexpr std::size_t ANSWER_BYTES_MAX = std::size_t{64} << 20;

/// Models in one job, dates in one job, and the model-days that they make.
inline constexpr std::size_t JOB_MODELS_MAX = 2'000;
inline constexpr std::size_t JOB_DATES_MAX = 50'000;
inline constexpr std::size_t JOB_MODEL_DAYS_MAX = 1'000'000;
/// The recorded orders of one replayed model-day, as JSON text.
inline constexpr std::size_t DAY_ORDERS_BYTES_MAX = std::size_t{256} << 10;

/// The largest lease_days_max: consecutive days that one lease may cover.
inline constexpr std::size_t LEASE_DAYS_MAX = 64;
/// Events of one batch, and of one attempt.
inline constexpr std::size_t BATCH_EVENTS_MAX = 1'000;
inline constexpr std::size_t ATTEMPT_EVENTS_MAX = 1'000'000;
/// The text of one reasoning event. A longer step is split into several events, its chunks.
inline constexpr std::size_t REASONING_CHUNK_BYTES_MAX = std::size_t{128} << 10;
/// The text of one reasoning step, all chunks together.
inline constexpr std::size_t STEP_BYTES_MAX = std::size_t{8} << 20;
/// Symbols that one portfolio holds at once.
inline constexpr std::size_t HOLDINGS_MAX = 5'000;
/// A config file.
inline constexpr std::size_t CONFIG_BYTES_MAX = std::size_t{1} << 20;
/// A job's priority is from -PRIORITY_MAX to PRIORITY_MAX.
inline constexpr std::int64_t PRIORITY_MAX = 1'000;
/// The longest time, in days, for which ended jobs and keys can be kept: a hundred years, so that
/// dates stay in range.
inline constexpr std::int64_t DAYS_KEPT_MAX = 36'500;
/// Different tools that one model-day may use.
inline constexpr std::size_t DAY_TOOLS_MAX = 1'000;
/// Parameters of one request, over any transport.
inline constexpr std::size_t PARAMETERS_MAX = 64;
/// Rows in one page of a list.
inline constexpr std::int64_t PAGE_ROWS_MAX = 1'000;

/// Names (models, markets, symbols, workers, labels, keys) in bytes.
inline constexpr std::size_t NAME_BYTES_MAX = 128;
/// The text of an error as it is stored and shown.
inline constexpr std::size_t ERROR_BYTES_MAX = 4'096;

/// Chains in one page of the unfinished jobs that the writer sends to the broker, and bars in one
/// page of the prices that query sends to a worker.
inline constexpr std::size_t PAGE_CHAINS_MAX = 64;
inline constexpr std::size_t PAGE_BARS_MAX = 8'000;

/// Chains about which query may ask the broker at once what they wait for: as many as a page of a
/// job's status can show.
inline constexpr std::size_t WAITS_CHAINS_MAX = 1'000;

/// Bars in one price file, and bars that one request for history gets.
inline constexpr std::size_t IMPORT_BARS_MAX = 4'000'000;
inline constexpr std::size_t HISTORY_BARS_MAX = 1'000;

/// The default of the broker's setting that limits the agent's own time on one model-day.
inline constexpr std::int64_t TIME_LIMIT_MS = 600'000;

/// What one worker may have sent that the writer has not yet acknowledged.
inline constexpr std::size_t WINDOW_BATCHES_MAX = 256;
inline constexpr std::size_t WINDOW_BYTES_MAX = std::size_t{8} << 20;

}  // namespace tradepit::common
