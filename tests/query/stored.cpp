#include "tests/query/stored.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/common/schema/stored_rows.h"
#include "tests/query/api/json_schema.h"

namespace tradepit::query {

namespace {

std::filesystem::path root() {
    const char* path = std::getenv("TRADEPIT_ROOT");
    return path == nullptr ? std::filesystem::path{"../.."} : std::filesystem::path{path};
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

std::string number(double value) {
    std::ostringstream text;
    text.precision(17);
    text << value;
    return text.str();
}

DatabaseApi::Settings in_folder(DatabaseApi::Settings settings,
                                const std::filesystem::path& folder) {
    settings.database = (folder / "results.db").string();
    settings.config_dir = (folder / "config").string();
    return settings;
}

Told told(const Reply& reply) {
    return {reply.status, nlohmann::json::parse(reply.text(), nullptr, false)};
}

/// Checks an answer against GET /openapi.json, as for every answer in these tests.
Told documented(std::string_view method, std::string_view path, Told answer) {
    for (const auto& fault : answer_faults(method, path, answer.status, answer.body))
        ADD_FAILURE() << method << " " << path << " " << answer.status << ": " << fault;
    return answer;
}

common::Job job_of(Outcome outcome) {
    if (const auto* reply = std::get_if<Reply>(&outcome)) {
        ADD_FAILURE() << "refused: " << reply->text();
        return {};
    }
    return std::get<common::Job>(std::get<common::Command>(std::move(outcome)));
}

}  // namespace

Stored::Stored(DatabaseApi::Settings settings)
    : api_{in_folder(std::move(settings), folder_.path())} {
    database_ = std::make_unique<SQLite::Database>(
        common::database_with_schema((folder_.path() / "results.db").string()));
    std::filesystem::create_directory(folder_.path() / "config");
    std::filesystem::copy_file(root() / "config/default_config.json",
                               folder_.path() / "config/default_config.json");
}

void Stored::market(const std::string& name, const std::vector<std::string>& dates,
                    const std::string& interval) {
    sql("INSERT INTO markets VALUES (" + quoted(name) + R"(, '{"name":")" + name +
        R"(","periods_per_year":252,"interval":")" + interval +
        R"("}', 1, '2025-10-01T00:00:00.000000Z'))");
    sql("INSERT INTO price_sets VALUES (" + quoted(name) + ", 1, 'hash-" + name + "', 1, 1, " +
        quoted(dates.front()) + ", " + quoted(dates.back()) +
        ", 'file', '2025-10-01T00:00:00.000000Z')");
    for (const auto& date : dates) bar(name, "AAA", date, 10, 11);
}

void Stored::bar(const std::string& market, const std::string& symbol, const std::string& date,
                 double open, double close) {
    sql("INSERT INTO prices (market, symbol, date, price_set, open, close) VALUES (" +
        quoted(market) + ", " + quoted(symbol) + ", " + quoted(date) + ", 1, " + number(open) +
        ", " + number(close) + ")");
}

void Stored::job(const JobRow& row) {
    common::StoredRows{*database_}.add({.id = row.id,
                                        .status = row.status,
                                        .label = row.label,
                                        .market = row.market,
                                        .rules = R"({"name":"m","periods_per_year":252})",
                                        .read_by_default = row.read_by_default});
}

std::int64_t Stored::model(const std::string& job, const std::string& model,
                           const std::string& first_date) {
    return common::StoredRows{*database_}.add(
        {.job = job, .model = model, .first_date = first_date});
}

void Stored::day(std::int64_t chain, const DayRow& row) {
    const auto id = std::to_string(chain);
    const auto percent = number((row.value - 10'000) / 100);
    const auto figures = number(row.value) + ", " + number(row.value - 10'000) + ", " +
                         number(row.daily_return_pct) + ", " + number(row.value - 10'000) + ", " +
                         percent;
    const auto insert = [&](int action_id, const std::string& action) {
        sql("INSERT INTO positions (job_id, date, model, action_id, action_type, symbol, amount,"
            " price, cash, portfolio_value, daily_profit, daily_return_pct, cumulative_profit,"
            " cumulative_return_pct, created_at) SELECT job_id, " +
            quoted(row.date) + ", model, " + std::to_string(action_id) + ", " + action + ", " +
            number(row.cash) + ", " + figures +
            ", '2025-10-01T00:00:00.000000Z' FROM job_models WHERE chain = " + id);
        const auto position = database_->getLastInsertRowid();
        for (const auto& [symbol, quantity] : row.holdings) {
            sql("INSERT INTO holdings (position_id, symbol, quantity) VALUES (" +
                std::to_string(position) + ", " + quoted(symbol) + ", " + number(quantity) + ")");
        }
        return position;
    };
    auto position = insert(0, "'no_trade', NULL, NULL, NULL");
    int action_id = 0;
    for (const auto& trade : row.trades) {
        position = insert(++action_id, quoted(trade.side) + ", " + quoted(trade.symbol) + ", " +
                                           number(trade.amount) + ", " + number(trade.price));
    }
    sql("INSERT INTO job_details (job_id, date, model, status, duration_seconds) SELECT job_id, " +
        quoted(row.date) + ", model, 'completed', 1.5 FROM job_models WHERE chain = " + id);
    const auto money = [](double amount) { return *common::Money::from_double(amount); };
    const auto percentage = [](double number) { return *common::Percent::from_double(number); };
    common::StoredRows{*database_}.add(
        chain, {.date = *common::Stamp::parse(row.date),
                .position_id = position,
                .cash = money(row.cash),
                .figures = {.value = money(row.value),
                            .daily_profit = money(row.value - 10'000),
                            .daily_return = percentage(row.daily_return_pct),
                            .cumulative_profit = money(row.value - 10'000),
                            .cumulative_return = percentage((row.value - 10'000) / 100)},
                .trades = static_cast<std::int32_t>(row.trades.size())});
}

void Stored::open_day(const std::string& job, const std::string& model, const std::string& date,
                      const std::string& status) {
    sql("INSERT INTO job_details (job_id, date, model, status) VALUES (" + quoted(job) + ", " +
        quoted(date) + ", " + quoted(model) + ", " + quoted(status) + ")");
}

void Stored::count(const std::string& job) {
    sql("UPDATE job_settings SET total = (SELECT COUNT(*) FROM job_details d"
        " WHERE d.job_id = job_settings.job_id) WHERE job_id = " +
        quoted(job));
    for (const auto* status : {"completed", "failed", "skipped", "cancelled"}) {
        sql("UPDATE job_settings SET " + std::string{status} +
            " = (SELECT COUNT(*) FROM job_details d WHERE d.job_id = job_settings.job_id AND"
            " d.status = '" +
            status + "') WHERE job_id = " + quoted(job));
    }
}

void Stored::config(const std::string& name, const std::string& json) {
    std::filesystem::create_directories((folder() / "config" / name).parent_path());
    std::ofstream{folder() / "config" / name} << json;
}

Told Stored::get(std::string_view path_and_query) {
    Request request{"GET", {}, {}, {}, {}};
    const auto mark = path_and_query.find('?');
    request.path = path_and_query.substr(0, mark);
    auto rest = mark == path_and_query.npos ? "" : path_and_query.substr(mark + 1);
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        const auto equals = pair.find('=');
        request.parameters.push_back(
            {std::string{pair.substr(0, equals)}, std::string{pair.substr(equals + 1)}});
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    }
    asked.reset();
    const auto path = request.path;
    const auto resolved = api_.resolve(std::move(request));
    auto outcome = api_.answer(resolved, nullptr);
    if (auto* question = std::get_if<common::WaitsRequest>(&outcome)) {
        asked = std::move(*question);
        outcome = api_.answer(resolved, &broker);
    }
    return documented("GET", path, told(std::get<Reply>(outcome)));
}

Told Stored::post(std::string_view path, std::string_view body, std::string_view key) {
    return documented("POST", path, told(posted(path, body, key)));
}

std::string Stored::post_text(std::string_view path, std::string_view body, std::string_view key) {
    return std::string{posted(path, body, key).text()};
}

Outcome Stored::outcome_of_post(std::string_view path, std::string_view body,
                                std::string_view key) {
    return answer({.method = "POST",
                   .path = std::string{path},
                   .parameters = {},
                   .key = std::string{key},
                   .body = std::string{body}});
}

Reply Stored::posted(std::string_view path, std::string_view body, std::string_view key) {
    const auto outcome = outcome_of_post(path, body, key);
    if (const auto* reply = std::get_if<Reply>(&outcome)) return *reply;
    const auto& command = std::get<common::Command>(outcome);
    if (const auto* job = std::get_if<common::Job>(&command))
        return api_.reply_to_command(command,
                                     {job->key, job->request_hash, common::JobAccepted{job->job}});
    if (const auto* cancel = std::get_if<common::CancelJob>(&command))
        return api_.reply_to_command(
            command, {cancel->key, cancel->request_hash, common::JobAccepted{cancel->job}});
    const auto& refusal = std::get<common::RecordRefusal>(command);
    const common::CommandOutcome told = common::CommandRefused{refusal.status, refusal.detail};
    const auto [status, answer] = common::stored(told);
    SQLite::Statement keep{*database_, "INSERT INTO idempotency VALUES (?, ?, ?, ?, 't')"};
    keep.bind(1, refusal.key);
    keep.bind(2, refusal.request_hash);
    keep.bind(3, status);
    keep.bind(4, answer);
    keep.exec();
    return api_.reply_to_command(command, {refusal.key, refusal.request_hash, told});
}

common::Job Stored::retried(const std::string& job) {
    return job_of(outcome_of_post("/simulate/retry/" + job, {}, {}));
}

common::Job Stored::resolved(std::string_view body) {
    return job_of(outcome_of_post("/simulate/trigger", body, {}));
}

std::string Stored::refusal(std::string_view body) {
    const auto answer = post("/simulate/trigger", body);
    EXPECT_NE(answer.status, 200) << answer.body;
    return answer.status == 400 ? answer.detail() : answer.body.dump();
}

}  // namespace tradepit::query
