#pragma once

#include <SQLiteCpp/Database.h>

#include "common/messages/upload_messages.h"
#include "writer/imports/import_plan.h"

namespace tradepit::writer {

/// Plans the import of a price file: compares it with its market's newest price set. Bars that are
/// new or changed make the next price set; a file without such bars makes none.
///
/// Only reads the database. Refused with 422: bars that put_in_order() refuses, a market name that
/// cannot be the name of a folder, a new market without valid rules, and daily prices in an hourly
/// market or the other way round.
/// @throws SQLite::Exception
[[nodiscard]] PlannedImport plan_import(SQLite::Database& database, common::PriceImport import);

}  // namespace tradepit::writer
