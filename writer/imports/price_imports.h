#pragma once

#include <optional>
#include <string>
#include <variant>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/messages/messages.h"
#include "writer/imports/import_assembly.h"
#include "writer/imports/price_sets.h"
#include "writer/store/writer_epoch.h"

namespace tradepit::writer {

/// Assembles the parts of price files and commits each whole file as one transaction.
///
/// A file that adds or changes a bar makes its market's next numbered set; one that changes nothing
/// makes none. The answer to a whole file, a refusal of its content too, is recorded under its key
/// with the parts' hashes, so that any part of it, sent again at any time, gets that answer.
/// The database must not be in a transaction when it is called. The writer's thread.
class PriceImports {
public:
    PriceImports(SQLite::Database& database, WriterEpoch& epoch,
                 ImportAssembly::Limits limits = {});

    /// @param now_utc as common::utc_text() writes it; also tells which imports are idle.
    /// @return 100 part taken, 200 committed, 400 no part of anything, 409 the key was used with
    /// other content, 413 too large, 422 refused (detail names symbol, date, field, value and
    /// rule), 503 not now: too much under way, or SQLite failed in a way that may pass; send the
    /// whole import again.
    /// @throws SQLite::Exception for what does not pass by itself; Replaced.
    common::ImportAnswer take(const common::ImportPrices& part, const std::string& now_utc);

private:
    struct Refusal {
        std::string detail;
    };
    struct Counts {
        std::int64_t price_set = 0;
        std::int64_t inserted = 0;
        std::int64_t changed = 0;
        std::int64_t unchanged = 0;
    };
    using Outcome = std::variant<Counts, Refusal>;

    std::optional<common::ImportAnswer> recorded(const common::ImportPrices& part,
                                                 const std::string& hash);
    common::ImportAnswer commit(WholeImport whole, std::int32_t part, const std::string& now_utc);
    Outcome apply(WholeImport& whole, const std::string& now_utc);
    std::optional<Refusal> market_refusal(const WholeImport& whole, std::int64_t newest);
    void record(const WholeImport& whole, const common::ImportAnswer& answer,
                const std::string& now_utc);

    SQLite::Database& database_;
    WriterEpoch& epoch_;
    ImportAssembly assembly_;
    PriceSets sets_;
    SQLite::Statement find_key_;
    SQLite::Statement record_key_;
};

}  // namespace tradepit::writer
