#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/messages/messages.h"

namespace tradepit::simulation {

struct StoredAttempt {
    std::int32_t number = 0;
    std::string state;
    bool started = false;
    std::int64_t last_batch = 0;
    std::string error;  ///< why it failed or was superseded; empty where nothing is recorded
};

struct StoredDay {
    common::Stamp date;
    std::string status;
    std::optional<std::string> close;  ///< text_of(), for a completed day
    std::vector<StoredAttempt> attempts;
};

struct StoredChain {
    std::int64_t number = 0;
    std::int64_t predecessor = 0;  ///< 0: none
    common::JobId job;
    common::ModelName model;
    std::string opening;  ///< text_of()
    std::vector<StoredDay> days;
};

struct StoredJob {
    common::JobId job;
    std::string status;
    std::map<std::string, std::int64_t> counts;  ///< of days by status, as job_settings has them
};

/// Reads what is committed, by SQL of its own, so that the checker relies on no code of the writer.
class Tables {
public:
    explicit Tables(SQLite::Database& database);

    [[nodiscard]] std::vector<StoredJob> jobs();
    [[nodiscard]] std::vector<StoredChain> chains();
    /// All rows of a model-day, in the form in which rows_of() shows the events that they come
    /// from.
    [[nodiscard]] std::string rows(const common::JobId& job, const common::ModelName& model,
                                   common::Stamp date);
    struct Answer {
        std::string hash;  ///< of the request
        std::string text;  ///< as text_of() shows it
    };
    /// The answer recorded under a key; nothing when there is none.
    [[nodiscard]] std::optional<Answer> answer(const std::string& key);
    /// Whether an open job that was made before this one has one of its models.
    [[nodiscard]] bool runs_elsewhere(const common::JobId& job);
    /// The model-day of a row of job_details, with its status. @throws std::runtime_error when
    /// there is no such row.
    struct Ended {
        std::int64_t chain = 0;
        common::JobId job;
        common::ModelName model;
        common::Stamp date;
        std::string status;
    };
    [[nodiscard]] Ended day(std::int64_t detail);
    /// Whether the chain's job has order "date" and an open day before this date.
    [[nodiscard]] bool behind_barrier(std::int64_t chain, common::Stamp date);
    [[nodiscard]] bool any_open_job();
    /// The number of different jobs that the successful answers name.
    [[nodiscard]] std::int64_t keys_of_jobs();
    /// What SQLite's quick_check and foreign_key_check find wrong.
    [[nodiscard]] std::vector<std::string> integrity_errors();

private:
    void read_days(StoredChain& chain);

    SQLite::Database& database_;
    SQLite::Statement jobs_;
    SQLite::Statement chains_;
    SQLite::Statement days_;
    SQLite::Statement attempts_;
    SQLite::Statement positions_;
    SQLite::Statement holdings_;
    SQLite::Statement steps_;
    SQLite::Statement tools_;
    SQLite::Statement answer_;
    SQLite::Statement elsewhere_;
    SQLite::Statement day_;
    SQLite::Statement barrier_;
    SQLite::Statement open_job_;
    SQLite::Statement keys_;
};

/// Events as the rows that they become, one line each: positions, steps (chunks joined), tools.
[[nodiscard]] std::string rows_of(const std::vector<common::Event>& events);
/// Cash and value, which is what the table `closings` keeps of a close.
[[nodiscard]] std::string text_of(const common::Close& close);

}  // namespace tradepit::simulation
