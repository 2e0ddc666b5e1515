#pragma once

#include <string>

#include <SQLiteCpp/Database.h>

#include "writer/imports/log_import.h"

namespace tradepit::writer {

/// What is stored of the import's day.
[[nodiscard]] StoredLog load_log(SQLite::Database& database, const common::LogImport& import);

/// Writes what is new by `plan`; a step without a timestamp gets `now_utc`. In the caller's
/// transaction.
void store_log(SQLite::Database& database, const common::LogImport& import, const LogPlan& plan,
               const std::string& now_utc);

}  // namespace tradepit::writer
