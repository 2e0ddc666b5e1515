#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/simulation/history.h"
#include "tests/simulation/market.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/tables.h"
#include "writer/intake/operations.h"

namespace tradepit::simulation {

/// Compares what is committed with what was promised, produced and asked for (the guarantees of
/// docs/ARCHITECTURE.md). It uses none of the code that the programs decide with.
class Checker {
public:
    Checker(const Plan& plan, const Market& market, History& history, SQLite::Database& database);

    /// These operations were committed. Checks the days that they ended and the claims that they
    /// recorded.
    void committed(const std::vector<writer::Operation>& operations);
    [[nodiscard]] bool any_open_job() { return tables_.any_open_job(); }
    /// Checks the whole database when nothing is left to do. Each violation is added to
    /// History::wrong.
    void finish();

private:
    /// A day as it was right after the commit that ended it.
    struct Final {
        Tables::Ended day;
        std::string rows;
    };

    void wrong(const std::string& what) { history_.wrong.push_back(what); }
    void check_finals();
    void check_acknowledged(const std::vector<StoredChain>& chains);
    void check_answers(const std::vector<StoredJob>& jobs);
    void check_refused(const Asked& asked);
    void check_continued(const std::vector<StoredChain>& chains);
    void check_runs();
    void check_jobs(const std::vector<StoredJob>& jobs, const std::vector<StoredChain>& chains);
    void check_chain(const StoredChain& chain);
    void check_attempts(const StoredChain& chain, const StoredDay& day);
    void check_completed(const StoredChain& chain, const StoredDay& day, common::Close& close,
                         const common::JobModel& model);

    const Plan& plan_;
    const Market& market_;
    History& history_;
    Tables tables_;
    std::int64_t newest_epoch_ = 0;
    std::map<std::int64_t, Final> finals_;  ///< by row id of job_details
};

}  // namespace tradepit::simulation
