#include "writer/store/migrations.h"

#include <filesystem>

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <spdlog/spdlog.h>

#include "common/process/set_up_fault.h"

namespace tradepit::writer {

namespace {

/// Copies the database to a file `name`, or to `name`.2, `name`.3, … where that exists.
/// @return the name of the copy.
std::string keep_copy(SQLite::Database& database, const std::string& name) {
    std::string copy = name;
    for (int number = 2; std::filesystem::exists(copy); ++number)
        copy = name + "." + std::to_string(number);
    // Under its own name there is a whole copy or none.
    const std::string part = name + ".part";
    std::filesystem::remove(part);
    SQLite::Statement vacuum{database, "VACUUM INTO ?"};
    vacuum.bind(1, part);
    vacuum.exec();
    std::filesystem::rename(part, copy);
    return copy;
}

}  // namespace

void refuse_foreign(SQLite::Database& database, const std::string& file,
                    const common::Schema& schema) {
    const auto found = common::schema_of(database);
    if (found.version == 0 &&
        database.execAndGet("SELECT COUNT(*) FROM sqlite_master").getInt() != 0)
        throw common::SetUpFault("--db " + file + " has tables, but is no database of tradepit");
    const bool is_ours = found.application == common::APPLICATION_ID && found.version > 0;
    if (found.version != 0 && (!is_ours || found.version > schema.version()))
        throw common::SetUpFault("--db " + common::schema_refusal(file, found, schema.version()));
}

void migrate(SQLite::Database& database, const std::string& file, const common::Schema& schema) {
    refuse_foreign(database, file, schema);
    const auto found = common::schema_of(database);
    if (found.version == 0) return common::make_schema(database, schema);
    const int version = schema.version();
    if (found.version == version) return;
    const auto copy = keep_copy(database, file + ".schema-" + std::to_string(found.version));
    // steps[0] leads from version 1 to version 2.
    SQLite::Transaction transaction{database};
    for (auto step = static_cast<std::size_t>(found.version) - 1; step < schema.steps.size();
         ++step)
        database.exec(schema.steps[step]);
    common::set_schema_version(database, version);
    transaction.commit();
    spdlog::info("{}: brought from schema {} to {}; the file as it was is kept as {}", file,
                 found.version, version, copy);
}

}  // namespace tradepit::writer
