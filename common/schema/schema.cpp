#include "common/schema/schema.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include "common/schema/schema_text.h"

namespace tradepit::common {

const Schema& present_schema() {
    static const Schema schema{SCHEMA_TEXT, SCHEMA_STEPS};
    return schema;
}

FileSchema schema_of(SQLite::Database& database) {
    return {.application = database.execAndGet("PRAGMA application_id").getInt(),
            .version = database.execAndGet("PRAGMA user_version").getInt()};
}

std::string schema_refusal(const std::string& file, const FileSchema& found, int version) {
    const std::string wants = ", and this program wants schema " + std::to_string(version);
    const std::string has = file + " has schema " + std::to_string(found.version);
    if (found.application != APPLICATION_ID)
        return has + " of an earlier build of tradepit, or is of another program" + wants +
               ": export its results with the build that made it, then start with a new file";
    if (found.version > version)
        return has + " of a later build of tradepit" + wants + ": run that build";
    if (found.version < version)
        return has + wants + ": start the writer, which brings the file forward";
    return {};
}

void set_schema_version(SQLite::Database& database, int version) {
    database.exec("PRAGMA user_version = " + std::to_string(version));
}

void make_schema(SQLite::Database& database, const Schema& schema) {
    SQLite::Transaction transaction{database};
    database.exec(std::string{schema.text});
    database.exec("PRAGMA application_id = " + std::to_string(APPLICATION_ID));
    set_schema_version(database, schema.version());
    transaction.commit();
}

}  // namespace tradepit::common
