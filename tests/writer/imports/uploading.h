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
        SQLite::Statement select{store_.database(), sql};
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
        return uploads_->take("peer", std::move(part), intake_, wall_, now);
    }
    /// Takes a file that comes in one part.
    common::UploadAnswer take(common::UploadKind what, const std::string& octets,
                              const std::string& key) {
        return take({key, what, 0, 1, {octets}, common::sha256_hex(octets)});
    }
    /// Starts the writer again on the same store.
    void restart(common::Assembly::Limits limits = UPLOAD_PARTS) {
        uploads_.emplace(store_, limits);
        intake_ = Intake{{}, store_.load()};
    }

    common::TemporaryFolder dir_;
    Store store_{dir_.file("results.db"), Synchronous::normal};
    Intake intake_{{}, {}};
    std::optional<Uploads> uploads_{std::in_place, store_};
    common::UtcTime wall_ = common::parse_utc("2025-11-01T12:00:00.000000Z").value();
};

}  // namespace tradepit::writer::tests
