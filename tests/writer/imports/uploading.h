#pragma once

#include <optional>
#include <string>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "common/digest.h"
#include "common/messages/messages.h"
#include "common/process/temporary_folder.h"
#include "writer/imports/uploads.h"
#include "writer/intake/intake.h"
#include "writer/store/store.h"

namespace tradepit::writer::tests {

/// A writer without its socket: store, intake and uploads.
class Uploading : public ::testing::Test {
protected:
    void TearDown() override {
        EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
        EXPECT_EQ(text("PRAGMA foreign_key_check"), "");
    }

    /// All rows of a query: columns separated by '|', rows by ';'.
    std::string text(const std::string& sql) {
        SQLite::Statement select{store.database(), sql};
        std::string all;
        while (select.executeStep()) {
            if (!all.empty()) all += ';';
            for (int i = 0; i < select.getColumnCount(); ++i) {
                if (i > 0) all += '|';
                all += select.getColumn(i).getString();
            }
        }
        return all;
    }

    common::UploadAnswer take(common::Upload part, common::Instant now = {}) {
        return uploads->take("peer", std::move(part), intake, wall, now);
    }
    /// Takes a file that comes in one part.
    common::UploadAnswer take(common::UploadKind what, const std::string& octets,
                              const std::string& key) {
        return take({key, what, 0, 1, {octets}, common::sha256_hex(octets)});
    }
    /// Starts the writer again on the same store.
    void restart(common::Assembly::Limits limits = UPLOAD_PARTS) {
        uploads.emplace(store, limits);
        intake = Intake{{}, store.load()};
    }

    common::TemporaryFolder dir;
    Store store{dir.file("results.db"), Synchronous::normal};
    Intake intake{{}, {}};
    std::optional<Uploads> uploads{std::in_place, store};
    common::UtcTime wall = common::parse_utc("2025-11-01T12:00:00.000000Z").value();
};

}  // namespace tradepit::writer::tests
