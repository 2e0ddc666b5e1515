#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "common/chain.h"
#include "common/messages/history_messages.h"
#include "writer/intake/intake.h"

namespace tradepit::writer {

/// Why an import is refused, with the HTTP status that says so.
struct HistoryRefusal {
    std::int32_t status = 0;
    std::string detail;
};

/// A job that history is imported into. It has ended from the start (`completed`): the broker never
/// hears of it, and its model-days are those that records came for. In the caller's transaction;
/// every SQLite::Exception is the caller's.
class HistoryJob {
public:
    /// What the job consists of.
    struct Extent {
        std::set<std::string> dates;
        std::set<std::string> models;
        std::size_t days = 0;  ///< model-days
    };

    /// The owner's job, which is there or may be made. Refused: a name that is none (422), several
    /// markets and none named, another market than the job's (422), a job that was not imported
    /// (409).
    [[nodiscard]] static std::variant<HistoryJob, HistoryRefusal> open(
        SQLite::Database& database, const common::HistoryOwner& owner);

    [[nodiscard]] const common::JobId& job() const { return job_; }
    [[nodiscard]] const common::MarketName& market() const { return market_; }
    /// 0: the market had no prices when the job was made.
    [[nodiscard]] std::int64_t price_set() const { return price_set_; }

    [[nodiscard]] std::optional<std::int64_t> chain_of(const common::ModelName& model);
    /// It once `model` has run `added` too: by what its row says so far, and not by its model-days,
    /// which a tree of many files would read again for each. Refused (507) beyond JOB_MODELS_MAX,
    /// JOB_DATES_MAX and JOB_MODEL_DAYS_MAX.
    [[nodiscard]] std::variant<Extent, HistoryRefusal> with(
        const common::ModelName& model, const std::vector<common::Stamp>& added);

    // What writes comes last, so that no refusal has anything to take back.

    /// With the market's newest prices, which it keeps.
    void make_if_new(Counters& counters, const std::string& now_utc);
    /// @return the new chain of a model that has none.
    std::int64_t make_chain(const common::ModelName& model, common::Stamp first,
                            const common::Close& opening, Counters& counters);
    /// Model-days that are new, all completed now. @param extent what with() said of them.
    void add_days(const common::ModelName& model, const std::vector<common::Stamp>& added,
                  const Extent& extent, Counters& counters, const std::string& now_utc);

private:
    HistoryJob(SQLite::Database& database, common::JobId job)
        : database_{&database}, job_{std::move(job)} {}

    bool find();
    bool is_being_purged();
    [[nodiscard]] std::optional<HistoryRefusal> choose_market(const common::MarketName& named);
    void read_market(const std::string& rules);

    SQLite::Database* database_;
    common::JobId job_;
    common::MarketName market_;
    std::int64_t price_set_ = 0;
    std::string price_hash_;  ///< of a job that is to be made, as rules_
    std::string rules_;
    bool is_there_ = false;
    bool imported_ = false;
};

}  // namespace tradepit::writer
