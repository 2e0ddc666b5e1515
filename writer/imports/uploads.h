#pragma once

#include <optional>
#include <string>

#include "common/messages/messages.h"
#include "common/messages/parts.h"
#include "common/time.h"
#include "writer/imports/import_plan.h"
#include "writer/intake/intake.h"
#include "writer/store/store.h"

namespace tradepit::writer {

/// Limits of the files that are under way to the writer. When there is no room, the transfer that
/// was silent for longest is dropped, since its sender has probably given up.
inline constexpr common::Assembly::Limits UPLOAD_PARTS{
    .whole_bytes_max = common::UPLOAD_BYTES_MAX,
    .parts_max = 65'536,
    .under_way_max = 4,
    .bytes_max = common::UPLOAD_BYTES_MAX,
    .idle_max = std::chrono::minutes{1},
    .when_full = common::Assembly::WhenFull::drop_quietest};

/// Joins the parts of files (prices, positions, logs), and imports each whole file in one
/// transaction.
///
/// When a whole file is imported, or refused by its import with 409 or 422, the answer is recorded
/// under the file's key: any part of the file that is sent again later gets that answer. Used on
/// the writer's thread.
class Uploads {
public:
    explicit Uploads(Store& store, common::Assembly::Limits limits = UPLOAD_PARTS)
        : store_{store}, parts_{limits} {}

    /// Takes one part. The store must have every commit that intake has finished, and intake must
    /// have taken nothing since.
    /// @param intake gives the numbers of new rows.
    /// @param timestamp the time that new rows get.
    /// @param now the time by the steady clock, by which silent transfers are forgotten.
    /// @return 100 part taken; 200 committed, now or before; 400 an invalid key, not a part, or not
    /// a file of its kind; 409 the key was used for another request, the job takes no import, or
    /// another job continues from a close that would change; 413 too large; 422 refused for its
    /// content or a name; 503 not now: send every part again; 507 a limit of a job.
    /// @throws SQLite::Exception, Replaced: nothing was imported, and every part has to be sent
    /// again.
    [[nodiscard]] common::UploadAnswer take(const Peer& peer, common::Upload part, Intake& intake,
                                            common::UtcTime timestamp, common::Instant now);

private:
    /// As take(), with neither key nor part in the answer.
    [[nodiscard]] common::UploadAnswer answer_part(const Peer& peer, common::Upload part,
                                                   Intake& intake, common::UtcTime timestamp,
                                                   common::Instant now);
    /// The answer that is recorded under the part's key; nothing when there is none.
    [[nodiscard]] std::optional<common::UploadAnswer> recorded(const common::Upload& part);
    /// Imports a whole file, and records the answer unless the refusal may pass.
    [[nodiscard]] common::CommandOutcome import(common::UploadContent content,
                                                const std::string& key, const std::string& digest,
                                                Intake& intake, common::UtcTime timestamp);
    [[nodiscard]] PlannedImport plan(common::UploadContent content, Intake& intake,
                                     common::UtcTime timestamp);

    Store& store_;
    common::Assembly parts_;
};

}  // namespace tradepit::writer
