#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include <SQLiteCpp/Database.h>
#include <nlohmann/json.hpp>

namespace tradepit {

/// The specification's own way, its faults included: its schema, importer and queries, as its
/// sections 2 to 8 have them. What it does wrong stands beside what ours does in the tests.
class Specification {
public:
    /// Its schema in an empty database, foreign keys on.
    Specification();
    /// Its queries over a database that is there; ours has its tables.
    explicit Specification(SQLite::Database database) : database_{std::move(database)} {}

    SQLite::Database& database() { return database_; }
    /// Any statement, its rows as arrays.
    nlohmann::json ask(const std::string& sql, const nlohmann::json& values = {});
    /// The first column of the first row.
    nlohmann::json first(const std::string& sql) { return ask(sql).at(0).at(0); }

    /// Section 3.2, models by name: {model: count}. What fails throws, and ends the import.
    nlohmann::json import_all(const std::filesystem::path& tree);

    /// Section 4.1: one model's result of a day, with detail=full.
    nlohmann::json result(const std::string& date, const std::string& model);
    /// Of a day's result the reasoning; `day` is [date, model].
    nlohmann::json reasoning(const nlohmann::json& day);
    nlohmann::json timeseries(const std::string& model);
    /// The latest, where no date is given.
    nlohmann::json leaderboard(const std::string& date = {});

    struct Cleaned {
        std::int64_t jobs = 0;
        std::int64_t positions = 0;
    };
    /// Section 8.1; `meanwhile` is what others do between its counts and its deletion.
    Cleaned cleanup(
        const std::string& cutoff, const std::function<void()>& meanwhile = [] {});

private:
    void import_record(const std::string& model, const nlohmann::json& record);
    SQLite::Database database_;
};

}  // namespace tradepit
