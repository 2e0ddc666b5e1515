#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <nlohmann/json.hpp>

#include "common/process/temporary_folder.h"
#include "query/api/database_api.h"

namespace tradepit::query {

/// An answer with its body parsed.
struct Told {
    int status = 0;
    nlohmann::json body;

    [[nodiscard]] std::string detail() const {
        return body.contains("detail") && body["detail"].is_string()
                   ? body["detail"].get<std::string>()
                   : std::string{};
    }
};

struct JobRow {
    std::string id;
    std::string status = "completed";
    std::string market = "us-daily";
    bool read_by_default = true;
    std::string label = {};
};

struct Trade {
    std::string side;
    std::string symbol;
    double amount;
    double price;
};

struct DayRow {
    std::string date;
    double value = 10'000;
    double cash = 10'000;
    double daily_return_pct = 0;
    std::vector<Trade> trades = {};
    std::map<std::string, double> holdings = {};
};

/// A database with the writer's schema, to which tests add rows, and the API over it.
class Stored {
public:
    Stored() : Stored(DatabaseApi::Settings{}) {}
    /// `settings` applies except for its paths of database and config folder.
    explicit Stored(DatabaseApi::Settings settings);

    void sql(const std::string& statement) { database_->exec(statement); }
    /// A market with one symbol, AAA, with open 10 and close 11 on every date.
    void market(const std::string& name, const std::vector<std::string>& dates,
                const std::string& interval = "daily");
    void bar(const std::string& market, const std::string& symbol, const std::string& date,
             double open, double close);

    void job(const JobRow& row);
    /// A model of a job with its first date, without days. @return its chain.
    std::int64_t model(const std::string& job, const std::string& model,
                       const std::string& first_date = "2025-10-01");
    /// A completed model-day of the chain: its positions, its closing, and the chain's statistics.
    void day(std::int64_t chain, const DayRow& row);
    /// A model-day that has not completed.
    void open_day(const std::string& job, const std::string& model, const std::string& date,
                  const std::string& status);
    /// Sets the job's counts by status, as the writer keeps them.
    void count(const std::string& job);

    void config(const std::string& name, const std::string& json);

    /// Answers a GET. Where the broker must be asked first, its reply is `broker`.
    Told get(std::string_view path_and_query);
    /// Answers a POST, with a writer that carries out every command and records refusals under
    /// their keys.
    Told post(std::string_view path, std::string_view body, std::string_view key = {});
    /// The same, as the body's text.
    std::string post_text(std::string_view path, std::string_view body, std::string_view key);
    /// The job that a body resolves to. The test fails when the body is refused.
    common::Job resolved(std::string_view body);
    /// The job that a retry resolves to. The test fails when the retry is refused.
    common::Job retried(const std::string& job);
    /// The text of the refusal of a body. The test fails when the body is accepted.
    std::string refusal(std::string_view body);

    /// The broker's reply to every WaitsRequest.
    BrokerReply broker;
    /// The WaitsRequest of the last get(); nothing where there was none.
    std::optional<common::WaitsRequest> asked;

    DatabaseApi& api() { return api_; }
    /// One request, resolved and answered by `api`.
    static Outcome answer(Api& api, Request request) {
        return api.answer(api.resolve(std::move(request)), nullptr);
    }
    Outcome answer(Request request) { return answer(api_, std::move(request)); }
    SQLite::Database& database() { return *database_; }
    [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

private:
    Outcome outcome_of_post(std::string_view path, std::string_view body, std::string_view key);
    Reply posted(std::string_view path, std::string_view body, std::string_view key);

    common::TemporaryFolder folder_;
    std::unique_ptr<SQLite::Database> database_;
    DatabaseApi api_;
};

}  // namespace tradepit::query
