#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/process/temporary_folder.h"
#include "writer/store/store.h"

namespace tradepit::writer::tests {

struct StoredJob {
    std::string id;
    std::string completed_at = "2025-01-01T00:00:00.000000Z";  ///< empty: it is open
    std::string status = "completed";
    int models = 1;
    int days = 2;
    std::int64_t predecessor = 0;  ///< the predecessor of each of its chains; 0: none
};

/// A store with jobs that have rows in every table, inserted as the writer stores them.
class StoredJobs {
public:
    /// @return the job's first chain.
    std::int64_t add(const StoredJob& job);
    void sql(const std::string& statement) { store.database().exec(statement); }
    std::string one(const std::string& query) {
        return store.database().execAndGet(query).getString();
    }
    std::int64_t number(const std::string& query) {
        return store.database().execAndGet(query).getInt64();
    }
    /// The tables that have rows of the job, such as "jobs job_details". Tables with a column
    /// job_id, chain or position_id are searched; the job's chains and positions are those that it
    /// had when it was added.
    std::string tables_with(const std::string& job);
    /// What SQLite's integrity check and foreign key check find; "" when both find nothing.
    std::string faults();

protected:
    common::TemporaryFolder dir;
    const std::string file = dir.file("results.db");
    Store store{file, Synchronous::normal};

private:
    struct Keys {
        std::int64_t first_chain = 0, last_chain = 0;
        std::int64_t first_position = 0, last_position = 0;
    };
    void add_chain(const StoredJob& job, const std::string& model, std::int64_t chain);

    std::map<std::string, Keys> keys_;
};

}  // namespace tradepit::writer::tests
