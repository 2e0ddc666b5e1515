#pragma once

#include <optional>
#include <string>
#include <variant>

#include <SQLiteCpp/Database.h>

#include "common/messages/messages.h"
#include "common/messages/parts.h"
#include "writer/imports/history_job.h"
#include "writer/imports/record_import.h"
#include "writer/store/writer_epoch.h"

namespace tradepit::writer {

/// Assembles the parts of files of a past competition (positions, logs) and commits each whole file
/// as one transaction: a file lands whole or not at all.
///
/// The answer to a whole file, a refusal of its content too, is recorded under its key, so that the
/// file sent again with that key gets that answer. The database must not be in a transaction when
/// it is called. The writer's thread.
class HistoryImports {
public:
    HistoryImports(SQLite::Database& database, WriterEpoch& epoch);

    /// @param counters the last numbers given; counted on when, and only when, it is committed.
    /// @return nothing while parts are to come. 200 committed; 400 no part of anything; 409 the key
    /// was used with other content, or the job was not imported; 422 refused (detail names line and
    /// rule); 503 not now: send the whole file again; 507 beyond a limit, which detail names.
    /// @throws SQLite::Exception for what does not pass by itself.
    std::optional<common::HistoryAnswer> take(common::HistoryPart part, Counters& counters,
                                              const std::string& now_utc);

private:
    using Import = std::variant<common::RecordImport, common::LogImport>;

    common::HistoryAnswer carry_out(const std::string& key, const Import& import,
                                    const std::string& hash, const std::string& now_utc);
    std::optional<common::HistoryAnswer> recorded(const std::string& key, const std::string& hash);
    common::HistoryAnswer commit(const common::RecordImport& import, const std::string& now_utc);
    common::HistoryAnswer commit(const common::LogImport& import, const std::string& now_utc);
    [[nodiscard]] std::optional<HistoryRefusal> gone_on_from(std::int64_t chain,
                                                             const std::vector<PlannedDay>& days);
    void record(const common::HistoryAnswer& answer, const std::string& hash,
                const std::string& now_utc);

    SQLite::Database& database_;
    WriterEpoch& epoch_;
    common::Assembly parts_;
    Counters counters_;  ///< of the file that is being committed
};

}  // namespace tradepit::writer
