#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include <SQLiteCpp/Database.h>
#include <nlohmann/json.hpp>

namespace tradepit {

/// The schema, importer and queries of the specification's sections 2 to 8, with their faults. The
/// tests compare their results with ours.
class Specification {
public:
    /// An empty in-memory database with the specification's schema and foreign keys on.
    Specification();
    /// Runs the queries on an existing database. A results file of ours has the tables of the
    /// specification.
    explicit Specification(SQLite::Database database) : database_{std::move(database)} {}

    SQLite::Database& database() { return database_; }
    /// Runs a statement with `values` as its parameters. @return the rows as arrays.
    nlohmann::json ask(const std::string& sql, const nlohmann::json& values = {});
    /// The first column of the first row of a query.
    nlohmann::json first(const std::string& sql) { return ask(sql).at(0).at(0); }

    /// Imports a tree as in section 3.2, the models in the order of their names. @return {model:
    /// number of records}. @throws at the first failure, which ends the import.
    nlohmann::json import_all(const std::filesystem::path& tree);

    /// The result of one model and date with detail=full, as in section 4.1; null when there is
    /// none.
    nlohmann::json result(const std::string& date, const std::string& model);
    /// The reasoning in the result of a day. `day` is [date, model].
    nlohmann::json reasoning(const nlohmann::json& day);
    nlohmann::json timeseries(const std::string& model);
    /// The leaderboard of a date; without a date the latest one.
    nlohmann::json leaderboard(const std::string& date = {});

    struct Cleaned {
        std::int64_t jobs = 0;
        std::int64_t positions = 0;
    };
    /// The cleanup of section 8.1. `meanwhile` is called between its counting and its deletion.
    Cleaned cleanup(
        const std::string& cutoff, const std::function<void()>& meanwhile = [] {});

private:
    void import_record(const std::string& model, const nlohmann::json& record);
    SQLite::Database database_;
};

}  // namespace tradepit
