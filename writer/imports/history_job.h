#pragma once

#include <cstdint>
#include <optional>
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
    /// The owner's job, which is there or may be made. Refused: a name that is none (422), several
    /// markets and none named, another market than the job's (422), a job that was not imported
    /// (409).
    [[nodiscard]] static std::variant<HistoryJob, HistoryRefusal> open(
        SQLite::Database& database, const common::HistoryOwner& owner);
    /// With the market's newest prices, which it keeps. Before any of the following; by itself, so
    /// that what is refused for its content has written nothing.
    void make_if_new(Counters& counters, const std::string& now_utc);

    [[nodiscard]] const common::JobId& job() const { return job_; }
    [[nodiscard]] const common::MarketName& market() const { return market_; }
    /// 0: the market had no prices when the job was made.
    [[nodiscard]] std::int64_t price_set() const { return price_set_; }

    /// The model's chain, made where it is not there. Refused (507) beyond JOB_MODELS_MAX.
    [[nodiscard]] std::variant<std::int64_t, HistoryRefusal> chain_of(
        const common::ModelName& model, common::Stamp first, const common::Close& opening,
        Counters& counters);
    /// Model-days that are new, all completed now; then the job's own rows say what it consists of.
    /// Refused (507) beyond JOB_DATES_MAX and JOB_MODEL_DAYS_MAX.
    [[nodiscard]] std::optional<HistoryRefusal> add_days(const common::ModelName& model,
                                                         const std::vector<common::Stamp>& dates,
                                                         Counters& counters,
                                                         const std::string& now_utc);

private:
    HistoryJob(SQLite::Database& database, common::JobId job)
        : database_{&database}, job_{std::move(job)} {}

    bool find();
    bool is_being_purged();
    [[nodiscard]] std::optional<HistoryRefusal> choose_market(const common::MarketName& named);
    void read_market(const std::string& rules);
    [[nodiscard]] std::optional<HistoryRefusal> summarise(const common::ModelName& model,
                                                          const std::vector<common::Stamp>& added,
                                                          const std::string& now_utc);

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
