#pragma once

/// Statements about the series of a model that both writer and query use.
namespace tradepit::common {

/// A model's last completed close in a market: its chain, job and date. The latest date wins, and
/// on that date the newest job. Cancelled jobs count, because their completed days stay. Its
/// parameters are the model, the market, and the least job_settings.answers: 1 for jobs only that
/// are shown without being named, else 0.
inline constexpr const char* SELECT_LAST_COMPLETED =
    "SELECT m.chain, m.job_id, t.date FROM job_models m"
    " CROSS JOIN series_stats t ON t.chain = m.chain"
    " CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.answers >= ?3"
    " WHERE m.model = ?1 AND m.market = ?2 ORDER BY t.date DESC, m.chain DESC LIMIT 1";

/// The chain's last closing before a date: cash, portfolio_value, position_id.
inline constexpr const char* SELECT_CLOSE_BEFORE =
    "SELECT cash, portfolio_value, position_id FROM closings"
    " WHERE chain = ? AND date < ? ORDER BY date DESC LIMIT 1";

/// A job that continues one of the chains of a job.
inline constexpr const char* SELECT_SUCCESSOR =
    "SELECT s.job_id FROM job_models m CROSS JOIN job_models s"
    " INDEXED BY idx_job_models_predecessor ON s.predecessor = m.chain"
    " WHERE m.job_id = ? LIMIT 1";

}  // namespace tradepit::common
