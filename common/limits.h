#pragma once

#include <cstddef>
#include <cstdint>

namespace tradepit::common {

// Every bound that two programs share. A bound that one unit alone keeps stands beside that unit.

/// Senders keep a frame within this; what is larger travels in parts.
inline constexpr std::size_t FRAME_BYTES_MAX = std::size_t{1} << 20;
/// What one part of a larger text may carry, so that its frame stays within FRAME_BYTES_MAX.
inline constexpr std::size_t PART_BYTES_MAX = std::size_t{512} << 10;
/// A request's text (a job with its recorded orders), all parts together.
inline constexpr std::size_t REQUEST_BYTES_MAX = std::size_t{64} << 20;
/// An answer's text, all parts together; larger results are paged.
inline constexpr std::size_t ANSWER_BYTES_MAX = std::size_t{64} << 20;

/// Models in one job, dates in one job, and the model-days that they make.
inline constexpr std::size_t JOB_MODELS_MAX = 2'000;
inline constexpr std::size_t JOB_DATES_MAX = 50'000;
inline constexpr std::size_t JOB_MODEL_DAYS_MAX = 1'000'000;
/// Recorded orders of one replayed model-day, as JSON text.
inline constexpr std::size_t DAY_ORDERS_BYTES_MAX = std::size_t{256} << 10;

/// Consecutive days that one lease may cover.
inline constexpr std::size_t LEASE_DAYS_MAX = 64;
/// Events of one batch, and of one attempt.
inline constexpr std::size_t BATCH_EVENTS_MAX = 1'000;
inline constexpr std::size_t ATTEMPT_EVENTS_MAX = 1'000'000;
/// One reasoning step's text in one event; longer text goes on in the next chunk of that step.
inline constexpr std::size_t REASONING_CHUNK_BYTES_MAX = std::size_t{128} << 10;
/// One reasoning step's text, all chunks together.
inline constexpr std::size_t STEP_BYTES_MAX = std::size_t{8} << 20;
/// Symbols held at once by one portfolio.
inline constexpr std::size_t HOLDINGS_MAX = 5'000;
/// A config file in bytes.
inline constexpr std::size_t CONFIG_BYTES_MAX = std::size_t{1} << 20;
/// A job's priority goes from minus this to this.
inline constexpr std::int64_t PRIORITY_MAX = 1'000;
/// Days that something may be kept: a hundred years, so that dates stay in range.
inline constexpr std::int64_t DAYS_KEPT_MAX = 36'500;
/// Tools that one model-day may use.
inline constexpr std::size_t DAY_TOOLS_MAX = 1'000;
/// Parameters of one request, over any transport.
inline constexpr std::size_t PARAMETERS_MAX = 64;
/// Rows in one answer of a list.
inline constexpr std::int64_t PAGE_ROWS_MAX = 1'000;

/// Names (models, markets, symbols, workers, labels, keys) in bytes.
inline constexpr std::size_t NAME_BYTES_MAX = 128;
/// An error's text as it is stored and shown.
inline constexpr std::size_t ERROR_BYTES_MAX = 4'096;

/// Chains in one page, and bars in one page of prices.
inline constexpr std::size_t PAGE_CHAINS_MAX = 64;
inline constexpr std::size_t PAGE_BARS_MAX = 8'000;

/// Chains that one question about waits may name: as many as a page of a job's status can show.
inline constexpr std::size_t WAITS_CHAINS_MAX = 1'000;

/// Unacknowledged output of one worker.
inline constexpr std::size_t WINDOW_BATCHES_MAX = 256;
inline constexpr std::size_t WINDOW_BYTES_MAX = std::size_t{8} << 20;

}  // namespace tradepit::common
