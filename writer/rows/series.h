#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/messages/job.h"
#include "writer/intake/intake.h"
#include "writer/intake/standing.h"

namespace tradepit::writer {

/// Chains that go on from each other, one model's days in one line, as the store has them: of each
/// but the newest, the days before the next one's first.
class Series {
public:
    explicit Series(SQLite::Database& database);

    /// Where the series that ends with `chain` stood before `from`.
    struct Start {
        SeriesOpening opening;
        std::optional<Standing> standing;
        common::Close close;  ///< of the last completed day, else what it started with
    };
    [[nodiscard]] Start before(std::int64_t chain, common::Stamp from);

    /// What the job's models are to go on from, as far as there are such chains.
    [[nodiscard]] Predecessors predecessors_of(const common::Job& job);

private:
    [[nodiscard]] std::string successor_of(const std::string& job);
    [[nodiscard]] std::optional<LastClose> last_close_of(const common::ModelName& model,
                                                         const common::Job& job);
    /// Of a chain, the days before a date.
    struct Part {
        std::int64_t chain;
        common::Stamp before;
    };
    [[nodiscard]] std::optional<Standing> standing_after(const std::vector<Part>& newest_first);
    [[nodiscard]] common::Close close_of(const Closing& closing);

    SQLite::Statement chain_;
    SQLite::Statement latest_;
    SQLite::Statement names_;
    SQLite::Statement job_chains_;
    SQLite::Statement successor_;
    SQLite::Statement holdings_;
    SQLite::Statement last_;
};

}  // namespace tradepit::writer
