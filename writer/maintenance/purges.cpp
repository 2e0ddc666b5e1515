#include "writer/maintenance/purges.h"

#include <string>
#include <vector>

#include "common/process/clock.h"
#include "common/schema/schema.h"
#include "common/schema/sql.h"

namespace tradepit::writer {

namespace {

/// How a piece of a table is deleted: some of the rows of one chain or job.
struct Piece {
    std::string table;
    bool of_chain;  ///< ?1 is a chain; false: a job
    /// The statement that deletes some rows of the chain or job ?1, which it finds by an index. The
    /// larger the rows may be, the fewer it deletes, so that it never takes long.
    std::string remove;
};

/// A piece of a table whose rows have an id and name their job.
Piece piece_of_job(const std::string& table, const std::string& index, int rows) {
    return {table, false,
            "DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + table + " INDEXED BY " +
                index + " WHERE job_id = ?1 LIMIT " + std::to_string(rows) + ")"};
}

std::vector<Piece> all_pieces() {
    std::vector<Piece> pieces;
    pieces.reserve(common::EVENT_TABLES.size());
    for (const auto& table : common::EVENT_TABLES)
        pieces.push_back(piece_of_job(table.name, table.job_index, table.rows_per_delete));
    pieces.push_back(piece_of_job("job_details", "idx_job_details_job_id", 64));
    pieces.insert(pieces.end(),
                  {Piece{"job_orders", true,
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
                   Piece{"series_stats", true, "DELETE FROM series_stats WHERE chain = ?1"}});
    return pieces;
}

}  // namespace

Purges::Purges(SQLite::Database& database, Fence& fence)
    : database_{database},
      fence_{fence},
      next_{database, "SELECT purge, job_id, chain FROM purges ORDER BY purge LIMIT 1"},
      count_down_{database,
                  "UPDATE purges SET positions = MAX(0, positions - ?1) WHERE purge = ?2"},
      finish_{database, "DELETE FROM purges WHERE purge = ?"} {
    for (const Piece& piece : all_pieces())
        tables_.push_back({piece.of_chain, piece.table == "positions",
                           SQLite::Statement{database, piece.remove}});
    done_ = !next().has_value();
}

std::optional<Purges::Next> Purges::next() {
    auto query = common::ask(next_);
    if (!query.next()) return std::nullopt;
    Next next{query.integer(0), query.text(1), {}};
    if (!query.is_null(2)) next.chain = query.integer(2);
    return next;
}

bool Purges::remove_piece(const Next& next) {
    for (Table& table : tables_) {
        if (table.of_chain != next.chain.has_value()) continue;
        const int removed = next.chain ? common::run(table.remove, *next.chain)
                                       : common::run(table.remove, next.job);
        if (removed == 0) continue;
        if (table.is_positions) common::run(count_down_, removed, next.purge);
        return true;
    }
    return false;
}

void Purges::run_once(common::Duration slice) {
    if (done_) return;
    const auto until = common::steady_now() + slice;
    FencedTransaction transaction{database_, fence_};
    std::optional<Next> at = next();
    while (at) {
        if (!remove_piece(*at)) {
            common::run(finish_, at->purge);
            at = next();
        }
        if (common::steady_now() >= until) break;
    }
    transaction.commit();
    done_ = !at;
}

}  // namespace tradepit::writer
