#pragma once

#include <SQLiteCpp/Database.h>

#include "common/messages/upload_messages.h"
#include "writer/imports/import_plan.h"

namespace tradepit::writer {

/// Compares a price file with its market's newest price set. Bars that are new or changed make the
/// next price set; a file without any makes none.
///
/// Only reads the database. Refused with 422: bars that put_in_order() refuses (the text names
/// symbol, date, field, value and rule), a market without a name, a new market without valid rules,
/// and daily prices in an hourly market or the other way round.
/// @throws SQLite::Exception
[[nodiscard]] PlannedImport plan_import(SQLite::Database& database, common::PriceImport import);

}  // namespace tradepit::writer
