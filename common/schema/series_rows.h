#pragma once

/// Statements about the chains and series of a model that both writer and query use. CROSS JOIN
/// makes SQLite look up the tables in the order in which they are written.
namespace tradepit::common {

/// A model's last completed close in a market: its chain, job and date. The latest date wins, and
/// on that date the newest job. Cancelled jobs count, because their completed days stay. The
/// parameters are the model, the market, and the lowest value of job_settings.read_by_default that
/// counts: 1 leaves out jobs that are shown only when they are named, 0 leaves out none.
inline constexpr const char* SELECT_LAST_COMPLETED =
    "SELECT m.chain, m.job_id, t.date FROM job_models m"
    " CROSS JOIN series_stats t ON t.chain = m.chain"
    " CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.read_by_default >= ?3"
    " WHERE m.model = ?1 AND m.market = ?2 ORDER BY t.date DESC, m.chain DESC LIMIT 1";

/// The last closing of a chain before a date: cash, portfolio_value, position_id. The parameters
/// are the chain and the date.
inline constexpr const char* SELECT_CLOSE_BEFORE =
    "SELECT cash, portfolio_value, position_id FROM closings"
    " WHERE chain = ? AND date < ? ORDER BY date DESC LIMIT 1";

/// A job that continues any chain of the job whose id is the parameter; no row where there is none.
inline constexpr const char* SELECT_SUCCESSOR =
    "SELECT s.job_id FROM job_models m CROSS JOIN job_models s"
    " INDEXED BY idx_job_models_predecessor ON s.predecessor = m.chain"
    " WHERE m.job_id = ? LIMIT 1";

}  // namespace tradepit::common
