#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "common/chain.h"
#include "common/messages/upload_messages.h"
#include "writer/imports/import_plan.h"

namespace tradepit::writer {

/// A job that history is imported into. It has ended from the start (`completed`): the broker never
/// hears of it, and its model-days are those that records came for. Only reads. @throws
/// SQLite::Exception
class HistoryJob {
public:
    /// What the job consists of.
    struct Extent {
        std::set<std::string> dates;
        std::set<std::string> models;
        std::size_t days = 0;  ///< model-days
    };

    /// The owner's job, which is stored or may be made. Refused: a name that may not be one (422),
    /// several markets and none named, another market than the job's (422), a job that was not
    /// imported (409), one whose rows are still being removed (503).
    [[nodiscard]] static std::variant<HistoryJob, ImportRefusal> open(
        SQLite::Database& database, const common::HistoryOwner& owner);

    [[nodiscard]] const common::JobId& job() const { return job_; }
    [[nodiscard]] const common::MarketName& market() const { return market_; }
    /// 0: the market had no prices when the job was made.
    [[nodiscard]] std::int64_t price_set() const { return price_set_; }

    /// It is not stored yet.
    [[nodiscard]] bool is_new() const { return !is_there_; }

    [[nodiscard]] std::optional<std::int64_t> chain_of(const common::ModelName& model);
    /// The job's extent after `model` ran the dates `added`. Computed from the job's row, so that
    /// importing n files stays O(n). Refused (507) beyond JOB_MODELS_MAX, JOB_DATES_MAX and
    /// JOB_MODEL_DAYS_MAX.
    [[nodiscard]] std::variant<Extent, ImportRefusal> extent_with(
        const common::ModelName& model, const std::vector<common::Stamp>& added);

    /// Makes a job that is new, without models, completed at `now`, with the market's newest
    /// prices, which it keeps.
    void record(std::int64_t number, common::UtcTime now, std::vector<Operation>& operations) const;

private:
    HistoryJob(SQLite::Database& database, common::JobId job)
        : database_{&database}, job_{std::move(job)} {}

    bool find();
    bool is_being_purged();
    [[nodiscard]] std::optional<ImportRefusal> choose_market(const common::MarketName& named);
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
