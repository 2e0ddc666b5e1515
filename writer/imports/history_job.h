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

/// A job that history is imported into. It is `completed` from the start, so the broker never hears
/// of it, and its model-days are those that records were imported for. Only reads the database.
/// @throws SQLite::Exception; Corrupt for rows that no writer wrote.
class HistoryJob {
public:
    /// What the job consists of.
    struct Extent {
        std::set<std::string> dates;
        std::set<std::string> models;
        std::size_t days = 0;  ///< model-days
    };

    /// The job that `owner` names: the stored one, or a new one that may be made. Refused with 422:
    /// an invalid name, no market named where the database has several, another market than the
    /// stored job's. With 409: a job that was not imported. With 503: a job whose rows are still
    /// being removed.
    [[nodiscard]] static std::variant<HistoryJob, ImportRefusal> open(
        SQLite::Database& database, const common::HistoryOwner& owner);

    [[nodiscard]] const common::JobId& job() const { return job_; }
    [[nodiscard]] const common::MarketName& market() const { return market_; }
    /// 0: the market had no prices when the job was made.
    [[nodiscard]] std::int64_t price_set() const { return price_set_; }

    /// How many decimals a price has at most by the rules of the job's market.
    [[nodiscard]] int price_decimals() const;

    /// Whether the job is not stored yet.
    [[nodiscard]] bool is_new() const { return !is_stored_; }

    /// The chain of this model; nothing when the job has none yet.
    [[nodiscard]] std::optional<std::int64_t> chain_of(const common::ModelName& model);
    /// The job's extent once the dates `added` of `model`, none of which is stored, are imported.
    /// It is computed from the job's row, so that importing n files costs O(n). Refused (507)
    /// beyond JOB_MODELS_MAX, JOB_DATES_MAX and JOB_MODEL_DAYS_MAX.
    [[nodiscard]] std::variant<Extent, ImportRefusal> extent_with(
        const common::ModelName& model, const std::vector<common::Stamp>& added);

    /// Adds the operations that make a new job: without models, completed at `now`, with the
    /// market's newest price set, which the job keeps. Only for a job that is_new().
    /// @param number the new job's number in the order of submission, which intake has reserved.
    void record(std::int64_t number, common::UtcTime now, std::vector<Operation>& operations) const;

private:
    HistoryJob(SQLite::Database& database, common::JobId job)
        : database_{&database}, job_{std::move(job)} {}

    /// Reads the stored job. @return whether there is one.
    bool read_job();
    /// Whether rows of a job with this id, which was cleaned up, are still being removed.
    bool is_being_purged();
    /// Sets the market of a new job: the one named, else the only one that is stored, else
    /// DEFAULT_MARKET. @return the refusal where several are stored, or the name is invalid.
    [[nodiscard]] std::optional<ImportRefusal> choose_market(const common::MarketName& named);
    /// Sets the rules, and the newest price set, of a new job's market.
    /// @param rules JSON, used for a market without prices; where they are invalid, the default
    /// rules are used.
    void read_market(const std::string& rules);

    SQLite::Database* database_;
    common::JobId job_;
    common::MarketName market_;
    std::int64_t price_set_ = 0;
    std::string price_hash_;  ///< of that price set; set for a new job only
    std::string rules_;       ///< JSON
    bool is_stored_ = false;
    bool is_imported_ = false;  ///< whether the stored job was made by an import
};

}  // namespace tradepit::writer
