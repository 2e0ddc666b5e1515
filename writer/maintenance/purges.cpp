#include "writer/maintenance/purges.h"

#include <array>
#include <string_view>

#include "common/process/clock.h"
#include "writer/rows/statement_use.h"

namespace tradepit::writer {

namespace {

struct Piece {
    std::string_view table;
    bool of_chain;
    /// Deletes some rows of the job or chain ?1, which an index finds. A piece has few rows,
    /// because one position may have HOLDINGS_MAX holdings, and one reasoning step STEP_BYTES_MAX
    /// bytes.
    const char* remove;
};

constexpr std::array PIECES{
    Piece{"positions", false,
          "DELETE FROM positions WHERE id IN (SELECT id FROM positions "
          "INDEXED BY idx_positions_job_id WHERE job_id = ?1 LIMIT 8)"},
    Piece{"reasoning_logs", false,
          "DELETE FROM reasoning_logs WHERE id IN (SELECT id FROM reasoning_logs "
          "INDEXED BY idx_reasoning_logs_job_date_model WHERE job_id = ?1 LIMIT 4)"},
    Piece{"tool_usage", false,
          "DELETE FROM tool_usage WHERE id IN (SELECT id FROM tool_usage "
          "INDEXED BY idx_tool_usage_job_date_model WHERE job_id = ?1 LIMIT 64)"},
    Piece{"job_details", false,
          "DELETE FROM job_details WHERE id IN (SELECT id FROM job_details "
          "INDEXED BY idx_job_details_job_id WHERE job_id = ?1 LIMIT 64)"},
    Piece{"job_orders", true,
          "DELETE FROM job_orders WHERE chain = ?1 AND date IN "
          "(SELECT date FROM job_orders WHERE chain = ?1 LIMIT 8)"},
    Piece{"attempts", true,
          "DELETE FROM attempts WHERE chain = ?1 AND (date, attempt) IN "
          "(SELECT date, attempt FROM attempts WHERE chain = ?1 LIMIT 64)"},
    Piece{"claims", true,
          "DELETE FROM claims WHERE claim IN (SELECT claim FROM claims "
          "INDEXED BY idx_claims_chain WHERE chain = ?1 LIMIT 64)"},
    Piece{"closings", true,
          "DELETE FROM closings WHERE chain = ?1 AND date IN "
          "(SELECT date FROM closings WHERE chain = ?1 LIMIT 64)"},
    Piece{"standings", true, "DELETE FROM standings WHERE chain = ?1"}};

}  // namespace

Purges::Purges(SQLite::Database& database, WriterEpoch& epoch)
    : database_{database},
      epoch_{epoch},
      next_{database, "SELECT purge, job_id, chain FROM purges ORDER BY purge LIMIT 1"},
      count_down_{database,
                  "UPDATE purges SET positions = MAX(0, positions - ?1) WHERE purge = ?2"},
      finish_{database, "DELETE FROM purges WHERE purge = ?"} {
    tables_.reserve(PIECES.size());
    for (const Piece& piece : PIECES)
        tables_.push_back({piece.of_chain, piece.table == "positions",
                           SQLite::Statement{database, piece.remove}});
    done_ = !next().has_value();
}

std::optional<Purges::Next> Purges::next() {
    StatementUse query{next_};
    if (!query->executeStep()) return std::nullopt;
    Next next{query->getColumn(0).getInt64(), query->getColumn(1).getString(), {}};
    if (!query->getColumn(2).isNull()) next.chain = query->getColumn(2).getInt64();
    return next;
}

bool Purges::remove_piece(const Next& next) {
    for (Table& table : tables_) {
        if (table.of_chain != next.chain.has_value()) continue;
        StatementUse remove{table.remove};
        if (next.chain)
            remove->bind(1, *next.chain);
        else
            remove->bind(1, next.job);
        const int removed = remove->exec();
        if (removed == 0) continue;
        if (!table.has_positions) return true;
        StatementUse count_down{count_down_};
        count_down->bind(1, removed);
        count_down->bind(2, next.purge);
        count_down->exec();
        return true;
    }
    return false;
}

void Purges::run_once(common::Instant slice) {
    if (done_) return;
    const auto until = common::steady_now() + slice;
    FencedTransaction transaction{database_, epoch_};
    std::optional<Next> at = next();
    while (at) {
        if (!remove_piece(*at)) {
            StatementUse finish{finish_};
            finish->bind(1, at->purge);
            finish->exec();
            at = next();
        }
        if (common::steady_now() >= until) break;
    }
    transaction.commit();
    done_ = !at;
}

}  // namespace tradepit::writer
