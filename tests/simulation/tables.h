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
};

struct StoredDay {
    common::Stamp date;
    std::string status;
    std::optional<std::string> close;  ///< of a completed one: text_of()
    std::vector<StoredAttempt> attempts;
};

struct StoredChain {
    std::int64_t number = 0;
    common::JobId job;
    common::ModelName model;
    std::string opening;  ///< text_of()
    std::vector<StoredDay> days;
};

struct StoredJob {
    common::JobId job;
    std::string status;
    std::map<std::string, std::int64_t> counts;  ///< as job_settings has them, by status
};

/// What is committed, read by SQL of its own: the checker believes nothing that the writer's code
/// says about it.
class Tables {
public:
    explicit Tables(SQLite::Database& database);

    [[nodiscard]] std::vector<StoredJob> jobs();
    [[nodiscard]] std::vector<StoredChain> chains();
    /// Every row of a model-day, as rows_of() shows the events that they should come from.
    [[nodiscard]] std::string rows(const common::JobId& job, const common::ModelName& model,
                                   common::Stamp date);
    /// "status answer" of a key, as clients are told.
    [[nodiscard]] std::optional<std::string> answer(const std::string& key);
    /// The model-day of a row of job_details: chain, date and what it ended as; nothing while open.
    struct Ended {
        std::int64_t chain = 0;
        common::JobId job;
        common::ModelName model;
        common::Stamp date;
        std::string status;
    };
    [[nodiscard]] Ended day(std::int64_t detail);
    /// Whether a job of order "date" has an open day before this one.
    [[nodiscard]] bool behind_barrier(std::int64_t chain, common::Stamp date);
    [[nodiscard]] bool any_open_job();
    /// Answered keys that made a job.
    [[nodiscard]] std::int64_t keys_of_jobs();
    /// What SQLite itself finds wrong.
    [[nodiscard]] std::vector<std::string> damage();

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
    SQLite::Statement day_;
    SQLite::Statement barrier_;
    SQLite::Statement open_job_;
    SQLite::Statement keys_;
};

/// Events as the rows that they make, one line each: positions, steps (chunks joined), tools.
[[nodiscard]] std::string rows_of(const std::vector<common::Event>& events);
/// Cash, value: what closings keep of it beside its last row.
[[nodiscard]] std::string text_of(const common::Close& close);

}  // namespace tradepit::simulation
