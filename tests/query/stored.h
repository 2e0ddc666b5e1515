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

/// What was answered, its body read.
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
    bool answers = true;
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

/// A database as the writer makes it, rows put in one by one, and the API over it.
class Stored {
public:
    Stored() : Stored(DatabaseApi::Settings{}) {}
    /// With what `settings` has beside the files.
    explicit Stored(DatabaseApi::Settings settings);

    void sql(const std::string& statement) { database_->exec(statement); }
    /// A market with one symbol, AAA, at 10 on every date.
    void market(const std::string& name, const std::vector<std::string>& dates,
                const std::string& interval = "daily");
    void bar(const std::string& market, const std::string& symbol, const std::string& date,
             double open, double close);

    void job(const JobRow& row);
    /// A (job, model) with its first date, its days being put in next; returns its chain.
    std::int64_t model(const std::string& job, const std::string& model,
                       const std::string& first_date = "2025-10-01");
    /// A completed model-day of the chain, its rows and summaries.
    void day(std::int64_t chain, const DayRow& row);
    /// A model-day that has not completed.
    void open_day(const std::string& job, const std::string& model, const std::string& date,
                  const std::string& status);
    /// The job's counts by status, as the writer keeps them.
    void count(const std::string& job);

    void config(const std::string& name, const std::string& json);

    Told get(std::string_view path_and_query);
    /// With a writer that carries everything out, and keeps what it answered under a key.
    Told post(std::string_view path, std::string_view body, std::string_view key = {});
    /// The body of the answer, as it is.
    std::string post_text(std::string_view path, std::string_view body, std::string_view key);
    /// The job that a body resolves to; a fault of the test when it is refused.
    common::Job resolved(std::string_view body);
    /// The job that a retry resolves to; a fault of the test when it is refused.
    common::Job retried(const std::string& job);
    /// The text of the refusal of a body.
    std::string refusal(std::string_view body);

    /// What the broker replies to a question; `asked` is the last one.
    BrokerReply broker;
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
